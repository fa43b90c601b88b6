"""A request from hand to hand and from state to state: what each move writes, tells and refuses."""

from datetime import UTC, datetime

import pytest

from accounts.models import Role
from notifications.models import Message
from requests_app.actions import assign, close, message_resident, move, note, reply, start, transition, wait_outside
from requests_app.models import Actor, EventKind, ServiceRequest
from requests_app.status import TRANSITIONS, Outcome, Status
from tests import factories as make
from tests.proofs import at_once, conflicts, denied, nothing_written, outcome, refused
from tests.requests_app.steps import in_state, told

MONDAY_TEN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 10:00 in the city
WEDNESDAY_TEN = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


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
