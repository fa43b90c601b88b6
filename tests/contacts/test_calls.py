"""Calls: one at a time, wrapped up once, by whoever had it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import Role
from contacts.actions import end_interaction, start_call
from contacts.models import Interaction, InteractionOutcome
from contacts.queries import open_call, talks
from tests import factories as make
from tests.proofs import at_once, conflicts, denied, outcome, refused

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.fixture
def agent(db):
    make.department()
    return make.user(Role.AGENT)


def test_an_agent_picks_up(agent):
    ana, streets = make.resident(), make.department()
    with time_machine.travel(NOON, tick=False):
        call = start_call(agent=agent, caller="+14085550123", contact=ana, language="es", department_id=streets.pk)
    call.refresh_from_db()
    assert (call.channel, call.inbound, call.agent, call.caller, call.contact) == ("phone", True, agent, "+14085550123", ana)
    assert (call.language_used, call.department, call.started_at, call.ended_at, call.outcome) == ("es", streets, NOON, None, "")
    assert open_call(agent) == call


def test_one_call_at_a_time(agent):
    start_call(agent=agent)
    with conflicts():
        start_call(agent=agent)


@pytest.mark.django_db(transaction=True)
def test_of_two_calls_picked_up_at_once_one_is_hers():
    make.department()
    for _turn in range(5):
        agent = make.user(Role.AGENT)
        results = at_once(*[lambda agent=agent: start_call(agent=agent)] * 2)
        assert sorted(map(outcome, results)) == ["conflict", "won"]
    assert Interaction.objects.count() == 5


@pytest.mark.parametrize("role", [Role.WORKER, Role.ADMINISTRATOR, None])
def test_who_takes_no_calls_does_not_pick_up(db, role):
    make.department()
    who = make.user(role)
    with denied():
        start_call(agent=who)


def test_a_call_is_wrapped_up(agent):
    ana = make.resident()
    with time_machine.travel(NOON, tick=False) as clock:
        call = start_call(agent=agent, language="en")
        clock.shift(timedelta(minutes=4))
        facts = make.article()
        end_interaction(call, outcome=InteractionOutcome.ANSWERED, actor=agent, note="Told her", language="es", article=facts, contact=ana)
    call.refresh_from_db()
    assert (call.outcome, call.ended_at, call.note, call.language_used) == ("answered", NOON + timedelta(minutes=4), "Told her", "es")
    assert (call.article, call.contact) == (facts, ana)
    assert open_call(agent) is None
    assert start_call(agent=agent).pk != call.pk


def test_what_is_not_said_at_the_end_stays_as_it_was(agent):
    ana = make.resident()
    call = start_call(agent=agent, language="vi", contact=ana)
    end_interaction(call, outcome=InteractionOutcome.DROPPED, actor=agent)
    call.refresh_from_db()
    assert (call.language_used, call.contact, call.article) == ("vi", ana, None)


def test_a_call_is_wrapped_up_once(agent):
    call = start_call(agent=agent)
    end_interaction(call, outcome=InteractionOutcome.ANSWERED, actor=agent)
    with conflicts():
        end_interaction(call, outcome=InteractionOutcome.DROPPED, actor=agent)


@pytest.mark.django_db(transaction=True)
def test_of_two_wrap_ups_at_once_one_counts():
    make.department()
    for _turn in range(5):
        agent = make.user(Role.AGENT)
        call = start_call(agent=agent)
        endings = [InteractionOutcome.ANSWERED, InteractionOutcome.DROPPED]
        results = at_once(*[lambda call=call, agent=agent, o=o: end_interaction(call, outcome=o, actor=agent) for o in endings])
        assert sorted(map(outcome, results)) == ["conflict", "won"]
        call.refresh_from_db()
        assert call.outcome == endings[0 if outcome(results[0]) == "won" else 1]


@pytest.mark.parametrize("ending", ["", "talked", None])
def test_a_call_ends_as_on_the_list(agent, ending):
    call = start_call(agent=agent)
    with refused("outcome"):
        end_interaction(call, outcome=ending, actor=agent)


def test_a_call_is_wrapped_up_by_whoever_had_it(agent):
    call = start_call(agent=agent)
    for role in (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR):
        other = make.user(role)
        with denied():
            end_interaction(call, outcome=InteractionOutcome.ANSWERED, actor=other)


@pytest.mark.parametrize("count", [1, 3])
def test_talks_are_one_query_newest_first(agent, count, django_assert_num_queries):
    ana = make.resident()
    made = []
    for n in range(count):
        call = start_call(agent=agent, contact=ana, department_id=make.department().pk)
        Interaction.objects.filter(pk=call.pk).update(started_at=NOON + timedelta(minutes=n), ended_at=NOON + timedelta(hours=1), outcome="answered")
        made.insert(0, call)
    with django_assert_num_queries(1):
        assert [(t, t.agent, t.department.code) for t in talks(ana)] == [(call, agent, "streets") for call in made]
