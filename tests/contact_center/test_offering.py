"""Offering a handoff: what is written and told, what must be in the packet, who may, and what the database refuses."""

import hashlib
import json
from datetime import timedelta

import pytest
import time_machine
from django.db import Error, connection, transaction

from accounts.models import Role, Team
from contact_center.models import Handoff, HandoffEvent, Offer, Packet
from notifications.models import Message
from requests_app.actions import close, follow
from requests_app.status import Outcome, Status
from tests import factories as make
from tests.contact_center.desk import NOON, PACKET, hand_over, letters, owner
from tests.proofs import conflicts, denied, refused


def test_an_offer_writes_handoff_packet_offer_and_timer(filed, sender, receiver):
    with time_machine.travel(NOON, tick=False):
        handoff = hand_over(filed, sender)
    handoff.refresh_from_db()
    assert (handoff.state, handoff.kind, handoff.request, handoff.interaction) == ("offering", "async_dept", filed, None)
    assert (handoff.from_team.code, handoff.to_team.code) == ("streets-intake", "parks-intake")
    assert (handoff.sender, handoff.receiver, handoff.reason, handoff.language) == (sender, None, "It is a park tree", "es")
    assert (handoff.created_at, handoff.announced_at, handoff.accepted_at, handoff.ended_at) == (NOON, NOON, None, None)
    live = handoff.offers.get()
    assert (live.team.code, live.state, live.expires_at, live.opened_at) == ("parks-intake", "live", NOON + timedelta(seconds=120), None)
    timer = handoff.timers.get()
    assert (timer.kind, timer.due_at, timer.expected_version, timer.done_at) == ("offer", live.expires_at, handoff.version, None)
    assert [(e.state, e.actor) for e in handoff.events.order_by("id")] == [("draft", sender), ("announced", sender), ("offering", sender)]


