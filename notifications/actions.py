"""Verbs of the outbox: queue a message with its cause, send what is due, try again what was given up."""

import logging
import random
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from catalog import fallbacks
from contacts.models import Channel, ContactPoint, PointKind
from notifications.channels import Away, Refused, Rejected, circuit, sms
from notifications.channels.mail import Postbox
from notifications.models import Kind, Message, MessageChannel
from notifications.nudge import nudge
from notifications.rendering import Rendered, render
from notifications.status import TRANSITIONS, MessageStatus

__all__ = ["Rendered", "best_point", "queue", "queue_to_address", "render", "retry", "send_due", "take_back", "transition"]

GIVE_UP_AFTER = 12  # attempts, a little more than an hour
LONGEST_WAIT = 3600  # seconds
logger = logging.getLogger(__name__)

MOST_AN_HOUR, MOST_A_DAY = 2, 5  # messages of one kind to an address that anybody may type
UNKNOWN = "sending"  # the purpose of a confirmation whose address has no contact yet
SECRETS = ("link_token", "code")  # facts that open something of hers
TO_ADDRESSES = {Kind.CHECKLIST, Kind.SAVED}  # kinds sent to an address that somebody typed for herself: they have no contact
CHANNEL_OF = {PointKind.EMAIL: MessageChannel.EMAIL, PointKind.PHONE: MessageChannel.SMS}
INSERT = """
INSERT INTO notifications_message
    (public_id, dedupe_key, kind, channel, contact_id, "to", language, about, department_id, context, next_attempt_at, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
"""


def queue(*, kind, contact, language, about, department_id, context, dedupe_key, points=None):
    """Write one message to a contact into the outbox, in the transaction of its cause. Sends nothing; a worker is told on commit.

    kind: notifications.models.Kind; contact: contacts.Contact; language: code the message will be in; about: reference of the request;
    context: JSON facts for the text (times as ISO strings); dedupe_key: names the cause, the same key again writes nothing;
    points: the contact's ContactPoints when the caller has them already (saves the query).
    The channel is the one she prefers, if she can be reached there, else e-mail, else text message.
    -> the Message (the earlier one when the cause was known already), or None when no address is left that she has not stopped.
    """
    if points is None:
        points = ContactPoint.objects.filter(contact_id=contact.pk)
    point = best_point(contact, points)
    if point is None:
        return None
    now = timezone.now()
    message = Message(
        dedupe_key=dedupe_key, kind=kind, channel=CHANNEL_OF[point.kind], contact_id=contact.pk, to=point.value,
        language=language or settings.LANGUAGE_CODE, about=about, department_id=department_id, context=context, next_attempt_at=now, created_at=now,
    )  # fmt: skip
    if not _insert(message):
        return Message.objects.get(dedupe_key=dedupe_key)
    transaction.on_commit(nudge, robust=True)
    return message


@transaction.atomic
def queue_to_address(point_kind, value, *, kind, language, context, at=None):
    """Write one message to an address that somebody has just typed for herself, whoever she is: no contact is looked up or made.

    point_kind: PointKind; value: normalised; kind: one of TO_ADDRESSES, or CONFIRM with the purpose UNKNOWN; language: code; context: JSON
    facts for the text; at: aware.
    At most two an hour and five a day to one address, so that nobody can flood a stranger: ValidationError "often". Once it went out the
    row keeps only the shape of the address. -> the Message (the earlier one when the same was asked for within a minute: she pressed twice),
    or None when whoever has this address asked us to stop.
    """
    at = at or timezone.now()
    points = ContactPoint.objects.filter(kind=point_kind, value=value).values_list("stopped_at", flat=True)
    if points and None not in points:
        return None
    named = salted_hmac("notifications.queue_to_address", value).hexdigest()[:32]
    keys = [[f"{kind}:{named}:{day:%Y-%m-%d}:{n}" for n in range(MOST_A_DAY)] for day in (at, at - timedelta(days=1))]
    lately = list(Message.objects.filter(dedupe_key__in=keys[0] + keys[1], created_at__gt=at - timedelta(days=1)))
    for message in lately:
        if message.created_at > at - timedelta(minutes=1) and _open_facts(message.context) == _open_facts(context):
            return message
    free = next((key for key in keys[0] if key not in {message.dedupe_key for message in lately}), None)
    if free is None or len(lately) >= MOST_A_DAY or sum(message.created_at > at - timedelta(hours=1) for message in lately) >= MOST_AN_HOUR:
        raise ValidationError(_("We have just sent you a message. Look for it, also among the unwanted ones, or try again in an hour."), code="often")
    message = Message(
        dedupe_key=free, kind=kind, channel=CHANNEL_OF[point_kind], to=value, about="", language=language or settings.LANGUAGE_CODE, context=context,
        next_attempt_at=at, created_at=at,
    )  # fmt: skip
    if not _insert(message):
        return Message.objects.get(dedupe_key=free)
    transaction.on_commit(nudge, robust=True)
    return message


