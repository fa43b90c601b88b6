"""History is appended, never edited: the database itself refuses. Whatever is done, the events tell it again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import Role
from catalog.models import AnswerTemplate
from notifications.models import Message
from requests_app import actions
from requests_app.models import Actor, EventKind, RequestEvent, ServiceRequest
from requests_app.queries import timeline
from requests_app.status import TRANSITIONS, WAITING, Outcome, Status
from tests import factories as make


@pytest.mark.parametrize("change", ["UPDATE requests_app_requestevent SET text = 'other'", "DELETE FROM requests_app_requestevent"])
def test_the_database_refuses_to_change_an_event(db, change):
    make.request()
    before = list(RequestEvent.objects.values())
    with pytest.raises(Error, match="Cannot update or delete rows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert list(RequestEvent.objects.values()) == before


@pytest.mark.parametrize(
    "change",
    [lambda e: e.delete(), lambda e: e.save(), lambda e: RequestEvent.objects.update(is_public=True), lambda e: RequestEvent.objects.all().delete()],
)
def test_so_does_the_object(db, change):
    make.request()
    before = list(RequestEvent.objects.values())
    with pytest.raises(Error), transaction.atomic():
        change(RequestEvent.objects.first())
    assert list(RequestEvent.objects.values()) == before


def test_a_request_with_a_history_is_not_deleted(db):
    request = make.request()
    with pytest.raises(Error), transaction.atomic():
        request.delete()
    assert ServiceRequest.objects.count() == 1


def test_the_resident_reads_only_what_is_hers_to_read(db):
    worker = make.user(Role.WORKER)
    request = make.request(contact=make.resident())
    actions.note(request, "rude caller", actor=worker)
    actions.message_resident(request, "Hola", actor=worker)
    assert [e.kind for e in timeline(request, public_only=True)] == ["message", "submitted"]
    assert [e.kind for e in timeline(request, public_only=False)] == ["message", "note", "routed", "submitted"]


@pytest.mark.parametrize("events", [1, 3])
def test_a_timeline_is_one_query(db, django_assert_num_queries, events):
    worker = make.user(Role.WORKER)
    request = make.request()
    for _ in range(events):
        actions.note(request, "x", actor=worker)
    with django_assert_num_queries(1):
        assert [str(e.actor) for e in timeline(request, public_only=False) if e.actor] == [worker.name] * events


def replayed(request):
    """The columns of a request as its events tell them."""
    told = {"status": Status.SUBMITTED, "outcome": "", "outcome_text": "", "closed_at": None, "assignee_id": None, "reopened_count": 0, "parent": ""}
    for event in request.events.order_by("at", "id"):
        if event.kind == EventKind.SUBMITTED:
            told |= {"promised_at": event.data["promised_at"]}
        elif event.kind == EventKind.ROUTED:
            told |= {"team_id": event.data["team"], "department_id": event.data["department"]}
        elif event.kind == EventKind.ASSIGNED:
            told |= {"assignee_id": event.data["to"]}
        elif event.kind == EventKind.PROMISE:
            told |= {"promised_at": event.data["to"]}
        elif event.kind == EventKind.HANDOFF and event.data["step"] == "accepted":
            told |= {"team_id": event.data["to"]["team"], "department_id": event.data["to"]["department"], "assignee_id": event.actor_id}
        elif event.kind == EventKind.STATUS:
            assert event.data["from"] == told["status"]
            closing = event.data["to"] == Status.CLOSED
            told |= {"status": event.data["to"], "reopened_count": told["reopened_count"] + (event.data["to"] == Status.REOPENED)}
            told |= {"outcome": event.data.get("outcome", ""), "outcome_text": event.text if closing else "", "parent": event.data.get("parent", "")}
            told |= {"closed_at": event.at if closing else None}
    return told


def as_kept(request):
    columns = ["status", "outcome", "outcome_text", "closed_at", "assignee_id", "reopened_count", "team_id", "department_id"]
    kept = {name: getattr(request, name) for name in columns}
    return kept | {"promised_at": request.promised_at.isoformat(), "parent": request.parent.reference if request.parent else ""}


class Life(RuleBasedStateMachine):
    """One request through whatever staff, the resident and the clock may do with it, in any order."""

    @initialize()
    def file(self):
        AnswerTemplate.objects.create(code="fixed", outcome="resolved", title_en="Fixed", text_en="Fixed.", text_es="Listo.", text_vi="Xong.")
        self.clock = time_machine.travel(datetime(2026, 11, 23, 18, 0, tzinfo=UTC), tick=False)
        self.now = self.clock.start()
        self.staff = [make.user(Role.WORKER), make.user(Role.SUPERVISOR)]
        self.receiver = make.user(Role.WORKER, of=make.department("parks").code)
        self.other = make.request()
        self.request = make.request(contact=make.resident())
        actions.follow(self.request, make.resident(email="lan@example.com", name="Lan"), language="vi")
        self.status = Status.SUBMITTED
        self.letters = ["received es"]

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()

    def attempt(self, verb, path, letters=(), allowed=True):
        """Do a verb; it must succeed exactly when each step of *path* stands in TRANSITIONS. letters: kinds to both, or "kind es" to Ana."""
        status = self.status
        for step in path:
            allowed = allowed and step in TRANSITIONS[status]
            status = step
        try:
            with transaction.atomic():
                verb()
        except ValidationError as error:
            assert getattr(error, "code", None) in ("conflict", "late") and not allowed
        else:
            assert allowed
            self.status = status
            for letter in letters:
                self.letters += [letter] if " " in letter else [f"{letter} es", f"{letter} vi"]

    @rule(minutes=st.integers(1, 3 * 24 * 60))
    def time_goes_by(self, minutes):
        self.now.shift(timedelta(minutes=minutes))

    @rule(to=st.sampled_from([s for s in Status if s != Status.CLOSED]), who=st.sampled_from([0, 1]))
    def moves(self, to, who):
        told = ["status"] if to in (Status.OPEN, Status.IN_PROGRESS, Status.WAITING_OUTSIDE, Status.REOPENED) else []
        self.attempt(lambda: actions.transition(self.request, to, actor=self._someone(who)), [to], told)

    @rule(who=st.sampled_from([0, 1]))
    def starts(self, who):
        self.attempt(lambda: actions.start(self.request, actor=self._someone(who)), [Status.IN_PROGRESS], ["status"])

    @rule(who=st.sampled_from([0, 1, None]))
    def is_given(self, who):
        person = None if who is None else self._someone(who)
        self.attempt(lambda: actions.assign(self.request, person=person, actor=self.staff[1]), [], allowed=self._assignable(person))

    @rule()
    def is_asked(self):
        path = {Status.WAITING_RESIDENT: [], Status.SUBMITTED: [Status.OPEN, Status.WAITING_RESIDENT]}.get(self.status, [Status.WAITING_RESIDENT])
        ask = lambda: actions.message_resident(self.request, "¿Dónde?", actor=self.staff[1], is_question=True)  # noqa: E731
        self.attempt(ask, path, ["question es"])

    @rule()
    def is_written_to(self):
        self.attempt(lambda: actions.message_resident(self.request, "Vamos.", actor=self.staff[1]), [], ["status es"])

    @rule()
    def replies(self):
        path = [Status.IN_PROGRESS] if self.status == Status.WAITING_RESIDENT else []
        self.attempt(lambda: actions.reply(self.request, "Aquí.", language="es"), path)

    @rule(duplicate=st.booleans(), template=st.booleans())
    def is_closed(self, duplicate, template):
        words = {"template": "fixed"} if template else {"text": "Listo."}
        ending = {"outcome": Outcome.CLOSED_DUPLICATE, "parent": self.other} if duplicate else {"outcome": Outcome.RESOLVED}
        self.attempt(lambda: actions.close(self.request, actor=self.staff[1], **words, **ending), [Status.CLOSED], ["closed"])

    @rule()
    def is_withdrawn(self):
        self.attempt(lambda: actions.withdraw(self.request, text="Retirada."), [Status.CLOSED], ["closed"])

    @rule(by_staff=st.booleans())
    def is_reopened(self, by_staff):
        self.request.refresh_from_db()
        until = actions.may_reopen_until(self.request)
        late = not by_staff and until is not None and datetime.now(UTC) > until
        actor = self.staff[1] if by_staff else Actor.RESIDENT
        self.attempt(lambda: actions.reopen(self.request, reason="No.", actor=actor), [Status.REOPENED], ["status"], allowed=not late)

    @rule(to=st.sampled_from(["parks", "streets"]))
    def moves_house(self, to):
        opens = self.status not in WAITING and self.status != Status.OPEN
        member = self.receiver if to == "parks" else self.staff[0]
        move = lambda: actions.move(self.request, team=make.team(to), actor=member, reason="x", receiver=member)  # noqa: E731
        self.attempt(move, [Status.OPEN] if opens else [], allowed=self.status != Status.CLOSED)

    def _someone(self, who):
        """A worker of the request's department, or the supervisor."""
        self.request.refresh_from_db()
        own = self.staff[0] if self.request.department.code == "streets" else self.receiver
        return [own, self.staff[1]][who]

    def _assignable(self, person):
        return self.status != Status.CLOSED

    @invariant()
    def all_is_as_told(self):
        if not hasattr(self, "request"):
            return
        request = ServiceRequest.objects.get(pk=self.request.pk)
        assert request.status == self.status
        assert (request.closed_at is not None) == (self.status == Status.CLOSED) == bool(request.outcome)
        assert request.team.department_id == request.department_id
        assert (request.promise_minutes_left is not None) == (self.status in WAITING)
        assert as_kept(request) == replayed(request)
        assert sorted(f"{m.kind} {m.language}" for m in Message.objects.filter(about=request.reference)) == sorted(self.letters)


class InItsTransaction(Life):
    """Each life in a transaction of its own, rolled back."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self):
        super().teardown()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)


def many(lives, steps):
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=lives, stateful_step_count=steps, deadline=None, suppress_health_check=checks)


def test_any_life_of_a_request_is_told_by_its_events(db):
    run_state_machine_as_test(InItsTransaction, settings=many(10, 25))


@pytest.mark.slow
def test_very_many_lives(db):
    run_state_machine_as_test(InItsTransaction, settings=many(2000, 40))
