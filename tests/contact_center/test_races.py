"""Two people, or a person and a timer, at the same moment: exactly one wins, the other is told, and one owner is left."""

from itertools import combinations_with_replacement
from types import SimpleNamespace

import pytest

from accounts.models import Role
from contact_center.actions import accept, cancel, decline, offer, run_timers
from contact_center.models import Handoff, HandoffEvent, Offer, Timer
from contact_center.status import DeclineReason
from contacts.actions import start_call
from notifications.models import Message
from requests_app.actions import withdraw
from requests_app.models import EventKind, ServiceRequest
from requests_app.status import Status
from tests import factories as make
from tests.proofs import at_once, outcome

PACKET = {"need": "a", "promised": "b", "question": "c"}
STATES = {"accept": "completed", "decline": "returned", "cancel": "cancelled", "time out": "returned"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(transactional_db):
    make.service()
    make.department("parks")
    who = SimpleNamespace(sender=make.user(Role.AGENT), receivers=[make.user(Role.WORKER, of="parks"), make.user(Role.WORKER, of="parks")])
    return who


def offered(staff):
    request = make.request(contact=make.resident())
    return offer(request=request, to_team=make.team("parks"), sender=staff.sender, reason="x", packet=PACKET)


def verb(name, handoff, staff, place):
    """One of the verbs, by the person who may; -> a call that raises, or returns the handoff (a timer: whether it did something)"""
    live = Offer.objects.get(handoff=handoff)
    receiver = staff.receivers[place]
    return {
        "accept": lambda: accept(live, actor=receiver),
        "decline": lambda: decline(live, actor=receiver, reason=DeclineReason.BUSY),
        "cancel": lambda: cancel(handoff, actor=staff.sender),
        "time out": lambda: run_timers(live.expires_at) or "conflict",
    }[name]


def race(one, two, staff):
    handoff = offered(staff)
    results = at_once(verb(one, handoff, staff, 0), verb(two, handoff, staff, 1))
    outcomes = ["conflict" if result == "conflict" else outcome(result) for result in results]
    assert sorted(outcomes) == ["conflict", "won"], (one, two)
    winner = [one, two][outcomes.index("won")]
    handoff.refresh_from_db()
    request = handoff.request
    assert handoff.state == STATES[winner]
    assert handoff.ended_at is not None
    assert handoff.offers.get().state == {"accept": "accepted", "decline": "declined", "cancel": "rescinded", "time out": "timed_out"}[winner]
    assert Timer.objects.filter(handoff=handoff, done_at=None).count() == 0
    assert HandoffEvent.objects.filter(handoff=handoff).count() == (5 if winner == "accept" else 4)
    moved = request.events.filter(kind=EventKind.HANDOFF, is_public=True).count()
    told = Message.objects.filter(about=request.reference, kind="transferred").count()
    assert (moved, told) == ((1, 2) if winner == "accept" else (0, 1))
    assert request.team.code == ("parks-intake" if winner == "accept" else "streets-intake")
    return winner


PAIRS = list(combinations_with_replacement(STATES, 2))


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_one_wins_and_the_other_is_told(staff, one, two):
    for _turn in range(10):
        race(one, two, staff)


@pytest.mark.slow
@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_one_wins_five_hundred_times(staff, one, two):
    for _turn in range(500):
        race(one, two, staff)


@pytest.mark.parametrize(("one", "two"), [("accept", "accept"), ("accept", "cancel"), ("accept", "time out"), ("decline", "time out")])
def test_a_call_without_a_request_goes_to_one_too(staff, one, two):
    for _turn in range(5):
        agent = make.user(Role.AGENT)
        call = start_call(agent=agent)
        handoff = offer(interaction=call, to_team=make.team("parks"), sender=agent, reason="x", packet=PACKET)
        people = SimpleNamespace(sender=agent, receivers=staff.receivers)
        results = at_once(verb(one, handoff, people, 0), verb(two, handoff, people, 1))
        outcomes = ["conflict" if result == "conflict" else outcome(result) for result in results]
        assert sorted(outcomes) == ["conflict", "won"]
        handoff.refresh_from_db()
        assert handoff.state == STATES[[one, two][outcomes.index("won")]]
        assert Timer.objects.filter(handoff=handoff, done_at=None).count() == 0


def test_all_four_at_once(staff):
    for _turn in range(5):
        handoff = offered(staff)
        results = at_once(*[verb(name, handoff, staff, place % 2) for place, name in enumerate(STATES)])
        outcomes = ["conflict" if result == "conflict" else outcome(result) for result in results]
        assert sorted(outcomes) == ["conflict", "conflict", "conflict", "won"]


def test_of_two_offers_of_one_request_one_is_made(staff):
    make.department("water")
    for _turn in range(10):
        request = make.request(contact=make.resident())
        to = lambda code, request=request: offer(  # noqa: E731
            request=request, to_team=make.team(code), sender=staff.sender, reason="x", packet=PACKET
        )
        results = at_once(lambda to=to: to("parks"), lambda to=to: to("water"))
        assert sorted(map(outcome, results)) == ["conflict", "won"]
        assert request.handoffs.count() == 1
        assert Message.objects.filter(about=request.reference, kind="transferred").count() == 1


def test_the_resident_withdraws_while_the_receiver_accepts(staff):
    """Either order is right; never is a closed request moved, or an accepted one left with its old team."""
    for _turn in range(10):
        handoff = offered(staff)
        request = handoff.request
        results = at_once(verb("accept", handoff, staff, 0), lambda request=request: withdraw(request, text="Retirada."))
        assert outcome(results[1]) == "won"
        request = ServiceRequest.objects.get(pk=request.pk)
        assert request.status == Status.CLOSED
        assert request.team.code == ("parks-intake" if outcome(results[0]) == "won" else "streets-intake")


def test_three_schedulers_fire_each_timer_once(staff):
    handoffs = [offered(staff) for _ in range(10)]
    due = Timer.objects.latest("due_at").due_at
    results = at_once(*[lambda: run_timers(due)] * 3)
    assert sum(results) == 10
    for handoff in handoffs:
        handoff.refresh_from_db()
        assert handoff.state == "returned"
        assert handoff.events.filter(state="returned").count() == 1


def test_no_two_handoffs_lock_each_other(staff):
    """Several receivers and senders on several requests at once: no deadlock, every handoff ends once."""
    handoffs = [offered(staff) for _ in range(4)]
    calls = [verb(name, handoff, staff, 0) for handoff in handoffs for name in ("accept", "cancel")]
    results = at_once(*calls)
    assert sorted(map(outcome, results)) == ["conflict"] * 4 + ["won"] * 4
    assert Handoff.objects.open().count() == 0
