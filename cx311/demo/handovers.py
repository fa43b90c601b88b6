"""Warm handoffs of the past: offered with a packet, accepted, declined or left without an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from contact_center.models import Handoff, HandoffEvent, HandoffKind, Offer, Packet, Timer, TimerKind
from contact_center.packets import facts_of, sealed
from contact_center.status import DeclineReason, HandoffState, OfferState
from contacts.models import Channel, InteractionOutcome
from cx311.demo.words import voices
from requests_app.models import Actor, EventKind

ENDINGS = {"accepted": 70, "declined": 14, "timed_out": 13, "cancelled": 3}
OFFERS = {
    "accepted": OfferState.ACCEPTED,
    "declined": OfferState.DECLINED,
    "timed_out": OfferState.TIMED_OUT,
    "cancelled": OfferState.RESCINDED,
}
LAST_STATE = {"accepted": HandoffState.COMPLETED, "cancelled": HandoffState.CANCELLED}


@dataclass
class Handover:
    """What is needed to write one handoff with all its rows once the request is there."""

    handoff: Handoff
    ending: str
    at: datetime
    answered_at: datetime
    by: Any
    reason: str
    note: str
    events: list


def hand_over(world, story):
    """Offer the request of a story to another team and have it answered. False when that is still to come."""
    if not story.comes(world.office_time(story.at, world.random.uniform(1, 25), story.request.department_id)):
        return False
    random, request, staff = world.random, story.request, voices("staff")
    to_team = world.teams[random.choice(voices("shares")["receivers"][story.service.code])]
    if to_team.pk == request.team_id:
        story.handover = None
        return True
    ending = world.pick(ENDINGS)
    waited = settings.OFFER_SECONDS if ending == "timed_out" else random.uniform(12, settings.OFFER_SECONDS * 0.9)
    answered_at = story.at + timedelta(seconds=waited)
    receiver = world.worker(to_team.department_id, request.language)
    by = {"timed_out": None, "cancelled": request.assignee}.get(ending, receiver)
    reason = random.choice([DeclineReason.WRONG_TEAM, DeclineReason.BUSY, DeclineReason.MISSING_FACTS]) if ending == "declined" else ""
    handoff = Handoff(
        kind=HandoffKind.PHONE if request.channel == Channel.PHONE else HandoffKind.DEPARTMENT, request=request,
        interaction=story.call if request.channel == Channel.PHONE else None, sender=request.assignee, from_team_id=request.team_id, to_team=to_team,
        language=request.language, reason=random.choice(staff["handoff_reasons"]), state=LAST_STATE.get(ending, HandoffState.RETURNED),
        receiver=receiver if ending == "accepted" else None, created_at=story.at, announced_at=story.at, ended_at=answered_at,
        accepted_at=answered_at if ending == "accepted" else None, version=5 if ending == "accepted" else 4,
    )  # fmt: skip
    note = random.choice(staff["decline_notes"]) if reason else ""
    names = {"to_team": to_team.pk, "to_department": to_team.department_id}
    offered = story.record(EventKind.HANDOFF, request.assignee, data={**names, "step": "offered"})
    story.handover = Handover(handoff, ending, story.at, answered_at, by, reason, note, [offered])
    if story.call and ending == "accepted":
        story.call.outcome = InteractionOutcome.HANDED_OVER
    if not story.comes(answered_at):
        story.handover = None  # would still be open: the demo starts without live offers
        story.events.remove(offered)
        return False
    answered = {"accepted": _accepted}.get(ending, _not_accepted)(story, to_team, receiver, by, reason, note)
    story.handover.events.append(answered)
    return True


def _accepted(story, to_team, receiver, *_rest):
    request = story.request
    before = {"team": request.team_id, "department": request.department_id}
    request.team_id, request.department_id, request.assignee = to_team.pk, to_team.department_id, receiver
    data = {"from": before, "to": {"team": to_team.pk, "department": to_team.department_id}, "step": "accepted"}
    return story.record(EventKind.HANDOFF, receiver, public=True, data=data)


def _not_accepted(story, to_team, _receiver, by, reason, note):
    names = {"to_team": to_team.pk, "to_department": to_team.department_id, "step": story.handover.ending}
    return story.record(EventKind.HANDOFF, by or Actor.SYSTEM, data=names | ({"reason": reason, "note": note} if reason else {}))


def load_handovers(world, stories):
    """Write the handoffs of stories whose requests are written, before their events; names each handoff in its events."""
    told = [story for story in stories if story.handover]
    Handoff.objects.bulk_create([story.handover.handoff for story in told])
    for story in told:
        for event in story.handover.events:
            event.data["handoff"] = story.handover.handoff.pk
    Packet.objects.bulk_create([_packet(world, story) for story in told])
    Offer.objects.bulk_create([_offer(story.handover) for story in told])
    Timer.objects.bulk_create([_timer(story.handover) for story in told])
    HandoffEvent.objects.bulk_create([event for story in told for event in _events(story.handover)])
    return len(told)


def _packet(world, story):
    staff, handoff = voices("staff"), story.handover.handoff
    promised = story.request.first_promised_at
    words = {
        "need": story.request.description,
        "promised": f"An answer by {promised:%A, %B} {promised.day}" if promised else "nothing",
        "question": world.random.choice(staff["packet_questions"]),
        "tried": world.random.choice(staff["tried"]),
        "mood": "",
    }
    data = {**words, "facts": facts_of(story.request, story.call), "reason": handoff.reason, "language": handoff.language}
    return Packet(handoff=handoff, data=data, sha256=sealed(data), created_at=handoff.created_at)


def _offer(handover):
    handoff, answered = handover.handoff, handover.ending in ("accepted", "declined")
    return Offer(
        handoff=handoff, team=handoff.to_team, state=OFFERS[handover.ending], offered_at=handover.at, answered_at=handover.answered_at,
        expires_at=handover.at + timedelta(seconds=settings.OFFER_SECONDS), answered_by=handover.by,
        opened_at=handover.at + (handover.answered_at - handover.at) / 2 if answered else None,
        decline_reason=handover.reason, decline_note=handover.note,
    )  # fmt: skip


def _timer(handover):
    due = handover.at + timedelta(seconds=settings.OFFER_SECONDS)
    return Timer(handoff=handover.handoff, kind=TimerKind.OFFER, due_at=due, expected_version=3, done_at=handover.answered_at)


def _events(handover):
    handoff = handover.handoff
    steps = [(HandoffState.DRAFT, handover.at), (HandoffState.ANNOUNCED, handover.at), (HandoffState.OFFERING, handover.at)]
    rows = [HandoffEvent(handoff=handoff, state=state, actor=handoff.sender, at=at) for state, at in steps]
    ends = [HandoffState.ACCEPTED, HandoffState.COMPLETED] if handover.ending == "accepted" else [handoff.state]
    why = {"why": handover.ending} if handoff.state == HandoffState.RETURNED else {}
    why |= {"reason": handover.reason, "note": handover.note} if handover.reason else {}
    return rows + [HandoffEvent(handoff=handoff, state=state, actor=handover.by, at=handover.answered_at, data=why) for state in ends]
