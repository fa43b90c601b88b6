"""What staff do on the request page: done once, told, and refused without loss when somebody was faster."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team
from catalog.models import AnswerTemplate
from console.words import day
from notifications.models import Message
from requests_app import actions
from requests_app.models import EventKind, ServiceRequest
from requests_app.photos import keep_photo
from requests_app.status import Status
from tests import factories as make
from tests.portal.conftest import photo
from tests.proofs import everything


@pytest.fixture
def send(world, as_):
    """send("close", case, user, outcome=…): the form of a page that she has just opened, or opened when *seen* says."""

    def sent(verb, case, user=None, *, seen=None, beside="", button=None, **fields):
        browser = as_(user or world.worker)
        stamp = (seen or ServiceRequest.objects.get(pk=case.pk)).updated_at.isoformat()
        prefix = {"message_resident": "message"}.get(verb, verb)
        data = {f"{prefix}-seen": stamp, "beside": beside, **{f"{prefix}-{name}": value for name, value in fields.items()}}
        if button:
            data[button] = "1"
        return browser.post(reverse(f"console:{verb}", args=[case.reference]), data), browser

    return sent


def now(case):
    return ServiceRequest.objects.get(pk=case.pk)


def test_a_note_is_kept_for_staff_and_tells_nobody(world, send):
    letters = Message.objects.count()
    response, _browser = send("note", world.plain, text="Truck 4 on Thursday")
    assert response.headers["Location"] == f"/console/requests/{world.plain.reference}/"
    note = world.plain.events.get(kind=EventKind.NOTE)
    assert (note.text, note.actor, note.is_public) == ("Truck 4 on Thursday", world.worker, False)
    assert Message.objects.count() == letters


def test_an_empty_note_is_refused_at_its_field(world, send):
    before = everything()
    response, _browser = send("note", world.plain, text=" ")
    assert response.status_code == 422
    assert response.context["forms"]["note"].errors.keys() == {"text"}
    assert everything()["requests_app.RequestEvent"] == before["requests_app.RequestEvent"]


def test_start_takes_the_request_and_tells_the_resident_in_her_language(world, send):
    send("status", world.plain)
    assert (now(world.plain).status, now(world.plain).assignee) == (Status.IN_PROGRESS, world.worker)
    assert Message.objects.filter(kind="status", about=world.plain.reference).get().language == "es"


def test_a_question_goes_out_and_the_request_waits(world, send):
    actions.start(world.plain, actor=world.worker)
    send("message_resident", world.plain, text="¿En qué lado?", language="es", is_question="on")
    assert now(world.plain).status == Status.WAITING_RESIDENT
    assert Message.objects.get(kind="question").context["text"] == "¿En qué lado?"


def test_the_letter_can_be_seen_before_it_is_sent_and_nothing_is_kept(world, send):
    before = everything()
    response, _browser = send("message_resident", world.plain, text="Vamos el jueves.", language="es", button="preview")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Vamos el jueves." in response.context["preview"]["rendered"].text
    assert world.plain.token not in page.split("The whole letter")[1]
    after = everything()
    assert {label for label in before if before[label] != after[label]} <= {"accounts.User"}


def test_waiting_needs_a_reason_and_pauses_the_promise(world, send):
    actions.start(world.plain, actor=world.worker)
    assert send("wait", world.plain, reason="")[0].status_code == 422
    send("wait", world.plain, reason="La compañía eléctrica")
    assert now(world.plain).status == Status.WAITING_OUTSIDE
    assert now(world.plain).promise_minutes_left is not None


def test_giving_it_to_a_person_can_be_undone_for_ten_seconds(world, send):
    response, browser = send("assign", world.plain, person=world.worker.pk)
    assert now(world.plain).assignee == world.worker
    page = browser.get(response.headers["Location"]).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page).group(1)
    browser.post("/console/undo/", {"token": token})
    assert now(world.plain).assignee is None


def test_undo_by_somebody_else_or_after_another_change_does_nothing(world, send, as_):
    response, browser = send("assign", world.plain, person=world.worker.pk)
    token = re.search(r'name="token" value="([^"]+)"', browser.get(response.headers["Location"]).content.decode()).group(1)
    assert as_(world.agent).post("/console/undo/", {"token": token}).status_code == 403
    assert now(world.plain).assignee == world.worker
    actions.assign(world.plain, person=world.agent, actor=world.agent)
    browser.post("/console/undo/", {"token": token})
    assert now(world.plain).assignee == world.agent


def test_closing_without_words_is_refused_at_the_field(world, send):
    response, _browser = send("close", world.plain, outcome="resolved", text="")
    assert response.status_code == 422
    assert response.context["forms"]["close"].errors.keys() == {"text"}
    assert now(world.plain).status == Status.SUBMITTED


def test_closing_as_a_repeat_asks_for_the_other_request(world, send):
    response, _browser = send("close", world.plain, outcome="closed_duplicate", text="Ya lo sabemos.")
    assert response.context["forms"]["close"].errors.keys() == {"parent"}
    response, _browser = send("close", world.plain, outcome="closed_duplicate", text="Ya lo sabemos.", parent="CX-0000-0000-9")
    assert response.context["forms"]["close"].errors.keys() == {"parent"}
    send("close", world.plain, outcome="closed_duplicate", text="Ya lo sabemos.", parent=world.given.reference)
    assert now(world.plain).parent == world.given


def test_a_ready_text_is_shown_in_both_languages_and_goes_out_in_hers(world, send):
    AnswerTemplate.objects.create(code="fixed", outcome="resolved", title_en="Fixed", text_en="We fixed it.", text_es="Lo arreglamos.")
    response, _browser = send("close", world.plain, outcome="resolved", template="fixed", text="", button="preview")
    page = response.content.decode()
    assert "We fixed it." in page
    assert "Lo arreglamos." in page
    send("close", world.plain, outcome="resolved", template="fixed", text="")
    assert (now(world.plain).outcome_text, now(world.plain).outcome_language) == ("Lo arreglamos.", "es")


def test_a_ready_text_of_another_ending_is_refused(world, send):
    AnswerTemplate.objects.create(code="no", outcome="answered_no", title_en="No", text_en="We cannot.", text_es="No podemos.")
    response, _browser = send("close", world.plain, outcome="resolved", template="no", text="")
    assert response.context["forms"]["close"].errors.keys() == {"template"}


def test_who_writes_while_another_closes_gets_the_new_state_and_keeps_her_words(world, send):
    opened = now(world.plain)
    actions.close(opened, outcome="resolved", text="Reparado.", actor=world.agent)
    letters = Message.objects.count()
    response, _browser = send("message_resident", world.plain, seen=opened, text="Vamos el jueves.", language="es")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Nothing was changed." in page
    assert response.context["case"].status == Status.CLOSED
    assert response.context["forms"]["message"]["text"].value() == "Vamos el jueves."
    assert Message.objects.count() == letters
    assert not world.plain.events.filter(kind=EventKind.MESSAGE).exists()


def test_what_was_refused_as_stale_goes_through_when_sent_again(world, send):
    opened = now(world.plain)
    actions.note(opened, "Faster", actor=world.agent)
    response, browser = send("wait", world.given, seen=opened, reason="x")
    assert response.status_code == 409
    response, browser = send("assign", world.plain, seen=opened, person=world.worker.pk)
    assert response.status_code == 409
    stamp = response.context["forms"]["assign"]["seen"].value()
    browser.post(reverse("console:assign", args=[world.plain.reference]), {"assign-seen": stamp, "assign-person": world.worker.pk})
    assert now(world.plain).assignee == world.worker


def test_a_worker_moves_only_within_her_department_and_a_supervisor_anywhere(world, send):
    parks = make.team("parks").pk
    assert send("move", world.plain, team=parks, reason="A tree")[0].status_code == 422
    night = Team.objects.get(code="streets-night")
    send("move", world.plain, team=night.pk, reason="By night")
    assert now(world.plain).team == night
    send("move", world.plain, world.supervisor, team=parks, reason="A tree")
    assert now(world.plain).department.code == "parks"


def test_what_is_being_handed_over_is_not_moved_meanwhile(world, send):
    night = Team.objects.get(code="streets-night")
    response, _browser = send("move", world.given, team=night.pk, reason="By night")
    assert response.status_code == 409
    assert now(world.given).team == make.team("streets")


def test_reopening_tells_the_resident_why(world, send):
    send("reopen", world.ended, reason="Sigue ahí")
    assert now(world.ended).status == Status.REOPENED


def test_beside_the_queue_the_answer_leads_back_beside_the_queue(world, send):
    response, browser = send("note", world.plain, text="Hello", beside="view=open&words=bache")
    assert response.headers["Location"] == f"/console/queue/{world.plain.reference}/?view=open&words=bache"
    page = browser.get(response.headers["Location"]).content.decode()
    assert 'class="slips"' in page


def test_the_page_shows_her_words_with_their_language_and_why_it_came_here(world, as_):
    page = as_(world.worker).get(f"/console/requests/{world.plain.reference}/").content.decode()
    assert '<span class="said" lang="es" dir="ltr">Hay un bache grande.</span>' in page
    assert "No rule applies, so it goes to the team that takes new requests" in page
    assert "Streets · Streets intake" in page


# --- a new date ---------------------------------------------------------------------------------------------------------------


def in_days(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_new_date_is_given_with_its_reason_and_the_resident_is_told(world, send):
    response, browser = send("promise", world.plain, until=in_days(30), reason="Falta el asfalto.")
    assert timezone.localdate(now(world.plain).promised_at).isoformat() == in_days(30)
    assert Message.objects.get(kind="promise").context["text"] == "Falta el asfalto."
    page = browser.get(response.headers["Location"]).content.decode()
    assert f"New promised date</b> {day(timezone.localdate(now(world.plain).promised_at))}" in page
    assert '<span class="said" lang="es" dir="ltr">Falta el asfalto.</span>' in page


def test_the_letter_of_a_new_date_is_seen_before_it_is_sent(world, send):
    AnswerTemplate.objects.create(code="rain", outcome="promise", title_en="Rain", text_en="It rains.", text_es="Llueve.")
    letters = Message.objects.count()
    response, _browser = send("promise", world.plain, until=in_days(30), template="rain", reason="", button="preview")
    page = response.content.decode()
    assert "It rains." in page
    assert "> Llueve." in response.context["preview"]["rendered"].text
    assert (Message.objects.count(), now(world.plain).promised_at) == (letters, world.plain.promised_at)


@pytest.mark.parametrize(
    ("fields", "wrong"), [({"until": "", "reason": "x"}, "until"), ({"until": "2020-01-01", "reason": "x"}, "until"), ({}, "reason")]
)
def test_a_date_that_promises_nothing_is_refused_at_its_field(world, send, fields, wrong):
    response, _browser = send("promise", world.plain, **({"until": in_days(30), "reason": ""} | fields))
    assert response.status_code == 422
    assert response.context["forms"]["promise"].errors.keys() == {wrong}
    assert now(world.plain).promised_at == world.plain.promised_at


def test_while_the_promise_waits_no_date_is_offered_and_none_is_taken(world, send, as_):
    actions.message_resident(world.plain, "¿Dónde?", actor=world.worker, is_question=True)
    assert "/promise/" not in as_(world.worker).get(f"/console/requests/{world.plain.reference}/").content.decode()
    assert send("promise", world.plain, until=in_days(30), reason="Llueve.")[0].status_code == 422
    assert not world.plain.events.filter(kind=EventKind.PROMISE).exists()


# --- photos of what we did ----------------------------------------------------------------------------------------------------


def added(case):
    return list(case.attachments.filter(actor_kind="staff").order_by("id").values_list("is_public", "content_type"))


def files_on_disk(settings):
    return {path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}


def test_closing_with_photos_keeps_them_with_the_closing(world, send):
    send("close", world.plain, outcome="resolved", text="Reparado.", photos=[photo("a.jpg"), photo("b.png", kind="PNG", side=80)], is_public="on")
    assert now(world.plain).status == Status.CLOSED
    assert added(world.plain) == [(True, "image/jpeg"), (True, "image/jpeg")]
    assert [event.actor for event in world.plain.events.filter(kind=EventKind.ATTACHMENT, actor_kind="staff")] == [world.worker] * 2


def test_a_photo_that_cannot_be_read_closes_nothing_and_leaves_no_file(world, send, settings):
    before = files_on_disk(settings)
    letters = Message.objects.count()
    broken = SimpleUploadedFile("b.jpg", b"no photo")
    response, _browser = send("close", world.plain, outcome="resolved", text="Reparado.", photos=[photo("a.jpg"), broken])
    assert response.status_code == 422
    assert response.context["forms"]["close"].errors["photos"][0].startswith("b.jpg: ")
    assert (now(world.plain).status, added(world.plain), Message.objects.count()) == (Status.SUBMITTED, [], letters)
    assert files_on_disk(settings) == before


def test_photos_are_added_before_and_after_the_closing_and_are_public_only_when_said(world, send):
    send("photos", world.plain, photos=photo())
    send("photos", world.ended, photos=photo(), is_public="on")
    assert (added(world.plain), added(world.ended)) == ([(False, "image/jpeg")], [(True, "image/jpeg")])


def test_of_a_request_that_is_not_public_no_photo_becomes_so(world, send):
    ServiceRequest.objects.filter(pk=world.plain.pk).update(is_public=False)
    send("photos", world.plain, photos=photo(), is_public="on")
    assert added(world.plain) == [(False, "image/jpeg")]


def test_no_photo_is_said_at_the_field(world, send):
    response, _browser = send("photos", world.plain)
    assert response.context["forms"]["photos"].errors == {"photos": ["Choose at least one photo or PDF."]}


def test_her_five_photos_leave_room_for_five_of_ours_and_no_more(world, send):
    for side in (10, 20, 30, 40):
        keep_photo(photo(side=side), request=world.plain, actor="resident")
    response, _browser = send("photos", world.plain, photos=[photo(side=side) for side in range(50, 56)])
    assert response.context["forms"]["photos"].errors == {"photos": ["You can add up to 5 photos and documents."]}
    send("photos", world.plain, photos=[photo(side=side) for side in range(50, 55)])
    assert len(added(world.plain)) == 5
