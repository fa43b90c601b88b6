"""Handing over a call, and the lists of handoffs."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Membership, Role
from contact_center.actions import accept, cancel, offer
from contact_center.models import Handoff, HandoffKind, Offer
from contact_center.queries import live_offers, sent_by
from contacts.actions import start_call
from requests_app.models import ServiceRequest
from tests import factories as make
from tests.contact_center.desk import NOON, PACKET, hand_over, letters, owner
from tests.proofs import conflicts, denied

# calls


def test_a_call_alone_is_handed_over(sender, receiver):
    call = start_call(agent=sender, caller="+14085550123", language="vi", contact=make.resident())
    handoff = offer(interaction=call, to_team=make.team("parks"), sender=sender, reason="x", packet=PACKET, kind=HandoffKind.PHONE)
    assert (handoff.request, handoff.interaction, handoff.language, handoff.from_team.code) == (None, call, "vi", "streets-intake")
    assert handoff.packets.get().data["facts"]["call"]["caller"] == "+14085550123"
    assert letters() == []
    assert accept(handoff.offers.get(), actor=receiver).state == "completed"
    assert ServiceRequest.objects.count() == 0


def test_a_call_is_handed_over_once_at_a_time(sender, receiver):
    call = start_call(agent=sender)
    offer(interaction=call, to_team=make.team("parks"), sender=sender, reason="x", packet=PACKET, kind=HandoffKind.PHONE)
    with conflicts():
        offer(interaction=call, to_team=make.team("parks"), sender=sender, reason="x", packet=PACKET, kind=HandoffKind.PHONE)


def test_somebody_elses_call_is_not_handed_over(sender, receiver):
    call, other = start_call(agent=sender), make.user(Role.AGENT)
    with denied():
        offer(interaction=call, to_team=make.team("parks"), sender=other, reason="x", packet=PACKET, kind=HandoffKind.PHONE)


def test_a_call_about_a_request_moves_the_request(filed, sender, receiver):
    call = start_call(agent=sender, caller="+14085550123")
    handoff = hand_over(filed, sender, interaction=call, kind=HandoffKind.PHONE)
    accept(handoff.offers.get(), actor=receiver)
    assert owner(filed) == ("parks", "parks-intake", receiver)


# reading lists


def test_live_offers_are_those_of_my_teams_the_most_urgent_first(sender, receiver):
    make.department("water")
    with time_machine.travel(NOON, tick=False) as clock:
        later = hand_over(make.request(), sender)
        Offer.objects.update(expires_at=NOON + timedelta(seconds=300))
        urgent = hand_over(make.request(), sender)
        hand_over(make.request(), sender, to="water")
        answered = hand_over(make.request(), sender)
        cancel(answered, actor=sender)
        assert [o.handoff for o in live_offers(receiver)] == [urgent, later]
        assert live_offers(sender) == []
        clock.shift(timedelta(seconds=120))
        assert [o.handoff for o in live_offers(receiver)] == [later]


@pytest.mark.parametrize("number", [1, 3])
def test_lists_of_handoffs_take_the_same_queries(sender, receiver, number, django_assert_num_queries):
    for _ in range(number):
        hand_over(make.request(), sender)
    live_offers(receiver)
    with django_assert_num_queries(1):
        rows = live_offers(receiver)
        assert [(o.handoff.request.reference[:2], o.handoff.sender, o.handoff.from_team.code, o.handoff.to_team.code) for o in rows] == [
            ("CX", sender, "streets-intake", "parks-intake")
        ] * number
    with django_assert_num_queries(2):
        assert [[o.team.code for o in h.offers.all()] for h in sent_by(sender)] == [["parks-intake"]] * number


def test_handoffs_are_seen_by_both_teams_the_sender_and_supervisors(offered, sender, receiver):
    make.department("water")
    seen = lambda who: list(Handoff.objects.visible_to(who)) == [offered]  # noqa: E731
    assert seen(sender)
    assert seen(receiver)
    assert seen(make.user(Role.WORKER))
    assert seen(make.user(Role.SUPERVISOR, of="water"))
    assert not seen(make.user(Role.WORKER, of="water"))
    assert not seen(make.user(Role.AGENT, of="water"))
    Membership.objects.filter(user=sender).delete()
    assert seen(sender)
