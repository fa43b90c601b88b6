"""The status page in its states: what is promised and why it moved, what we did with proof, what she may do, and what she may take along."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from accounts.models import Role
from catalog.models import AnswerTemplate
from portal.templatetags.portal import spelled
from requests_app.actions import ask_again, close, message_resident, reopen, reply, repromise, start
from requests_app.models import Actor, Follower, ServiceRequest
from requests_app.photos import keep_photo
from requests_app.status import Outcome
from tests import factories as make
from tests.proofs import nothing_written

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # a Monday; promised for Thursday, November 26
DECEMBER_4 = date(2026, 12, 4)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as found:
        yield found


@pytest.fixture
def filed(city):
    return make.request(of=city, contact=make.resident(), language="en", answers={"size": "small"}, description="A hole.")


@pytest.fixture
def worker(filed):
    return make.user(Role.WORKER)


@pytest.fixture
def seen(client, filed):
    """seen(): the status page as text; seen("es") in another language."""

    def get(language="en"):
        response = client.get(f"/{language}/track/{filed.token}/")
        assert response.status_code == 200
        return response.content.decode()

    return get


def offered(page):
    """What she may do, in the order of the page."""
    acts = page.split('<h2 id="talk"')[1].split("<h2")[0]
    return ["".join(pair) for pair in re.findall(r"<summary>(.*?)</summary>|more--link\"><a [^>]*>(.*?)</a>", acts)]


# --- the promise ----------------------------------------------------------------------------------------------------------------


def test_a_new_date_stands_with_the_one_before_and_the_reason(seen, filed, worker):
    repromise(filed, DECEMBER_4, reason="The asphalt is late.", actor=worker)
    box = seen().split('id="date"')[1].split("</div>")[0]
    assert "New expected date: <strong>Friday, December 4</strong>" in box
    assert "Before, it was Thursday, November 26." in box
    assert 'lang="en" dir="ltr">The asphalt is late.</blockquote>' in box


def test_the_timeline_keeps_every_date_that_was_given(seen, filed, worker):
    repromise(filed, DECEMBER_4, reason="The asphalt is late.", actor=worker)
    repromise(filed, date(2026, 12, 11), reason="It rains.", actor=worker)
    told = seen().split("What happened so far")[1].split("What you can do")[0]
    assert told.index("Friday, December 11") < told.index("It rains.") < told.index("The asphalt is late.")
    assert "Before, it was Friday, December 4." in told
    assert "Before, it was Thursday, November 26." in told


def test_a_reason_in_another_language_is_marked_and_a_ready_one_is_read_in_hers(seen, filed, worker):
    note = "Not yet available in your language."
    repromise(filed, DECEMBER_4, reason="The asphalt is late.", actor=worker)
    assert note not in seen()
    assert 'lang="en" dir="ltr">The asphalt is late.</blockquote><p class="not-translated-note">' in seen("es")
    AnswerTemplate.objects.create(code="rain", outcome="promise", title_en="Rain", text_en="It rains.", text_es="Llueve.")
    repromise(filed, date(2026, 12, 11), template="rain", actor=worker)
    assert 'lang="es" dir="ltr">Llueve.</blockquote>' in seen("es").split('id="date"')[1].split("</div>")[0]


def test_a_date_that_moved_by_itself_says_why(seen, filed, worker, clock):
    message_resident(filed, "Where?", actor=worker, is_question=True)
    clock.shift(timedelta(days=2))
    reply(filed, "At the school.", language="en")
    assert "We had to wait for an answer, so the date has moved." in seen()


def test_a_new_date_that_passes_too_is_late(seen, filed, worker, clock):
    repromise(filed, DECEMBER_4, reason="The asphalt is late.", actor=worker)
    clock.move_to(datetime(2026, 12, 5, 9, 0, tzinfo=UTC))
    assert "We expected to be done by Friday, December 4. We are late, and we are sorry." in seen()
    assert offered(seen())[0] == "Ask again"


def test_when_she_has_asked_the_page_says_so_and_does_not_offer_it_again(seen, filed, clock):
    clock.move_to(NOON + timedelta(days=7))
    assert 'href="#ask-again"' in seen()
    ask_again(filed)
    assert "You asked again on Monday, November 30." in seen()
    assert "Ask again" not in seen()


# --- what we did ----------------------------------------------------------------------------------------------------------------


def test_closed_with_proof_shows_before_and_after(seen, filed, worker, a_photo):
    before = keep_photo(a_photo(), request=filed, actor=Actor.RESIDENT)
    after = keep_photo(a_photo(side=80), request=filed, actor=worker)
    assert "Photos from us" in seen()
    close(filed, outcome=Outcome.RESOLVED, text="We filled it.", actor=worker)
    box = seen().split("What we can tell you")[1].split("</section>")[0]
    order = [box.index(mark) for mark in ("We filled it.", ">Before<", before.public_id.hex[:8], ">After<", after.public_id.hex[:8])]
    assert order == sorted(order)
    assert seen().count(f"{reverse('portal:photo', args=[after.public_id])}?small") == 1


def test_an_outcome_in_another_language_than_the_pages_is_marked(seen, filed, worker):
    close(filed, outcome=Outcome.RESOLVED, text="We filled it.", actor=worker)
    box = lambda page: page.split('<p class="words-plain" lang="en"')[1].split("</section>")[0]  # noqa: E731
    assert "not-translated-note" in box(seen("es"))
    assert "not-translated-note" not in box(seen())


def test_only_what_may_be_public_is_on_the_public_page(client, filed, worker, a_photo):
    keep_photo(a_photo(), request=filed, actor=Actor.RESIDENT)
    keep_photo(a_photo(side=80), request=filed, actor=worker)
    shown = keep_photo(a_photo(side=90), request=filed, actor=worker, is_public=True)
    found = client.get(f"/en/requests/{filed.reference}/").content.decode()
    assert re.findall(r"/photo/([0-9a-f-]{36})/\?small", found) == [str(shown.public_id)]


# --- what she may do ------------------------------------------------------------------------------------------------------------


SAY, SHARE, STOP, BACK = (
    "Say something or add a photo or document", "Share it, or show its QR code to somebody", "Stop the messages about this request",
    "Take this request back",
)  # fmt: skip


def test_what_is_likeliest_comes_first(seen, filed, worker, clock):
    assert offered(seen()) == ["Change what you wrote", SAY, SHARE, STOP, BACK]
    clock.shift(timedelta(minutes=1))
    start(filed, actor=worker)
    assert offered(seen()) == [SAY, SHARE, STOP, BACK]
    close(filed, outcome=Outcome.RESOLVED, text="We filled it.", actor=worker)
    assert offered(seen()) == ["This is not fixed", SAY, SHARE, STOP]
    assert "You can do this until Wednesday, December 23." in seen()
    reopen(filed, reason="The hole is back.", actor=Actor.RESIDENT)
    assert offered(seen()) == [SAY, SHARE, STOP, BACK]


def test_our_question_stands_first_with_the_field_for_its_answer(seen, filed, worker):
    message_resident(filed, "Which side?", actor=worker, is_question=True)
    top = seen().split('class="journey"')[0]
    assert top.index("Which side?") < top.index('name="text"')
    assert SAY not in offered(seen())


def test_until_when_she_may_change_her_words_is_said_in_words(seen, clock):
    assert "Until 12:15 p.m., as long as nobody has begun." in seen()
    clock.shift(timedelta(minutes=16))
    assert "Change what you wrote" not in seen()


def test_the_newest_three_lines_are_open_and_the_others_one_tap_away(seen, filed):
    for n in range(4):
        reply(filed, f"Word {n}", language="en")
    told = seen().split("What happened so far")[1]
    assert "<summary>2 earlier steps</summary>" in told
    assert told.index("Word 1") < told.index("<summary>") < told.index("Word 0")


def test_a_reopened_journey_says_when_it_was_closed_and_opened_again(seen, filed, worker, clock):
    close(filed, outcome=Outcome.RESOLVED, text="We filled it.", actor=worker)
    clock.shift(timedelta(days=1))
    reopen(filed, reason="The hole is back.", actor=Actor.RESIDENT)
    steps = re.findall(r'<li class="is-(\w+)".*?<strong>(.*?)</strong>', seen())
    assert steps == [
        ("done", "We received it"), ("done", "We closed it"), ("now", "We opened it again"), ("next", "We work on it"),
        ("next", "Done, and you hear from us"),
    ]  # fmt: skip


def test_she_stops_the_messages_and_starts_them_again(client, seen, filed, worker):
    link = f"/en/track/{filed.token}/"
    assert client.post(link, {"act": "stop"}).headers["Location"] == link
    assert Follower.objects.get().stopped_at is not None
    assert "Start the messages again" in offered(seen())
    client.post(link, {"act": "start"})
    assert Follower.objects.get().stopped_at is None
    assert STOP in offered(seen())


def test_who_is_told_nothing_has_no_messages_to_stop_or_start(client, city):
    made = make.request(of=city, answers={"size": "small"})
    link = f"/en/track/{made.token}/"
    found = client.get(link).content.decode()
    assert "Stop the messages" not in found
    assert "Start the messages" not in found
    with nothing_written():
        assert client.post(link, {"act": "start"}).status_code == 302


def test_the_department_is_named_with_its_phone_and_hours(seen, filed):
    department = filed.department
    department.phone = "408 555 0100"
    department.save()
    assert 'Who has it: <strong>Streets</strong> · <a href="tel:408 555 0100"><bdi>408 555 0100</bdi></a>' in seen()
    assert "Monday to Friday, 8:00 a.m. to 5:00 p.m." in seen().split("Who has it:")[1].split("</p>")[0]


# --- to take along --------------------------------------------------------------------------------------------------------------


def calendar(client, filed, language="en"):
    response = client.get(f"/{language}/track/{filed.token}/date.ics")
    assert response.status_code == 200
    return response, Calendar.from_ical(response.content).walk("VEVENT")[0]


def test_the_calendar_file_is_a_whole_day_in_her_language_and_says_nothing_about_her(client, filed):
    response, event = calendar(client, filed, "es")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{filed.reference}.ics"'
    assert (response.headers["Cache-Control"], response.headers["Referrer-Policy"]) == ("no-store", "strict-origin")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 11, 26), date(2026, 11, 27))
    assert event["SUMMARY"].params["LANGUAGE"] == "es"
    assert "Bache" in event["SUMMARY"]
    for secret in (filed.token, "Main Street", "Ana", "A hole"):
        assert secret not in response.content.decode()


def test_a_new_date_takes_the_place_of_the_old_one_in_her_calendar(client, filed, worker, clock):
    first = calendar(client, filed)[1]
    clock.shift(timedelta(hours=1))
    repromise(filed, DECEMBER_4, reason="The asphalt is late.", actor=worker)
    second = calendar(client, filed)[1]
    assert first["UID"] == second["UID"] == f"{filed.reference.lower()}@127.0.0.1"
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second["DTSTAMP"].dt > first["DTSTAMP"].dt
    assert second["DTSTART"].dt == DECEMBER_4


def test_without_a_date_there_is_no_calendar_file_and_no_link_to_it(client, seen, filed, worker):
    link = f"/en/track/{filed.token}/date.ics"
    assert link in seen()
    message_resident(filed, "Where?", actor=worker, is_question=True)
    assert client.get(link).status_code == 404
    assert link not in seen()
    close(filed, outcome=Outcome.RESOLVED, text="We filled it.", actor=worker)
    assert client.get(link).status_code == 404
    assert client.get("/en/track/nobody-knows-it/date.ics").status_code == 404


def test_what_is_shared_is_the_public_page_and_never_the_secret_one(client, filed):
    response = client.get(f"/en/track/{filed.token}/share/")
    shared = response.content.decode().split('class="share"')[1].split("</main>")[0]
    assert f"http://127.0.0.1:8311/en/requests/{filed.reference}/" in shared
    assert filed.token not in shared
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("is_restricted", "why"), [(False, "This request is not on the public list"), (True, "never shown to the public")])
def test_of_a_private_request_the_page_says_why_there_is_nothing_to_share(client, filed, is_restricted, why):
    ServiceRequest.objects.filter(pk=filed.pk).update(is_public=False, is_restricted=is_restricted)
    found = client.get(f"/en/track/{filed.token}/share/").content.decode()
    assert why in found
    assert "/en/requests/CX" not in found
    assert "code.svg" not in found


def test_the_code_is_a_picture_of_the_public_address_and_only_of_a_public_one(client, filed):
    response = client.get(f"/en/requests/{filed.reference}/code.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    drawn = response.content.decode()
    assert "<script" not in drawn
    assert "style=" not in drawn
    assert drawn != client.get(f"/es/requests/{filed.reference}/code.svg").content.decode()  # each language its own page
    ServiceRequest.objects.filter(pk=filed.pk).update(is_public=False)
    assert client.get(f"/en/requests/{filed.reference}/code.svg").status_code == 404
    assert client.get("/en/requests/%00/code.svg").status_code == 404


def test_the_confirmation_leads_to_all_of_it_and_spells_the_reference_out(client, filed):
    found = client.get(f"/en/done/{filed.token}/").content.decode()
    assert f"/en/track/{filed.token}/date.ics" in found
    assert f"/en/track/{filed.token}/share/" in found
    assert f'<bdi class="visually-hidden">{spelled(filed.reference)}</bdi>' in found


def test_a_reference_is_spelled_letter_by_letter_with_rests(settings):
    settings.REFERENCE_PREFIX = "CX"
    assert spelled("CX4K7M2QXPZ") == "C X, 4 K 7 M, 2 Q X P, Z"
