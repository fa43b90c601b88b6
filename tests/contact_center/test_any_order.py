"""Handoffs of two requests, by everybody who may act, in any order: what holds after every step (handoff.md 2.9)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import Role
from contact_center.actions import accept, cancel, decline, offer, open_packet, run_timers
from contact_center.models import Handoff, Offer, Timer
from contact_center.status import ENDED, TRANSITIONS, DeclineReason
from notifications.models import Message
from requests_app.actions import close, message_resident, reopen, reply, transition
from requests_app.models import Actor, ServiceRequest
from requests_app.status import Outcome, Status
from tests import factories as make

TEAMS = ["streets", "parks", "water"]
PACKET = {"need": "a", "promised": "b", "question": "c"}
which, team, person = st.sampled_from([0, 1]), st.sampled_from(TEAMS), st.sampled_from([*TEAMS, "supervisor"])


class Handoffs(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel(datetime(2026, 11, 23, 18, 0, tzinfo=UTC), tick=False)
        self.now = self.clock.start()
        self.ended = {}

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def city(self):
        for code in TEAMS:
            make.department(code)
        self.people = {code: make.user(Role.WORKER, of=code) for code in TEAMS} | {"supervisor": make.user(Role.SUPERVISOR)}
        self.requests = [make.request(contact=make.resident()), make.request(contact=make.resident(), language="vi")]
        self.owners = {r.pk: "streets" for r in self.requests}
        self.moves = {r.pk: 0 for r in self.requests}
        self.offered_since_move = {r.pk: False for r in self.requests}

    def do(self, call):
        """Whatever is not allowed now is refused, by the errors that say so, and changes nothing."""
        try:
            with transaction.atomic():
                return call()
        except ValidationError as error:
            assert hasattr(error, "error_dict") or error.code in ("conflict", "late")
        except PermissionDenied:
            pass

    def latest(self, n):
        return Offer.objects.filter(handoff__request=self.requests[n]).order_by("-id").first()

    @rule(n=which, to=team, who=person)
    def offers(self, n, to, who):
        made = self.do(lambda: offer(request=self.requests[n], to_team=make.team(to), sender=self.people[who], reason="x", packet=PACKET))
        if made:
            assert to != self.owners[self.requests[n].pk]
            assert who in (self.owners[self.requests[n].pk], "supervisor")
            self.offered_since_move[self.requests[n].pk] = True

    @rule(n=which, who=person)
    def accepts(self, n, who):
        live = self.latest(n)
        if live and self.do(lambda: accept(live, actor=self.people[who])):
            pk = self.requests[n].pk
            assert live.state == "live"
            assert live.team.code == f"{who}-intake"
            self.owners[pk] = who
            self.moves[pk] += 1
            self.offered_since_move[pk] = False

    @rule(n=which, who=person)
    def declines(self, n, who):
        if live := self.latest(n):
            self.do(lambda: decline(live, actor=self.people[who], reason=DeclineReason.BUSY))

    @rule(n=which, who=person)
    def cancels(self, n, who):
        if live := self.latest(n):
            self.do(lambda: cancel(live.handoff, actor=self.people[who]))

    @rule(n=which, who=person)
    def reads(self, n, who):
        if live := self.latest(n):
            self.do(lambda: open_packet(live, actor=self.people[who]))

    @rule(seconds=st.sampled_from([1, 60, 119, 120, 3600]))
    def time_goes_by(self, seconds):
        self.now.shift(timedelta(seconds=seconds))

    @rule(late=st.booleans())
    def timers_run(self, late):
        run_timers(datetime.now(UTC) - timedelta(seconds=90) if late else None)
        if not late:
            assert not Timer.objects.filter(done_at=None, due_at__lte=datetime.now(UTC)).exists()

    @rule(n=which, to=st.sampled_from(Status))
    def works(self, n, to):
        if to != Status.CLOSED:
            self.do(lambda: transition(self.requests[n], to, actor=Actor.SYSTEM))

    @rule(n=which)
    def is_closed(self, n):
        self.do(lambda: close(self.requests[n], outcome=Outcome.RESOLVED, text="x", actor=self.people["supervisor"]))

    @rule(n=which)
    def is_reopened(self, n):
        self.do(lambda: reopen(self.requests[n], reason="x", actor=Actor.RESIDENT))

    @rule(n=which)
    def is_asked_and_answers(self, n):
        self.do(lambda: message_resident(self.requests[n], "?", actor=self.people["supervisor"], is_question=True))
        self.do(lambda: reply(self.requests[n], "!", language="es"))

    @invariant()
    def one_owner_each(self):
        for request in ServiceRequest.objects.filter(pk__in=getattr(self, "owners", {})).select_related("team", "department"):
            assert request.team.code == f"{self.owners[request.pk]}-intake"
            assert request.team.department_id == request.department_id

    @invariant()
    def at_most_one_open_handoff_and_each_with_a_live_timer(self):
        for request in getattr(self, "requests", []):
            open_now = list(Handoff.objects.open().filter(request=request))
            assert len(open_now) <= 1
            for handoff in open_now:
                live = handoff.offers.get(state="live")
                timer = handoff.timers.get(done_at=None)
                assert (timer.due_at, timer.expected_version) == (live.expires_at, handoff.version)

    @invariant()
    def what_ended_stays_as_it_ended(self):
        for handoff in Handoff.objects.filter(state__in=ENDED):
            seen = (handoff.state, handoff.version, handoff.ended_at, handoff.receiver_id)
            assert self.ended.setdefault(handoff.pk, seen) == seen
            assert not handoff.offers.filter(state="live").exists()
            assert not handoff.timers.filter(done_at=None).exists()

    @invariant()
    def every_step_stands_in_the_table_and_in_the_events(self):
        for handoff in Handoff.objects.prefetch_related("events"):
            states = [event.state for event in sorted(handoff.events.all(), key=lambda e: e.pk)]
            assert states[0] == "draft"
            assert states[-1] == handoff.state
            assert all(after in TRANSITIONS[before] for before, after in pairwise(states))

    @invariant()
    def she_is_told_once_before_and_once_after_each_move(self):
        for request in getattr(self, "requests", []):
            letters = Message.objects.filter(about=request.reference, kind="transferred")
            moves = self.moves[request.pk]
            assert letters.filter(context__step="after").count() == moves
            assert letters.filter(context__step="before").count() == moves + self.offered_since_move[request.pk]
            assert set(letters.values_list("language", flat=True)) <= {request.language}


CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def test_handoffs_in_any_order(db):
    run_state_machine_as_test(Handoffs, settings=settings(max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=CHECKS))


@pytest.mark.slow
def test_handoffs_in_very_many_orders(db):
    run_state_machine_as_test(Handoffs, settings=settings(max_examples=10_000, stateful_step_count=40, deadline=None, suppress_health_check=CHECKS))
