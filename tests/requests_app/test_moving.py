"""A request from hand to hand and from state to state: what each verb writes, tells and refuses."""

from datetime import UTC, datetime

import pytest
import time_machine

from accounts.models import Role
from notifications.models import Message
from requests_app.actions import assign, close, message_resident, move, note, reply, start, transition, wait_outside
from requests_app.models import Actor, EventKind, ServiceRequest
from requests_app.status import TRANSITIONS, Outcome, Status
from tests import factories as make
from tests.proofs import at_once, conflicts, denied, nothing_written, outcome, refused

MONDAY_TEN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 10:00 in the city
WEDNESDAY_TEN = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


@pytest.fixture
def worker(db):
    return make.user(Role.WORKER)


@pytest.fixture
def filed(db):
    """A request of Ana, who reads Spanish."""
    return make.request(contact=make.resident())


def told():
    """The messages since the receipt: (kind, language, text)."""
    return [(m.kind, m.language, m.context.get("text", "")) for m in Message.objects.exclude(kind="received").order_by("id")]


def in_state(status):
    """A request of Ana's in a status, reached by the verbs."""
    request = make.request(contact=make.resident())
    if status == Status.REOPENED:
        request = transition(_closed(request), Status.REOPENED, actor=Actor.SYSTEM)
    elif status == Status.CLOSED:
        request = _closed(request)
    elif status != Status.SUBMITTED:
        request = transition(request, Status.OPEN, actor=Actor.SYSTEM)
        if status != Status.OPEN:
            request = transition(request, status, actor=Actor.SYSTEM)
    Message.objects.all().delete()
    return request


def _closed(request):
    return close(request, outcome=Outcome.RESOLVED, text="Listo.", actor=make.user(Role.WORKER))


MOVES = [(before, to) for before in Status for to in Status if to != Status.CLOSED]


@pytest.mark.parametrize(("before", "to"), [(before, to) for before, to in MOVES if to in TRANSITIONS[before]])
def test_an_allowed_move_is_made_and_recorded(worker, before, to):
    request = in_state(before)
    assert request.status == before
    moved = transition(request, to, actor=worker)
    request.refresh_from_db()
    assert moved == request
    assert (moved.status, request.status) == (to, to)
    assert request.updated_at == moved.updated_at
    event = request.events.filter(kind=EventKind.STATUS).latest("id")
    assert (event.data, event.actor, event.actor_kind, event.is_public) == ({"from": before, "to": to}, worker, Actor.STAFF, True)


@pytest.mark.parametrize(("before", "to"), [(before, to) for before, to in MOVES if to not in TRANSITIONS[before]])
def test_a_move_that_the_table_does_not_know_is_refused(worker, before, to):
    request = in_state(before)
    with conflicts():
        transition(request, to, actor=worker)


@pytest.mark.parametrize(
    ("to", "kind"),
    [("open", "status"), ("in_progress", "status"), ("waiting_outside", "status"), ("waiting_resident", None), ("reopened", "status")],
)
def test_each_step_tells_what_the_policy_says(db, to, kind):
    request = in_state(Status.CLOSED if to == "reopened" else Status.OPEN if to != "open" else Status.SUBMITTED)
    transition(request, to, actor=Actor.SYSTEM, reason="porque sí")
    assert told() == ([(kind, "es", "porque sí")] if kind else [])


def test_the_conflict_says_what_the_request_is_now(filed, worker):
    transition(filed, Status.OPEN, actor=worker)
    with refused(code="conflict") as caught:
        transition(filed, Status.SUBMITTED, actor=worker)
    assert caught.value.messages == ["Somebody was faster: this request is now “Open”."]


# who may


@pytest.fixture
def stranger(db):
    make.department("parks")
    return make.user(Role.WORKER, of="parks")


@pytest.fixture
def administrator(db):
    make.department("streets")
    return make.user(Role.ADMINISTRATOR)


VERBS = {
    "transition": lambda request, who: transition(request, Status.OPEN, actor=who),
    "start": lambda request, who: start(request, actor=who),
    "wait_outside": lambda request, who: wait_outside(request, reason="x", actor=who),
    "assign": lambda request, who: assign(request, person=who, actor=who),
    "note": lambda request, who: note(request, "x", actor=who),
    "message": lambda request, who: message_resident(request, "x", actor=who),
    "question": lambda request, who: message_resident(request, "x", actor=who, is_question=True),
    "reply": lambda request, who: reply(request, "x", language="es", actor=who),
    "close": lambda request, who: close(request, outcome=Outcome.RESOLVED, text="x", actor=who),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_worker_of_another_department_may_not(filed, stranger, verb):
    with denied():
        VERBS[verb](filed, stranger)


@pytest.mark.parametrize("verb", VERBS)
def test_an_administrator_reads_but_does_not_work(filed, administrator, verb):
    with denied():
        VERBS[verb](filed, administrator)


@pytest.mark.parametrize("verb", VERBS)
def test_somebody_without_any_role_may_not(filed, verb):
    nobody = make.user(None)
    with denied():
        VERBS[verb](filed, nobody)


@pytest.mark.parametrize("verb", VERBS)
def test_somebody_who_left_may_not(filed, verb):
    gone = make.user(Role.SUPERVISOR, is_active=False)
    with denied():
        VERBS[verb](filed, gone)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "wait_outside"])
