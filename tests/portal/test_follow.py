"""Following: the secret page, looking up, the survey, stopping."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from portal.limits import LOOKUP_MISSES
from requests_app.actions import close, message_resident, note, start
from requests_app.followers import stop_token
from requests_app.models import Attachment, ServiceRequest
from requests_app.photos import keep_photo
from requests_app.reference import pretty
from requests_app.status import Outcome, Status
from surveys.actions import invite_closed
from surveys.models import Invitation, Response
from tests import factories as make
from tests.proofs import nothing_written

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def text(response):
    return response.content.decode()


@pytest.fixture
def filed(city):
    with time_machine.travel(NOON, tick=False):
        return make.request(of=city, contact=make.resident(), language="en", answers={"size": "small"}, address="1234 Main Street, Apt 5")


@pytest.fixture
def link(filed):
    return f"/en/track/{filed.token}/"


@pytest.fixture
def worker(filed):
    return make.user(Role.WORKER)


@pytest.fixture
def closed(filed, worker):
    start(filed, actor=worker)
    return close(filed, outcome=Outcome.RESOLVED, text="We filled it.", actor=worker)


def test_the_page_of_a_request_is_kept_by_nobody(client, link):
    response = client.get(link)
    assert response.status_code == 200
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_the_page_says_where_it_stands_and_by_when(client, link, filed, worker):
    with time_machine.travel(NOON, tick=False):
        assert "We have your request." in text(client.get(link))
        start(filed, actor=worker)
        answer = text(client.get(link))
    assert "<h1>We are working on it.</h1>" in answer
    assert "Thursday, November 26" in answer
    assert "Hay un bache grande." in answer


def test_a_promise_that_has_slipped_is_said(client, link):
    with time_machine.travel(NOON + timedelta(days=10), tick=False):
        assert "We are late, and we are sorry." in text(client.get(link))


def test_an_unknown_link_is_not_found(client, city):
    assert client.get("/en/track/nobody-knows-it/").status_code == 404
    assert client.post("/en/track/nobody-knows-it/", {"act": "withdraw"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["track/%00/", "done/%00%00/", "survey/%00/", "stop/%00/", "report/pothole/?near=%00", "report/%00/place/", "lookup/?reference=%00"]
)
def test_addresses_that_no_database_would_take(client, city, path):
    assert client.get(f"/en/{path}").status_code in {302, 404, 410, 422}


def test_the_page_asks_the_database_as_often_with_one_event_as_with_many(client, link, filed, worker, a_photo, settings):
    settings.CATALOGUE_CHECK_SECONDS = 600
    counts = []
    with time_machine.travel(NOON, tick=False):
        for turn in range(2):
            client.get(link)
            with CaptureQueriesContext(connection) as caught:
                client.get(link)
            counts.append(len(caught))
            if turn == 0:
                start(filed, actor=worker)
                for _ in range(3):
                    client.post(link, {"act": "say", "text": "Still there.", "photos": [a_photo()]})
    assert counts == [4, 4]


def test_internal_notes_are_not_on_her_page(client, link, filed, worker):
    note(filed, "Caller was upset.", actor=worker)
    assert "upset" not in text(client.get(link))


def test_what_she_says_is_kept_in_her_language(client, link, filed):
    assert client.post(link.replace("/en/", "/es/"), {"act": "say", "text": "Sigue ahí."}).status_code == 302
    event = filed.events.latest("id")
    assert (event.kind, event.text, event.text_language) == ("reply", "Sigue ahí.", "es")


def test_an_answer_to_our_question_moves_it_on(client, link, filed, worker):
    message_resident(filed, "Which side of the street?", actor=worker, is_question=True)
    assert "Please answer our question" in text(client.get(link))
    client.post(link, {"act": "say", "text": "The north side."})
    assert ServiceRequest.objects.get().status == Status.IN_PROGRESS


def test_a_photo_can_be_added_later(client, link, filed, a_photo):
    assert client.post(link, {"act": "say", "photos": [a_photo()]}).status_code == 302
    assert Attachment.objects.get().request == filed


def test_saying_nothing_writes_nothing(client, link):
    with nothing_written():
        response = client.post(link, {"act": "say", "text": "  "})
    assert response.status_code == 422
    assert text(response).count("Write something, or choose a photo or a PDF.") == 2


def test_an_act_we_do_not_know_writes_nothing(client, link):
    with nothing_written():
        assert client.post(link, {"act": "explode"}).status_code == 405


def test_she_takes_it_back(client, link):
    client.post(link, {"act": "withdraw"})
    made = ServiceRequest.objects.get()
    assert (made.status, made.outcome) == (Status.CLOSED, Outcome.WITHDRAWN)
    assert "You took this request back." in text(client.get(link))


def test_taking_back_what_is_closed_says_how_it_stands_now(client, link, closed):
    with nothing_written():
        response = client.post(link, {"act": "withdraw"})
    assert response.status_code == 409
    assert "Somebody was faster" in text(response)


def test_not_fixed_opens_it_again(client, link, closed):
    client.post(link, {"act": "not_fixed", "reason": "The hole is back."})
    made = ServiceRequest.objects.get()
    assert (made.status, made.reopened_count) == (Status.REOPENED, 1)


def test_not_fixed_needs_a_reason(client, link, closed):
    with nothing_written():
        assert text(client.post(link, {"act": "not_fixed", "reason": ""})).count("Tell us what is not fixed.") == 2


def test_after_the_days_of_the_service_it_cannot_be_opened_again(client, link, closed):
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert "Open it again" not in text(client.get(link))
        with nothing_written():
            assert client.post(link, {"act": "not_fixed", "reason": "Again."}).status_code == 409


def test_a_photo_is_served_so_that_it_can_do_nothing(client, filed, a_photo):
    kept = keep_photo(a_photo(), request=filed, actor="resident")
    response = client.get(f"/en/photo/{kept.public_id}/")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"
    assert client.get("/en/photo/00000000-0000-0000-0000-000000000000/").status_code == 404


# --- looking up ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrote", [lambda r: r, pretty, lambda r: pretty(r).lower().replace("-", " "), lambda r: r.replace("0", "O").replace("1", "l")]
)
def test_a_reference_is_found_however_it_is_written(client, filed, wrote):
    answer = text(client.get("/en/lookup/", {"reference": wrote(filed.reference)}))
    assert "Pothole" in answer
    assert "Received" in answer
    assert "1200–1299 Main Street" in answer


def test_looking_up_shows_nothing_personal_and_no_way_in(client, filed):
    answer = text(client.get("/en/lookup/", {"reference": filed.reference}))
    for secret in (filed.token, "1234 Main", "Apt 5", "Ana", "ana@example.com", "Hay un bache"):
        assert secret not in answer


def test_unknown_wrong_and_sensitive_look_alike(client, filed):
    sensitive = make.request(of=make.service("shelter", is_restricted=True, name="Shelter"))
    pages = []
    for reference in (sensitive.reference, "CX00000000" + "0", "nonsense"):
        response = client.get("/en/lookup/", {"reference": reference})
        assert response.status_code == 422
        pages.append(text(response).replace(reference, ""))
    assert len(set(pages)) == 1


def test_guessing_is_slowed_down_in_her_language(client, filed):
    for _ in range(LOOKUP_MISSES[0]):
        assert client.get("/es/lookup/", {"reference": "nonsense"}).status_code == 422
    response = client.get("/es/lookup/", {"reference": filed.reference})
    assert response.status_code == 429
    assert 'lang="es"' in text(response)
    assert response.headers["Retry-After"] == "600"


# --- the survey -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def survey(closed):
    assert invite_closed() == 1
    return f"/es/survey/{Invitation.objects.get().token}/"


def test_opening_the_survey_changes_nothing_even_with_the_answer_in_the_link(client, survey):
    with nothing_written():
        answer = text(client.get(survey, {"q1": "5"}))
        client.head(survey)
    assert 'name="q1" value="5" id="id_q1_0" checked' in answer


def test_a_value_off_the_scale_in_the_link_is_ignored(client, survey):
    assert " checked" not in text(client.get(survey, {"q1": "9"}))


def test_the_survey_is_answered_once(client, survey):
    assert client.post(survey, {"q1": "5", "q2": "0", "comment": "Gracias."}).status_code == 200
    kept = Response.objects.get()
    assert (kept.q1, kept.q2, kept.q3, kept.q7, kept.comment, kept.language) == (5, 0, None, None, "Gracias.", "es")
    with nothing_written():
        client.post(survey, {"q1": "1"})
        client.get(survey)


def test_an_empty_survey_writes_nothing(client, survey):
    with nothing_written():
        assert client.post(survey, {"comment": "Only words."}).status_code == 422


def test_an_unknown_survey_is_not_found(client, city):
    assert client.get("/en/survey/nobody-knows-it/").status_code == 404


def test_not_fixed_is_offered_with_the_survey(client, survey, closed):
    assert f'action="/es/track/{closed.token}/"' in text(client.get(survey))


# --- stopping ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def stop(filed):
    return f"/en/stop/{stop_token(filed.followers.get())}/"


def test_opening_the_stop_link_changes_nothing(client, stop):
    with nothing_written():
        assert client.get(stop).status_code == 200


def test_the_one_click_of_a_mail_program_stops_the_messages(filed, stop):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert filed.followers.get().stopped_at is not None


def test_a_forged_stop_link_is_not_found(client, stop):
    with nothing_written():
        assert client.post(stop.replace("/stop/", "/stop/x")).status_code == 404
