"""Words on a request: notes, messages, questions and replies, and the promise that waits for an answer."""

from datetime import UTC, datetime

import pytest
import time_machine

from notifications.models import Message
from requests_app.actions import close, message_resident, note, reply, start, wait_outside
from requests_app.models import Actor, EventKind, ServiceRequest
from requests_app.status import Outcome, Status
from tests import factories as make
from tests.proofs import conflicts, refused
from tests.requests_app.steps import in_state, told

MONDAY_TEN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 10:00 in the city
WEDNESDAY_TEN = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


def test_a_note_is_for_staff_alone(filed, worker):
    event = note(filed, " Call \x00 back ", actor=worker)
    assert (event.kind, event.text, event.is_public, event.actor) == ("note", "Call  back", False, worker)
    assert told() == []


@pytest.mark.parametrize("text", ["", "  ", "\n", "\x00"])
@pytest.mark.parametrize("verb", [
    lambda request, text, who: note(request, text, actor=who),
    lambda request, text, who: message_resident(request, text, actor=who),
    lambda request, text, who: reply(request, text, language="es"),
])  # fmt: skip
def test_nothing_is_not_said(filed, worker, verb, text):
    with refused("text"):
        verb(filed, text, worker)


def test_too_much_is_refused_by_its_field(filed, worker):
    with refused("text"):
        note(filed, "x" * 4001, actor=worker)
    with refused("text"):
        message_resident(filed, "x" * 4001, actor=worker)
    with refused("text"):
        reply(filed, "x" * 4001, language="es")
    with refused("text"):
        close(filed, outcome=Outcome.RESOLVED, text="x" * 4001, actor=worker)


def test_a_message_is_for_her_and_not_for_the_neighbours_who_follow(filed, worker):
    neighbour = make.resident(email="lan@example.com", name="Lan", language="vi")
    filed.followers.create(contact=neighbour, language="vi")
    event = message_resident(filed, "Vamos el martes.", actor=worker)
    assert (event.kind, event.text, event.text_language, event.is_public) == ("message", "Vamos el martes.", "es", True)
    assert event.data == {"question": False}
    assert [(m.to, m.kind, m.language, m.context["text_language"]) for m in Message.objects.exclude(kind="received").order_by("id")] == [
        ("ana@example.com", "status", "es", "es"),
    ]


def test_only_the_reporter_gets_the_secret_link(filed, worker):
    neighbour = make.resident(email="lan@example.com", name="Lan", language="vi")
    filed.followers.create(contact=neighbour, language="vi")
    start(filed, actor=worker)
    assert [m.context["token"] for m in Message.objects.exclude(kind="received").order_by("id")] == [filed.token, ""]


def test_who_stopped_is_told_nothing(filed, worker):
    filed.followers.update(stopped_at=MONDAY_TEN)
    message_resident(filed, "Hola", actor=worker)
    assert told() == []


def test_a_question_waits_and_pauses_the_promise(worker):
    with time_machine.travel(MONDAY_TEN, tick=False) as clock:
        request = make.request(contact=make.resident())  # three days of nine hours would end on Thursday; 24 hours on Wednesday at 16:00
        assert request.promised_at == datetime(2026, 11, 26, 0, 0, tzinfo=UTC)
        message_resident(request, "¿Dónde exactamente?", actor=worker, is_question=True)
        request.refresh_from_db()
        assert request.status == Status.WAITING_RESIDENT
        assert request.promise_minutes_left == 24 * 60
        assert request not in ServiceRequest.objects.overdue(datetime(2027, 1, 1, tzinfo=UTC))
        clock.move_to(WEDNESDAY_TEN)
        reply(request, "En la esquina.", language="es")
        request.refresh_from_db()
    assert request.status == Status.IN_PROGRESS
    assert request.promise_minutes_left is None
    assert request.promised_at == datetime(2026, 11, 28, 0, 0, tzinfo=UTC)  # Wednesday 7 + Thursday 9 + Friday 8
    assert request.first_promised_at == datetime(2026, 11, 26, 0, 0, tzinfo=UTC)
    promise = request.events.get(kind=EventKind.PROMISE)
    assert promise.data == {"from": "2026-11-26T00:00:00+00:00", "to": "2026-11-28T00:00:00+00:00"}
    assert promise.is_public


