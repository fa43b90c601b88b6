"""The packet: what the receiver gets to know, and what must be in it before a handoff is offered."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from requests_app.answers import clean_text

# handoff.md 2.2: required before the offer. "nothing" is an answer too, but it must be given.
REQUIRED = ("need", "promised", "question")
OPTIONAL = ("tried", "mood")
MISSING = {
    "need": _("Write what the resident needs, in her words."),
    "promised": _("Write what was promised, or “nothing”."),
    "question": _("Write what you ask the other team to do."),
}


def read_packet(given):
    """The fields of a packet, cleaned. given: field -> str. Raises ValidationError with a dict by field for what is missing or too long."""
    packet, errors = {}, {}
    for name in (*REQUIRED, *OPTIONAL):
        try:
            packet[name] = clean_text(given.get(name) or "", 1000)
        except ValidationError as error:
            errors[name] = error
            continue
        if not packet[name] and name in REQUIRED:
            errors[name] = MISSING[name]
    if errors:
        raise ValidationError(errors)
    return packet


def sealed(packet):
    """The SHA-256 of a packet in canonical JSON: proves later what the receiver saw."""
    return hashlib.sha256(json.dumps(packet, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def facts_of(request, interaction):
    """What the system knows and puts beside the sender's words."""
    facts = {"request": None, "call": None}
    if request is not None:
        facts["request"] = {
            "reference": request.reference, "service_id": request.service_id, "address": request.address, "description": request.description,
            "submitted_at": request.submitted_at.isoformat(), "promised_at": request.promised_at.isoformat() if request.promised_at else None,
        }  # fmt: skip
    if interaction is not None:
        facts["call"] = {
            "id": interaction.pk,
            "caller": interaction.caller,
            "started_at": interaction.started_at.isoformat(),
            "note": interaction.note,
        }
    contact = (request.contact if request else None) or (interaction.contact if interaction else None)
    if contact is not None:
        facts["resident"] = {
            "id": contact.pk, "name": contact.name, "pronunciation": contact.pronunciation, "language": contact.preferred_language,
            "channel": contact.preferred_channel, "needs": contact.accessibility_needs,
        }  # fmt: skip
    return facts