@pytest.mark.parametrize("role", [Role.WORKER, Role.AGENT, Role.SUPERVISOR])
def test_staff_of_the_department_and_citywide_staff_may(filed, verb, role):
    make.department("parks")
    who = make.user(role, of="streets" if role == Role.WORKER else "parks")
    VERBS[verb](filed, who)
    assert ServiceRequest.objects.get().events.latest("id").actor in (who, None)


# the person


def test_a_request_is_given_to_a_person_of_the_department(filed, worker):
    colleague = make.user(Role.WORKER, name="Bo")
    assigned = assign(filed, person=colleague, actor=worker)
    assert ServiceRequest.objects.get().assignee == assigned.assignee == colleague
    event = filed.events.latest("id")
    assert (event.kind, event.data, event.is_public) == ("assigned", {"from": None, "to": colleague.pk, "name": "Bo"}, False)
    assert told() == []


def test_a_request_can_be_given_back(filed, worker):
    assign(filed, person=worker, actor=worker)
    assert assign(filed, person=None, actor=worker).assignee is None
    assert filed.events.latest("id").data == {"from": worker.pk, "to": None, "name": ""}


def test_giving_it_to_who_has_it_writes_nothing(filed, worker):
    assign(filed, person=worker, actor=worker)
    with nothing_written():
        assign(filed, person=worker, actor=worker)


def test_a_person_of_another_department_is_refused(filed, worker, stranger):
    with refused("person"):
        assign(filed, person=stranger, actor=worker)


def test_a_person_who_left_is_refused(filed, worker):
    gone = make.user(Role.WORKER, is_active=False)
    with refused("person"):
        assign(filed, person=gone, actor=worker)


def test_citywide_staff_may_take_it_themselves_and_not_be_given_it(filed, worker):
    make.department("parks")
    agent = make.user(Role.AGENT, of="parks")
    with refused("person"):
        assign(filed, person=agent, actor=worker)
    assert assign(filed, person=agent, actor=agent).assignee == agent


def test_a_closed_request_is_given_to_nobody(worker):
    request = in_state(Status.CLOSED)
    with conflicts():
        assign(request, person=worker, actor=worker)


def test_starting_assigns_whoever_starts(filed, worker):
    started = start(filed, actor=worker)
    assert (started.status, started.assignee) == (Status.IN_PROGRESS, worker)
    assert [e.kind for e in filed.events.order_by("id")][2:] == ["assigned", "status"]


def test_starting_leaves_it_with_whom_it_was_given_to(filed, worker):
    colleague = make.user(Role.WORKER)
    assign(filed, person=colleague, actor=worker)
    assert start(filed, actor=worker).assignee == colleague


def test_what_cannot_be_started_is_not_assigned_either(worker):
    request = in_state(Status.IN_PROGRESS)
    with conflicts():
        start(request, actor=worker)


# the team


def test_a_request_moves_to_another_team_and_its_department(filed, worker, stranger):
    start(filed, actor=worker)
    Message.objects.all().delete()
    moved = move(filed, team=make.team("parks"), actor=stranger, reason="Their tree", receiver=stranger)
    assert (moved.team.code, moved.department.code, moved.assignee, moved.status) == ("parks-intake", "parks", stranger, Status.OPEN)
    event = filed.events.get(kind=EventKind.HANDOFF)
    streets, parks = make.team("streets"), make.team("parks")
    assert event.data["from"] == {"team": streets.pk, "department": streets.department_id}
    assert event.data["to"] == {"team": parks.pk, "department": parks.department_id}
    assert event.data["reason"] == "Their tree"
    assert (event.is_public, event.text) == (True, "")
    assert told() == []


def test_a_request_that_waits_still_waits_after_it_moved(db, stranger):
    request = in_state(Status.WAITING_OUTSIDE)
    assert move(request, team=make.team("parks"), actor=stranger, reason="x").status == Status.WAITING_OUTSIDE


def test_a_closed_request_does_not_move(db, stranger):
    request, parks = in_state(Status.CLOSED), make.team("parks")
    with conflicts():
        move(request, team=parks, actor=stranger, reason="x")


# words


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


def test_a_message_goes_to_every_follower_in_her_language(filed, worker):
    neighbour = make.resident(email="lan@example.com", name="Lan", language="vi")
    filed.followers.create(contact=neighbour, language="vi")
    event = message_resident(filed, "Vamos el martes.", actor=worker)
    assert (event.kind, event.text, event.text_language, event.is_public) == ("message", "Vamos el martes.", "es", True)
    assert event.data == {"question": False}
    assert [(m.to, m.kind, m.language, m.context["text_language"]) for m in Message.objects.exclude(kind="received").order_by("id")] == [
        ("ana@example.com", "status", "es", "es"),
        ("lan@example.com", "status", "vi", "es"),
    ]


def test_only_the_reporter_gets_the_secret_link(filed, worker):
    neighbour = make.resident(email="lan@example.com", name="Lan", language="vi")
    filed.followers.create(contact=neighbour, language="vi")
    message_resident(filed, "Hola", actor=worker)
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


# two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_who_start_it_at_once_one_wins():
    for _turn in range(5):
        request, one, two = make.request(), make.user(Role.WORKER), make.user(Role.WORKER)
        results = at_once(lambda r=request, w=one: start(r, actor=w), lambda r=request, w=two: start(r, actor=w))
        assert sorted(map(outcome, results)) == ["conflict", "won"]
        request.refresh_from_db()
        winner = one if outcome(results[0]) == "won" else two
        assert (request.status, request.assignee) == (Status.IN_PROGRESS, winner)
        assert [e.kind for e in request.events.order_by("id")] == ["submitted", "routed", "assigned", "status"]