def test_a_promise_that_had_slipped_stays_slipped(worker):
    with time_machine.travel(MONDAY_TEN, tick=False) as clock:
        request = make.request(of=make.service(promise_minutes=60), contact=make.resident())
        promised = request.promised_at
        clock.move_to(WEDNESDAY_TEN)
        message_resident(request, "¿Sigue ahí?", actor=worker, is_question=True)
        reply(request, "Sí.", language="es")
        request.refresh_from_db()
    assert (request.promised_at, request.promise_minutes_left) == (promised, None)
    assert request in ServiceRequest.objects.overdue(WEDNESDAY_TEN)


def test_from_one_waiting_to_the_other_nothing_is_counted_twice(worker):
    with time_machine.travel(MONDAY_TEN, tick=False) as clock:
        request = make.request(contact=make.resident())
        message_resident(request, "¿Dónde?", actor=worker, is_question=True)
        clock.move_to(WEDNESDAY_TEN)
        wait_outside(request, reason="Esperamos a la compañía de gas.", actor=worker)
        request.refresh_from_db()
    assert request.promise_minutes_left == 24 * 60


def test_a_question_is_for_the_reporter_alone(filed, worker):
    neighbour = make.resident(email="lan@example.com", name="Lan", language="vi")
    filed.followers.create(contact=neighbour, language="vi")
    message_resident(filed, "¿Dónde?", actor=worker, is_question=True)
    assert told() == [("question", "es", "¿Dónde?")]


def test_a_question_about_a_new_request_opens_it_on_the_way(filed, worker):
    message_resident(filed, "¿Dónde?", actor=worker, is_question=True)
    assert [e.data for e in filed.events.filter(kind="status").order_by("id")] == [
        {"from": "submitted", "to": "open"},
        {"from": "open", "to": "waiting_resident"},
    ]


def test_a_second_question_keeps_waiting(filed, worker):
    message_resident(filed, "¿Dónde?", actor=worker, is_question=True)
    message_resident(filed, "¿Cuándo?", actor=worker, is_question=True)
    filed.refresh_from_db()
    assert filed.status == Status.WAITING_RESIDENT
    assert told() == [("question", "es", "¿Dónde?"), ("question", "es", "¿Cuándo?")]


def test_a_closed_request_asks_nothing(worker):
    request = in_state(Status.CLOSED)
    with conflicts():
        message_resident(request, "¿Dónde?", actor=worker, is_question=True)


def test_a_reply_nobody_waited_for_changes_no_state(filed):
    event = reply(filed, "Ya son dos.", language="es")
    filed.refresh_from_db()
    assert filed.status == Status.SUBMITTED
    assert (event.kind, event.actor_kind, event.is_public, event.text_language) == ("reply", Actor.RESIDENT, True, "es")
    assert filed.updated_at == event.at
    assert told() == []


def test_staff_take_down_what_she_says_on_the_phone(filed, worker):
    message_resident(filed, "¿Dónde?", actor=worker, is_question=True)
    event = reply(filed, "En la esquina.", language="es", actor=worker)
    filed.refresh_from_db()
    assert (event.actor, filed.status) == (worker, Status.IN_PROGRESS)


def test_waiting_for_others_needs_words(worker):
    request = in_state(Status.OPEN)
    with refused("reason"):
        wait_outside(request, reason="  ", actor=worker)
    wait_outside(request, reason=" Esperamos a la compañía de gas. ", actor=worker)
    assert told() == [("status", "es", "Esperamos a la compañía de gas.")]


def test_a_new_request_is_opened_before_it_waits(filed, worker):
    with conflicts():
        wait_outside(filed, reason="x", actor=worker)
