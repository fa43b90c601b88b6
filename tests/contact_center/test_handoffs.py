"""Warm handoffs: offered with a packet, answered once, the resident told, the owner moved only by acceptance."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import time_machine
from django.db import Error, connection, transaction

from accounts.models import Membership, Role, Team
from contact_center.actions import accept, cancel, decline, offer, open_packet, run_timers
from contact_center.models import Handoff, HandoffEvent, HandoffKind, Offer, Packet, Timer
from contact_center.queries import live_offers, sent_by
from contact_center.status import DeclineReason
from contacts.actions import start_call
from notifications.models import Message
from requests_app.actions import close, follow, transition
from requests_app.models import Actor, ServiceRequest
from requests_app.status import Outcome, Status
from tests import factories as make
from tests.proofs import conflicts, denied, everything, nothing_written, refused

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
PACKET = {"need": "Un árbol caído", "promised": "nada", "question": "Please remove the tree", "tried": "Called the neighbour", "mood": "worried"}


@pytest.fixture
def sender(db):
    return make.user(Role.AGENT, name="Sam")


@pytest.fixture
def receiver(db):
    make.department("parks", name="Parks")
    return make.user(Role.WORKER, of="parks", name="Rita")


@pytest.fixture
def filed(db):
    return make.request(contact=make.resident())


@pytest.fixture
def offered(filed, sender, receiver):
    return hand_over(filed, sender)


def hand_over(request, sender, to="parks", **fields):
    return offer(**{"request": request, "to_team": make.team(to), "sender": sender, "reason": "It is a park tree", "packet": PACKET, **fields})


def letters():
    """What the resident was told of transfers: (step, to which department, in which language)."""
    return [(m.context["step"], m.context["to_department_id"], m.language) for m in Message.objects.filter(kind="transferred").order_by("id")]


def owner(request):
    request.refresh_from_db()
    return request.department.code, request.team.code, request.assignee


# offering


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
