"""Accepting, declining, taking back, running out: a handoff ends once, and only acceptance moves the owner."""

from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.db import connection

from accounts.models import Role
from contact_center.actions import accept, cancel, decline, open_packet, run_timers
from contact_center.models import Handoff, Timer
from contact_center.status import DeclineReason
from requests_app.actions import close, transition
from requests_app.models import Actor
from requests_app.status import Outcome, Status
from tests import factories as make
from tests.contact_center.desk import NOON, hand_over, letters, owner
from tests.proofs import conflicts, denied, everything, nothing_written, refused

# accepting


def test_accepting_moves_the_owner_in_the_same_transaction(offered, filed, sender, receiver):
    with time_machine.travel(NOON, tick=False):
        handoff = accept(offered.offers.get(), actor=receiver)
    handoff.refresh_from_db()
    assert (handoff.state, handoff.receiver, handoff.accepted_at, handoff.ended_at) == ("completed", receiver, NOON, NOON)
    answered = handoff.offers.get()
    assert (answered.state, answered.answered_by, answered.answered_at) == ("accepted", receiver, NOON)
    assert [e.state for e in handoff.events.order_by("id")] == ["draft", "announced", "offering", "accepted", "completed"]
    assert handoff.timers.get().done_at == NOON
    assert owner(filed) == ("parks", "parks-intake", receiver)
    assert filed.status == Status.OPEN
    event = filed.events.get(kind="handoff", is_public=True)
    assert (event.actor, event.data["handoff"], event.data["to"]["team"]) == (receiver, handoff.pk, make.team("parks").pk)


def test_the_resident_is_told_after_too(offered, receiver):
    accept(offered.offers.get(), actor=receiver)
    parks = make.department("parks").pk
    assert letters() == [("before", parks, "es"), ("after", parks, "es")]


def test_a_failure_in_the_middle_leaves_all_as_before(offered, filed, receiver):
    def refuse(execute, sql, params, many, context):
        if "INTO notifications_message" in sql:
            raise RuntimeError("pulled the plug")
        return execute(sql, params, many, context)

    live, before = offered.offers.get(), everything()
    with connection.execute_wrapper(refuse), pytest.raises(RuntimeError):
        accept(live, actor=receiver)
    assert everything() == before
    assert accept(live, actor=receiver).state == "completed"


def test_nothing_is_half_done_wherever_it_breaks(offered, filed, receiver):
    """A fault before each SQL statement of the acceptance (P3): until there is none left, all is as before."""
    live, before = offered.offers.select_related("handoff").get(), everything()
    for statement in range(100):
        steps = count()

        def break_at(execute, sql, params, many, context, steps=steps, statement=statement):
            if "SAVEPOINT" not in sql and next(steps) == statement:
                raise RuntimeError("pulled the plug")
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(break_at):
                accept(live, actor=receiver)
        except RuntimeError:
            assert everything() == before
        else:
            break
    assert statement > 15
    assert owner(filed) == ("parks", "parks-intake", receiver)


def test_an_offer_is_accepted_once(offered, receiver):
    colleague = make.user(Role.WORKER, of="parks")
    accept(offered.offers.get(), actor=receiver)
    with conflicts() as caught:
        accept(offered.offers.get(), actor=colleague)
    assert caught.value.messages == ["Somebody was faster: this handoff is now “Completed”."]


def test_who_is_not_of_the_team_does_not_answer(offered, sender, receiver):
    live = offered.offers.get()
    supervisor = make.user(Role.SUPERVISOR)
    for who in (sender, supervisor, make.user(Role.WORKER), make.user(None), make.user(Role.ADMINISTRATOR, of="parks")):
        with denied():
            accept(live, actor=who)
        with denied():
            decline(live, actor=who, reason=DeclineReason.BUSY)
        with denied():
            open_packet(live, actor=who)


def test_a_request_closed_meanwhile_does_not_move(offered, filed, sender, receiver):
    close(filed, outcome=Outcome.RESOLVED, text="x", actor=sender)
    with refused(code="conflict") as caught:
        accept(offered.offers.get(), actor=receiver)
    assert caught.value.messages == ["Somebody was faster: this request is now “Closed”."]


def test_a_request_that_waits_still_waits(filed, sender, receiver):
    transition(filed, Status.OPEN, actor=Actor.SYSTEM)
    transition(filed, Status.WAITING_RESIDENT, actor=Actor.SYSTEM)
    accept(hand_over(filed, sender).offers.get(), actor=receiver)
    filed.refresh_from_db()
    assert filed.status == Status.WAITING_RESIDENT


def test_the_receiver_hands_it_on(offered, filed, receiver):
    accept(offered.offers.get(), actor=receiver)
    filed.refresh_from_db()
    make.department("water")
    onward = hand_over(filed, receiver, to="water")
    assert (onward.from_team.code, onward.state) == ("parks-intake", "offering")
    assert [step for step, _to, _language in letters()] == ["before", "after", "before"]


# declining


