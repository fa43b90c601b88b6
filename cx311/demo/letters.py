"""What the city wrote to residents in the last days: outbox rows as sent, with the exact text."""

from datetime import timedelta
from uuid import UUID

from contacts.models import Channel, PointKind
from notifications.actions import CHANNEL_OF
from notifications.models import Kind, Message
from notifications.rendering import render
from notifications.status import MessageStatus
from requests_app.followers import stop_token
from requests_app.models import EventKind, Follower
from requests_app.reference import pretty
from requests_app.status import Status

DAYS = 7
MOST = 260
TOLD = {Status.OPEN, Status.IN_PROGRESS, Status.WAITING_OUTSIDE, Status.REOPENED}
REFUSED = "550 5.1.1 The mailbox does not exist"


def load_letters(world, stories, invitations):
    """Write the newest messages to reporters; invitations: survey invitation by reference. Nothing is sent: these have been."""
    since = world.now - timedelta(days=DAYS)
    recent = [story for story in stories if story.resident and story.resident.points and story.request.updated_at > since]
    reporters = {row.request_id: row for row in Follower.objects.filter(is_reporter=True, request__in=[story.request.pk for story in recent])}
    due = []
    for story in recent:
        for event in story.events:
            if event.at > since and (letter := _letter_for(story, event)):
                due.append((event.at, story, event, *letter))
        invitation = invitations.get(story.request.reference)
        if invitation and invitation.invited_at > since:
            facts = {"survey_token": invitation.token, "pretty": pretty(story.request.reference), "outcome": story.request.outcome}
            due.append((invitation.invited_at, story, None, Kind.SURVEY, facts, f"survey:{invitation.pk}"))
    due.sort(key=lambda letter: letter[0])
    messages = [_message(world, reporters[story.request.pk], at, story, *rest) for at, story, _event, *rest in due[-MOST:]]
    Message.objects.bulk_create(messages)


def _letter_for(story, event):
    """(kind, facts, dedupe key) of the message an event caused, or None."""
    contact = story.resident.contact.pk
    match event.kind:
        case EventKind.SUBMITTED:
            return Kind.RECEIVED, {"status": Status.SUBMITTED}, f"received:{story.request.reference}:{contact}"
        case EventKind.MESSAGE:
            kind = Kind.QUESTION if event.data["question"] else Kind.STATUS
            return kind, {"text": event.text, "text_language": event.text_language}, f"{kind}:{event.pk}:{contact}"
        case EventKind.STATUS if event.data["to"] == Status.CLOSED:
            ending = {"outcome": event.data["outcome"], "outcome_text": event.text, "outcome_language": event.text_language, "status": Status.CLOSED}
            return Kind.CLOSED, ending, f"closed:{event.pk}:{contact}"
        case EventKind.STATUS if event.data["to"] in TOLD:
            return Kind.STATUS, {"status": event.data["to"], "text": event.text, "text_language": event.text_language}, f"status:{event.pk}:{contact}"
        case EventKind.HANDOFF if event.data["step"] == "offered":
            facts = {"step": "before", "to_department_id": event.data["to_department"]}
            return Kind.TRANSFERRED, facts, f"transferred:{story.request.pk}:0:before:{contact}"
        case EventKind.HANDOFF if event.data["step"] == "accepted":
            facts = {"step": "after", "to_department_id": event.data["to"]["department"]}
            return Kind.TRANSFERRED, facts, f"transferred:{event.data['handoff']}:after:{contact}"
    return None


def _message(world, reporter, at, story, kind, facts, key):
    """One row as the outbox would hold it after sending; one in sixty came back."""
    request, contact = story.request, story.resident.contact
    wanted = PointKind.PHONE if contact.preferred_channel == Channel.SMS else PointKind.EMAIL
    point = max(story.resident.points, key=lambda point: (point.kind == wanted, point.kind == PointKind.EMAIL))
    message = Message(
        public_id=UUID(int=world.random.getrandbits(128), version=4), dedupe_key=key, kind=kind, channel=CHANNEL_OF[point.kind], contact=contact,
        to=point.value, language=story.told_in, about=request.reference, department_id=request.department_id, attempts=1,
        created_at=at, next_attempt_at=at,
        context={
            "reference": request.reference, "token": request.token, "service_id": request.service_id, "department_id": request.department_id,
            "status": request.status, "promised_at": request.promised_at.isoformat() if request.promised_at else None, "address": request.address,
            "is_reporter": True, "stop": stop_token(reporter), **facts,
        },
    )  # fmt: skip
    rendered = render(message)
    message.subject, message.text, message.html, message.fallback_used = rendered.subject, rendered.text, rendered.html, rendered.fallback_used
    if world.chance(1 / 60) and point.kind == PointKind.EMAIL:
        message.status, message.last_error = MessageStatus.DEAD, REFUSED
    else:
        message.status, message.sent_at = MessageStatus.SENT, min(at + timedelta(seconds=world.random.uniform(1, 6)), world.now)
    return message
