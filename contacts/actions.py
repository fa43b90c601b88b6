"""Verbs about residents: know them, record what they prefer, and keep every talk."""

import zlib
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Channel, Consent, Contact, ContactPoint, Interaction, InteractionOutcome, PointKind, Source
from contacts.points import normalise_email, normalise_phone, one_line


@dataclass(frozen=True)
class Person:
    """What somebody told us about herself; every field may be empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    language_source: str = Source.INFERRED
    channel: str = ""
    channel_source: str = Source.INFERRED
    needs: str = ""

    def cleaned_points(self):
        """[(kind, value)] normalised. Raises ValidationError with a dict by field."""
        points, errors = [], {}
        for field, kind, read in (("email", PointKind.EMAIL, normalise_email), ("phone", PointKind.PHONE, normalise_phone)):
            if given := getattr(self, field):
                try:
                    points.append((kind, read(given)))
                except ValidationError as error:
                    errors[field] = error
        if errors:
            raise ValidationError(errors)
        return points


def find_or_create(person):
    """The contact a person is, or a new one; None when she gave nothing at all.

    Somebody is taken for known only by the same e-mail or phone *and* the same name (or none given on one side): a wrong merge is worse
    than a double (a household shares a phone). Nothing known is overwritten; empty fields are filled. Two submissions of the same new
    person at once make one contact (advisory lock on the point). Raises ValidationError by field for a bad e-mail or phone.
    """
    person = replace(person, name=one_line(person.name, 150), needs=one_line(person.needs, 300))
    points = person.cleaned_points()
    if not points:
        return _new(person, points) if person.name else None
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for key in sorted(zlib.crc32(value.encode()) for _kind, value in points):
            cursor.execute("SELECT pg_advisory_xact_lock(311, %s)", [key - 2**31])
        known = _same_person(cursor, person, points)
        return _fill(known, person, points) if known else _new(person, points)


# By hand: every submission asks this, and the query builder takes ten times as long as the query.
SAME_POINT = """
SELECT contact.id, contact.name FROM contacts_contactpoint point JOIN contacts_contact contact ON contact.id = point.contact_id
WHERE point.kind = %s AND point.value = %s ORDER BY point.id DESC LIMIT 20
"""


def _same_person(cursor, person, points):
    name = person.name.casefold()
    for point in points:
        cursor.execute(SAME_POINT, point)
        for pk, known in cursor.fetchall():
            if not name or not known or name == known.casefold():
                return Contact.objects.get(pk=pk)
    return None


def _new(person, points):
    now = timezone.now()
    contact = Contact.objects.create(
        name=person.name,
        preferred_language=person.language,
        language_source=person.language_source if person.language else Source.UNKNOWN,
        preferred_channel=person.channel,
        channel_source=person.channel_source if person.channel else Source.UNKNOWN,
        preferences_at=now if person.language or person.channel else None,
        accessibility_needs=person.needs,
        created_at=now,
    )
    ContactPoint.objects.bulk_create([ContactPoint(contact=contact, kind=kind, value=value) for kind, value in points])
    return contact


def _fill(contact, person, points):
    told = {}
    if person.name and not contact.name:
        told["name"] = person.name
    if person.language and contact.language_source != Source.ASKED:
        told |= {"preferred_language": person.language, "language_source": person.language_source}
    if person.channel and contact.channel_source != Source.ASKED:
        told |= {"preferred_channel": person.channel, "channel_source": person.channel_source}
    if person.needs and not contact.accessibility_needs:
        told["accessibility_needs"] = person.needs
    told = {field: value for field, value in told.items() if getattr(contact, field) != value}
    if told:  # the row is written, and locked, only when something is new
        told["preferences_at"] = timezone.now()
        for field, value in told.items():
            setattr(contact, field, value)
        contact.save(update_fields=list(told))
    if len(points) > 1:  # she was found by one of them: keep the other too
        ContactPoint.objects.bulk_create([ContactPoint(contact=contact, kind=kind, value=value) for kind, value in points], ignore_conflicts=True)
    return contact


def set_preferences(contact, *, actor, language=None, channel=None, needs=None, source=Source.ASKED):
    """Keep what a resident said she prefers, with its source. None leaves a field as it is. actor: the User who asked, or None for herself."""
    changed = ["preferences_at"]
    contact.preferences_at = timezone.now()
    if language is not None:
        contact.preferred_language, contact.language_source = language, source
        changed += ["preferred_language", "language_source"]
    if channel is not None:
        contact.preferred_channel, contact.channel_source = channel, source
        changed += ["preferred_channel", "channel_source"]
    if needs is not None:
        contact.accessibility_needs = needs
        changed.append("accessibility_needs")
    contact.save(update_fields=changed)
    return contact


def record_consent(contact, *, purpose, given, actor=None, language="", detail=""):
    """One consent or refusal, as a new row. actor: the User who recorded it, None when she did it herself."""
    return Consent.objects.create(contact=contact, purpose=purpose, given=given, recorded_by=actor, language=language, detail=detail)


@transaction.atomic
def start_call(*, agent, caller="", contact=None, language="", department_id=None):
    """An agent picks up: an open phone interaction. Raises PermissionDenied, or ValidationError "conflict" when she is already on a call."""
    if not agent.has_perm("contact_center.take_calls"):
        raise PermissionDenied
    try:
        with transaction.atomic():
            return Interaction.objects.create(
                channel=Channel.PHONE, agent=agent, caller=caller, contact=contact, language_used=language, department_id=department_id
            )
    except IntegrityError as error:
        raise ValidationError(_("You are already on a call. Wrap it up first."), code="conflict") from error


@transaction.atomic
def end_interaction(interaction, *, outcome, actor, note="", language="", article=None, contact=None):
    """Wrap a talk up: outcome (InteractionOutcome), note, language used, the article it was answered with.

    Only the agent who had it may. A second wrap-up raises ValidationError "conflict" and changes nothing.
    """
    interaction = Interaction.objects.select_for_update().get(pk=interaction.pk)
    if interaction.agent_id != actor.pk:
        raise PermissionDenied
    if interaction.ended_at is not None:
        raise ValidationError(_("This call is already wrapped up."), code="conflict")
    if outcome not in InteractionOutcome.values or outcome == InteractionOutcome.OPEN:
        raise ValidationError({"outcome": _("Choose how the call ended.")})
    interaction.outcome = outcome
    interaction.ended_at = timezone.now()
    interaction.note = note
    interaction.language_used = language or interaction.language_used
    interaction.article = article or interaction.article
    interaction.contact = contact or interaction.contact
    interaction.save(update_fields=["outcome", "ended_at", "note", "language_used", "article", "contact"])
    return interaction