def _open_facts(context):
    return {name: fact for name, fact in context.items() if name not in SECRETS}


def best_point(contact, points):
    """The newest point of the kind she prefers, else the newest e-mail, else the newest phone; stopped ones never."""
    wanted = PointKind.PHONE if contact.preferred_channel == Channel.SMS else PointKind.EMAIL
    usable = [point for point in points if point.stopped_at is None and point.kind in CHANNEL_OF]
    return max(usable, key=lambda point: (point.kind == wanted, point.pk), default=None)


def _insert(message):
    """One statement, which bulk_create cannot do here: it does not say whether the row was new. -> whether it was."""
    values = [
        message.public_id, message.dedupe_key, message.kind, message.channel, message.contact_id, message.to, message.language,
        message.about, message.department_id, Jsonb(message.context), message.next_attempt_at, message.created_at,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        row = cursor.fetchone()
    if row is None:
        return False
    message.pk = row[0]
    message._state.adding = False
    return True


def transition(message, to, **changes):
    """Move a message along TRANSITIONS, the only writer of its status; changes: further columns. The caller holds the row's lock.

    Raises ValidationError "conflict" for a move that does not exist.
    """
    if to not in TRANSITIONS[message.status]:
        raise ValidationError(_("This message cannot be changed any more."), code="conflict")
    message.status = to
    for column, value in changes.items():
        setattr(message, column, value)
    message.save(update_fields=["status", *changes])
    return message


def send_due(limit=100, at=None):
    """Send what is due, oldest first, up to *limit* messages. -> how many rows were dealt with.

    at: the moment to act at (aware; default now). Every message is claimed (FOR UPDATE SKIP LOCKED), rendered, sent and noted in a
    transaction of its own: two workers never hold the same row, and one that is killed leaves its row as it was, so that at most the mail
    in flight goes out twice, under one Message-ID. A channel whose provider does not answer rests; its messages wait and are never given up.
    """
    done = 0
    with Postbox() as postbox:
        while done < limit and _send_one(postbox, at or timezone.now()):
            done += 1
    fallbacks.write_due()
    return done


@transaction.atomic
def _send_one(postbox, at):
    """Claim the oldest due row nobody else holds and deal with it. -> whether there was one."""
    stopped = ContactPoint.objects.filter(contact=OuterRef("contact"), value=OuterRef("to"), stopped_at__isnull=False)
    due = Message.objects.due(at).exclude(channel__in=circuit.resting()).annotate(is_stopped=Exists(stopped))
    message = due.select_for_update(skip_locked=True, of=("self",)).first()
    if message is None:
        return False
    is_unknown = message.contact_id is None and not _is_to_address(message)
    if message.is_stopped or is_unknown:  # she asked us to since it was queued, or is no longer known to us
        transition(message, MessageStatus.STOPPED)
    elif message.channel == MessageChannel.SMS and (morning := sms.quiet_until(message, at)):
        message.next_attempt_at = morning
        message.save(update_fields=["next_attempt_at"])
    else:
        _deliver(message, postbox, at)
    return True


def _deliver(message, postbox, at):
    try:
        with fallbacks.noticing() as seen:
            rendered = render(message)
        fallbacks.hold(seen, "letter" if message.channel == MessageChannel.EMAIL else "text message")
        message.subject, message.text, message.html, message.fallback_used = rendered.subject, rendered.text, rendered.html, rendered.fallback_used
        if message.channel == MessageChannel.SMS:
            sms.send(message.to, message.text)
        else:
            postbox.send(message)
    except Away as error:
        rest = circuit.went_away(message.channel)
        _note(message, MessageStatus.FAILED, error, next_attempt_at=at + timedelta(seconds=rest))
    except Rejected as error:
        _note(message, MessageStatus.DEAD, error, attempts=message.attempts + 1)
    except Exception as error:  # refused for now, or a fault of ours: either way the others must go out
        if not isinstance(error, Refused):
            logger.exception("Message %s could not be made", message.public_id)
        attempts = message.attempts + 1
        if attempts >= GIVE_UP_AFTER:
            _note(message, MessageStatus.DEAD, error, attempts=attempts)
        else:
            _note(message, MessageStatus.FAILED, error, attempts=attempts, next_attempt_at=at + _wait(attempts))
    else:
        circuit.answered(message.channel)
        _note(message, MessageStatus.SENT, "", attempts=message.attempts + 1, sent_at=at)


def _note(message, status, error, **changes):
    """Write down how an attempt ended, with the exact words it was made with."""
    words = {"subject": message.subject, "text": message.text, "html": message.html, "fallback_used": message.fallback_used}
    if any(message.context.get(name) for name in SECRETS):
        words |= _without_secrets(message, words)
        if status == MessageStatus.SENT:
            changes["context"] = _open_facts(message.context)
    if _is_to_address(message) and status == MessageStatus.SENT:
        message.to = f"{message.to[:1]}•••{message.to[-4:]}"
        message.save(update_fields=["to"])
    transition(message, status, last_error=str(error)[:500], **words, **changes)


def _is_to_address(message):
    """Somebody typed the address for herself, and we know no contact of it: also for the digits she needs before she has sent anything."""
    return message.kind in TO_ADDRESSES or message.context.get("purpose") == UNKNOWN


def _without_secrets(message, words):
    """What opens her requests is hers alone: the staff who may read the outbox see dots. Nor is it kept once it went out."""
    hidden = {}
    for column in ("subject", "text", "html"):
        hidden[column] = words[column]
        for secret in map(message.context.get, SECRETS):
            hidden[column] = hidden[column].replace(secret, "••••••") if secret else hidden[column]
    return hidden


def _wait(attempts):
    """How long until the next attempt: 1 s, doubling to an hour, up to a quarter more by chance so that a crowd spreads out."""
    seconds = min(2 ** (attempts - 1), LONGEST_WAIT)
    return timedelta(seconds=seconds * random.uniform(1, 1.25))


@transaction.atomic
def take_back(about, contact):
    """What waits to be sent to a contact about a request is not sent: the address was not hers. Writes the rows; what went out went out."""
    waiting = Message.objects.select_for_update().filter(about=about, contact=contact, status__in=[MessageStatus.QUEUED, MessageStatus.FAILED])
    for message in waiting:
        transition(message, MessageStatus.STOPPED)


@transaction.atomic
def retry(message, *, actor):
    """A supervisor has a given-up or failed message tried again at once, with all its attempts. -> Message

    Raises PermissionDenied, or ValidationError "conflict" when it is neither (somebody was faster, or it went out meanwhile).
    """
    if not actor.has_perm("notifications.retry_messages"):
        raise PermissionDenied
    message = Message.objects.select_for_update().get(pk=message.pk)
    transition(message, MessageStatus.QUEUED, attempts=0, next_attempt_at=timezone.now())
    transaction.on_commit(nudge, robust=True)
    return message