def test_the_packet_holds_the_words_and_the_facts(offered, filed, sender):
    packet = offered.packets.get()
    ana = filed.contact
    assert packet.data == {
        **PACKET,
        "reason": "It is a park tree",
        "language": "es",
        "facts": {
            "request": {
                "reference": filed.reference, "service_id": filed.service_id, "address": "12 Main Street", "description": "Hay un bache grande.",
                "submitted_at": filed.submitted_at.isoformat(), "promised_at": filed.promised_at.isoformat(),
            },
            "call": None,
            "resident": {"id": ana.pk, "name": "Ana Ruiz", "pronunciation": "", "language": "es", "channel": "", "needs": ""},
        },
    }  # fmt: skip
    canonical = json.dumps(packet.data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert (packet.version, packet.sha256) == (1, hashlib.sha256(canonical.encode()).hexdigest())


def test_the_resident_is_told_before_in_her_language(offered, filed, receiver):
    assert letters() == [("before", make.department("parks").pk, "es")]
    assert Message.objects.get(kind="transferred").to == "ana@example.com"


def test_each_follower_is_told_in_her_own(filed, sender, receiver):
    follow(filed, make.resident(email="lan@example.com", name="Lan"), language="vi")
    hand_over(filed, sender)
    assert sorted(language for _step, _to, language in letters()) == ["es", "vi"]


def test_the_owner_stays_who_it_was(offered, filed):
    assert owner(filed) == ("streets", "streets-intake", None)
    assert filed.status == Status.SUBMITTED


def test_the_request_remembers_the_offer_for_staff(offered, filed, sender):
    event = filed.events.latest("id")
    parks = make.team("parks")
    assert (event.kind, event.actor, event.is_public) == ("handoff", sender, False)
    assert event.data == {"to_team": parks.pk, "to_department": parks.department_id, "handoff": offered.pk, "step": "offered"}


@pytest.mark.parametrize("field", ["need", "promised", "question"])
@pytest.mark.parametrize("value", ["", "  ", None, "\x00", "x" * 1001])
def test_each_required_field_of_the_packet_must_be_filled_in(filed, sender, receiver, field, value):
    with refused(field):
        hand_over(filed, sender, packet={**PACKET, field: value})


@pytest.mark.parametrize("field", ["tried", "mood"])
def test_the_others_may_be_empty(filed, sender, receiver, field):
    assert hand_over(filed, sender, packet={**PACKET, field: ""}).packets.get().data[field] == ""


def test_everything_missing_is_said_at_once(filed, sender, receiver):
    with refused("need", "promised", "question"):
        hand_over(filed, sender, packet={})


@pytest.mark.parametrize("reason", ["", "  ", "\x00", "x" * 301])
def test_a_reason_is_needed_and_short(filed, sender, receiver, reason):
    with refused("reason"):
        hand_over(filed, sender, reason=reason)


def test_the_own_team_is_no_target(filed, sender):
    with refused("to_team"):
        hand_over(filed, sender, to="streets")


def test_a_team_that_is_no_more_is_no_target(filed, sender, receiver):
    Team.objects.filter(code="parks-intake").update(is_active=False)
    with refused("to_team"):
        hand_over(filed, sender)


def test_a_closed_request_is_not_handed_over(filed, sender, receiver):
    closed = close(filed, outcome=Outcome.RESOLVED, text="x", actor=sender)
    with refused("to_team"):
        hand_over(closed, sender)


def test_the_twelfth_handoff_is_refused(filed, sender, receiver):
    teams = {"team": make.team("streets"), "other": make.team("parks")}
    Handoff.objects.bulk_create([
        Handoff(kind="async_dept", request=filed, sender=sender, from_team=teams["team"], to_team=teams["other"], language="es", reason="x",
                state="completed", ended_at=NOON)
        for _ in range(11)
    ])  # fmt: skip
    with refused("to_team"):
        hand_over(filed, sender)


def test_one_handoff_of_a_request_at_a_time(offered, filed, sender):
    make.department("water")
    with conflicts():
        hand_over(filed, sender, to="water")


def test_the_database_holds_to_it(offered, filed, sender):
    fields = {"kind": "async_dept", "request": filed, "sender": sender, "language": "es", "reason": "x"}
    with pytest.raises(Error, match="one_open_handoff_per_request"), transaction.atomic():
        Handoff.objects.create(**fields, from_team=make.team("streets"), to_team=make.team("parks"))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("contact_center_handoff SET to_team_id = from_team_id", "handoff_to_another_team"),
        ("contact_center_handoff SET request_id = NULL", "handoff_of_a_request_or_a_call"),
        ("contact_center_handoff SET ended_at = now()", "handoff_ended_at_when_ended"),
        ("contact_center_handoff SET state = 'completed'", "handoff_ended_at_when_ended"),
        ("contact_center_offer SET state = 'declined'", "declined_with_a_reason"),
        ("contact_center_packet SET data = '{}'", "Cannot update or delete rows"),
        ("contact_center_packet SET sha256 = 'x'", "Cannot update or delete rows"),
        ("contact_center_handoffevent SET state = 'x'", "Cannot update or delete rows"),
    ],
)
def test_the_database_refuses_what_must_never_be(offered, change, constraint):
    with pytest.raises(Error, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {change}")


@pytest.mark.parametrize("model", [Packet, HandoffEvent])
def test_packets_and_events_are_not_deleted(offered, model):
    with pytest.raises(Error, match="Cannot update or delete rows"), transaction.atomic():
        model.objects.all().delete()
    assert model.objects.exists()


def test_two_live_offers_of_a_handoff_are_refused(offered):
    with pytest.raises(Error, match="one_live_offer_per_handoff"), transaction.atomic():
        Offer.objects.create(handoff=offered, team=offered.to_team, expires_at=NOON)


# who may offer


def test_a_worker_hands_over_what_is_her_departments(filed, receiver):
    assert hand_over(filed, make.user(Role.WORKER)).state == "offering"


def test_a_worker_of_another_department_does_not(filed, receiver):
    with denied():
        hand_over(filed, receiver, to="parks")


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR])
def test_who_only_reads_does_not(filed, receiver, role):
    who = make.user(role)
    with denied():
        hand_over(filed, who)