def test_declining_returns_it_with_the_reason(offered, filed, sender, receiver):
    with time_machine.travel(NOON, tick=False):
        handoff = decline(offered.offers.get(), actor=receiver, reason=DeclineReason.WRONG_TEAM, note=" Try Water ")
    handoff.refresh_from_db()
    answered = handoff.offers.get()
    assert (handoff.state, handoff.ended_at, handoff.receiver, handoff.accepted_at) == ("returned", NOON, None, None)
    assert (answered.state, answered.answered_by, answered.decline_reason, answered.decline_note) == ("declined", receiver, "wrong_team", "Try Water")
    assert handoff.timers.get().done_at == NOON
    assert handoff.events.latest("id").data == {"why": "declined", "reason": "wrong_team", "note": "Try Water"}
    assert owner(filed) == ("streets", "streets-intake", None)
    event = filed.events.latest("id")
    assert (event.actor, event.is_public, event.data["step"], event.data["reason"]) == (receiver, False, "declined", "wrong_team")


def test_the_resident_hears_nothing_of_a_decline(offered, receiver):
    with_before = letters()
    decline(offered.offers.get(), actor=receiver, reason=DeclineReason.BUSY)
    assert letters() == with_before


@pytest.mark.parametrize("reason", ["", "no", None])
def test_declining_needs_a_reason_of_the_list(offered, receiver, reason):
    with refused("reason"):
        decline(offered.offers.get(), actor=receiver, reason=reason)


@pytest.mark.parametrize("note", ["", "  ", "\x00", "x" * 301])
def test_another_reason_needs_words(offered, receiver, note):
    with refused("note"):
        decline(offered.offers.get(), actor=receiver, reason=DeclineReason.OTHER, note=note)


def test_after_a_decline_it_can_be_offered_elsewhere_and_she_is_not_told_twice(offered, filed, sender, receiver):
    decline(offered.offers.get(), actor=receiver, reason=DeclineReason.WRONG_TEAM)
    make.department("water")
    again = hand_over(filed, sender, to="water")
    assert again.state == "offering"
    assert [step for step, _to, _language in letters()] == ["before"]


@pytest.mark.parametrize("first", ["accept", "decline", "cancel", "time out"])
@pytest.mark.parametrize("second", ["accept", "decline", "cancel"])
def test_what_has_ended_stays_ended(offered, sender, receiver, first, second):
    live = offered.offers.get()
    verbs = {
        "accept": lambda: accept(live, actor=receiver),
        "decline": lambda: decline(live, actor=receiver, reason=DeclineReason.BUSY),
        "cancel": lambda: cancel(offered, actor=sender),
        "time out": lambda: run_timers(live.expires_at),
    }
    verbs[first]()
    with conflicts():
        verbs[second]()
    with nothing_written():
        assert run_timers(live.expires_at + timedelta(days=1)) == 0


# taking back


def test_the_sender_takes_it_back(offered, filed, sender):
    with time_machine.travel(NOON, tick=False):
        handoff = cancel(offered, actor=sender)
    handoff.refresh_from_db()
    assert (handoff.state, handoff.ended_at) == ("cancelled", NOON)
    assert (handoff.offers.get().state, handoff.timers.get().done_at) == ("rescinded", NOON)
    assert owner(filed) == ("streets", "streets-intake", None)
    assert filed.events.latest("id").data["step"] == "cancelled"


def test_so_does_a_supervisor(offered):
    assert cancel(offered, actor=make.user(Role.SUPERVISOR)).state == "cancelled"


def test_nobody_else_does(offered, receiver):
    for who in (receiver, make.user(Role.WORKER), make.user(Role.AGENT), make.user(Role.ADMINISTRATOR), make.user(None)):
        with denied():
            cancel(offered, actor=who)


# reading the packet


def test_the_receiver_reads_the_packet_and_the_first_time_is_kept(offered, receiver):
    live = offered.offers.get()
    with time_machine.travel(NOON, tick=False):
        assert open_packet(live, actor=receiver)["need"] == "Un árbol caído"
    assert open_packet(live, actor=receiver)["question"] == "Please remove the tree"
    live.refresh_from_db()
    assert live.opened_at == NOON


# timers


def test_an_offer_nobody_answers_goes_back_at_its_time(offered, filed):
    due = offered.timers.get().due_at
    with nothing_written():
        assert run_timers(due - timedelta(seconds=1)) == 0
    assert run_timers(due) == 1
    offered.refresh_from_db()
    assert (offered.state, offered.ended_at, offered.offers.get().state) == ("returned", due, "timed_out")
    event = offered.events.latest("id")
    assert (event.actor, event.data) == (None, {"why": "timed_out"})
    assert owner(filed) == ("streets", "streets-intake", None)
    assert (filed.events.latest("id").actor_kind, filed.events.latest("id").data["step"]) == (Actor.SYSTEM, "timed_out")
    with nothing_written():
        assert run_timers(due + timedelta(days=1)) == 0


def test_a_timer_of_an_older_version_does_nothing(offered):
    Timer.objects.update(expected_version=offered.version - 1)
    due = offered.timers.get().due_at
    assert run_timers(due) == 0
    offered.refresh_from_db()
    assert (offered.state, offered.timers.get().done_at) == ("offering", due)


def test_the_seconds_are_a_setting(filed, sender, receiver, settings):
    settings.OFFER_SECONDS = 7
    live = hand_over(filed, sender).offers.get()
    assert live.expires_at - live.offered_at == timedelta(seconds=7)


def test_timers_are_run_all_and_each_once(sender, receiver):
    handoffs = [hand_over(make.request(), sender) for _ in range(3)]
    due = max(timer.due_at for timer in Timer.objects.all())
    assert run_timers(due, limit=2) == 2
    assert run_timers(due, limit=2) == 1
    assert run_timers(due) == 0
    assert {h.state for h in Handoff.objects.filter(pk__in=[h.pk for h in handoffs])} == {"returned"}
