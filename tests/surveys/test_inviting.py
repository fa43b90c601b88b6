import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from contacts.actions import record_consent
from contacts.models import Contact, ContactPoint, Purpose
from notifications.models import Kind, Message
from requests_app.actions import close, reopen, withdraw
from requests_app.models import Actor, EventKind, RequestEvent
from surveys.actions import answer, invite_closed
from surveys.models import Invitation, Response
from surveys.queries import open_invitation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker_of_streets():
    factories.service()
    return factories.user()


def closed_request(actor, contact=None, *, outcome="resolved", **fields):
    request = factories.request(contact=contact or factories.resident(), **fields)
    return close(request, outcome=outcome, text="El bache está reparado.", actor=actor)


def test_the_reporter_of_a_closed_request_is_asked_once(worker_of_streets):
    request = closed_request(worker_of_streets)
    now = timezone.now()
    assert invite_closed(now) == 1
    assert invite_closed(now + timedelta(minutes=1)) == 0
    invitation = Invitation.objects.get()
    closing = RequestEvent.objects.get(request=request, kind=EventKind.STATUS, data__to="closed")
    assert (invitation.closing, invitation.closed_at, invitation.language, invitation.department, invitation.channel, invitation.expires_at) == (
        closing, request.closed_at, "es", request.department, "web", now + timedelta(days=30),
    )  # fmt: skip
    message = Message.objects.get(kind=Kind.SURVEY)
    assert (message.to, message.language, message.about) == ("ana@example.com", "es", request.reference)
    assert message.context["survey_token"] == invitation.token
    assert len(invitation.token) >= 22


def test_an_open_request_is_not_surveyed(worker_of_streets):
    factories.request(contact=factories.resident())
    assert invite_closed() == 0


def test_nor_one_taken_back_or_already_reported(worker_of_streets):
    ana, original = factories.resident(), factories.request(contact=factories.resident(email="original@example.com"))
    withdraw(factories.request(contact=ana), text="La retiró usted.")
    repeated = factories.request(contact=ana)
    close(repeated, outcome="closed_duplicate", text="Ya estaba reportado.", parent=original, actor=worker_of_streets)
    assert invite_closed() == 0


def test_nor_one_opened_again_meanwhile(worker_of_streets):
    request = closed_request(worker_of_streets)
    reopen(request, reason="Sigue ahí.", actor=Actor.RESIDENT)
    assert invite_closed() == 0


def test_a_second_closing_is_another_survey_after_the_rest(worker_of_streets, settings):
    settings.SURVEY_REST_DAYS = 0
    request = closed_request(worker_of_streets)
    assert invite_closed() == 1
    close(reopen(request, reason="Sigue ahí.", actor=Actor.RESIDENT), outcome="resolved", text="Ahora sí.", actor=worker_of_streets)
    assert invite_closed(timezone.now() + timedelta(seconds=1)) == 1
    assert Invitation.objects.filter(request=request).count() == 2


def test_nobody_is_asked_twice_within_the_rest(worker_of_streets, settings):
    settings.SURVEY_REST_DAYS = 14
    ana = factories.resident()
    closed_request(worker_of_streets, ana)
    closed_request(worker_of_streets, ana)
    assert invite_closed() == 1
    assert Invitation.objects.count() == Message.objects.filter(kind=Kind.SURVEY).count() == 1


def test_a_closing_of_last_week_is_let_be(worker_of_streets):
    closed_request(worker_of_streets)
    assert invite_closed(timezone.now() + timedelta(days=4)) == 0


def test_who_cannot_be_reached_or_does_not_want_to_is_not_asked(worker_of_streets):
    stopped, refused, unreachable = (factories.resident(email=email) for email in ("stopped@example.com", "refused@example.com", ""))
    for contact in (stopped, refused, unreachable):
        closed_request(worker_of_streets, contact)
    closed_request(worker_of_streets, contact=factories.resident(email="left@example.com")).followers.update(stopped_at=timezone.now())
    ContactPoint.objects.filter(contact=stopped).update(stopped_at=timezone.now())
    record_consent(refused, purpose=Purpose.SURVEY, given=True)
    record_consent(refused, purpose=Purpose.SURVEY, given=False)
    assert invite_closed() == 0


def test_an_anonymous_request_asks_nobody(worker_of_streets):
    close(factories.request(contact=None), outcome="resolved", text="Reparado.", actor=worker_of_streets)
    assert invite_closed() == 0


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_ask_once(worker_of_streets):
    for n in range(8):
        closed_request(worker_of_streets, factories.resident(email=f"r{n}@example.com"))
    ana = factories.resident(email="both@example.com")
    closed_request(worker_of_streets, ana)
    closed_request(worker_of_streets, ana)
    start, asked = threading.Barrier(4), []

    def beat():
        try:
            start.wait()
            asked.append(invite_closed())
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(4)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    invite_closed()
    assert Invitation.objects.count() == Contact.objects.count() == 9
    assert Message.objects.filter(kind=Kind.SURVEY).count() == 9


@pytest.fixture
def invitation(worker_of_streets):
    closed_request(worker_of_streets)
    invite_closed()
    return Invitation.objects.get()


def test_an_answer_is_taken_once(invitation):
    response = answer(invitation.token, q1=5, q2=4, q7=0, comment=" Muy bien. ", language="es")
    assert (response.q1, response.q2, response.q3, response.q7, response.comment, response.language) == (5, 4, None, 0, "Muy bien.", "es")
    with pytest.raises(ValidationError) as error:
        answer(invitation.token, q1=1, language="es")
    assert error.value.code == "answered"
    assert Response.objects.get().q1 == 5


def test_looking_at_the_page_changes_nothing(invitation):
    before = Invitation.objects.values().get()
    assert open_invitation(invitation.token) == invitation
    assert Invitation.objects.values().get() == before
    assert open_invitation("wrong") is None
    assert open_invitation("") is None


@pytest.mark.parametrize(
    ("answers", "after", "code"),
    [({"q1": 5}, timedelta(days=30), "expired"), ({}, timedelta(0), "required"), ({"q1": 6}, timedelta(0), None), ({"q2": "5"}, timedelta(0), None)],
)
def test_what_is_not_taken_changes_nothing(invitation, answers, after, code):
    with pytest.raises(ValidationError) as error:
        answer(invitation.token, **answers, language="es", at=invitation.invited_at + after)
    if code == "expired":
        assert error.value.code == "expired"
    else:
        assert set(error.value.error_dict) <= {"q1", "q2"}
    assert Response.objects.count() == 0
    assert Invitation.objects.get().answered_at is None


def test_does_not_apply_alone_is_an_answer(invitation):
    assert answer(invitation.token, q1=0, language="es").q1 == 0


def test_an_unknown_link_is_refused():
    with pytest.raises(Invitation.DoesNotExist):
        answer("wrong", q1=5, language="es")


@pytest.mark.django_db(transaction=True)
def test_a_double_click_answers_once(invitation):
    start, results = threading.Barrier(4), []

    def click():
        try:
            start.wait()
            results.append(answer(invitation.token, q1=5, language="es"))
        except ValidationError as error:
            results.append(error.code)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert Response.objects.count() == 1
    assert results.count("answered") == 3
