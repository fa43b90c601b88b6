"""Showing that an address is hers: a link to press a button behind, or six digits to type. Opening the link changes nothing."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Confirmation, ContactPoint

MINUTES = 10  # for the code; the link lives as long
LINK_HOURS = 24
MOST_TRIES = 5
MOST_AN_HOUR = 3


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def begin(kind, value, *, language, at=None):
    """Make a link and a code for an address. -> (Confirmation, link token, code)

    kind: PointKind; value: normalised; at: aware. The caller sends both; only their hashes are kept. At most three an hour for one
    address, so that nobody can flood a stranger: ValidationError "often".
    """
    at = at or timezone.now()
    lately = Confirmation.objects.filter(kind=kind, value=value, created_at__gt=at - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        raise ValidationError(_("We have just sent you a message. Look for it, also among the unwanted ones, or try again in an hour."), code="often")
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(1_000_000):06d}"
    row = Confirmation.objects.create(
        kind=kind, value=value, language=language, link_hash=_hash(token), code_hash=_hash(f"{value}:{code}"),
        created_at=at, expires_at=at + timedelta(hours=LINK_HOURS),
    )  # fmt: skip
    return row, token, code


def by_link(token, at=None):
    """The confirmation of a link that can still be used, or None. Changes nothing: mail scanners open links."""
    at = at or timezone.now()
    return Confirmation.objects.filter(link_hash=_hash(token), used_at=None, expires_at__gt=at).first()


@transaction.atomic
def use_link(token, at=None):
    """Press the button behind a link. -> the Confirmation, used, its points confirmed. Raises ValidationError "over"."""
    at = at or timezone.now()
    row = Confirmation.objects.select_for_update().filter(link_hash=_hash(token), used_at=None, expires_at__gt=at).first()
    if row is None:
        raise ValidationError(_("This link was used already or is too old. Ask for a new one."), code="over")
    return _used(row, at)


def use_code(kind, value, code, at=None):
    """Type the six digits. -> the Confirmation, used. Raises ValidationError "wrong" (counted), or "over" after five wrong tries or ten minutes."""
    at = at or timezone.now()
    with transaction.atomic():
        row = Confirmation.objects.select_for_update().filter(kind=kind, value=value, used_at=None).order_by("-created_at").first()
        if row is None or row.tries >= MOST_TRIES or at > row.created_at + timedelta(minutes=MINUTES):
            raise ValidationError(_("This code is too old or was tried too often. Ask for a new one."), code="over")
        if secrets.compare_digest(row.code_hash, _hash(f"{value}:{''.join(c for c in code if c.isdigit())}")):
            return _used(row, at)
        row.tries += 1
        row.save(update_fields=["tries"])
    raise ValidationError(_("This is not the code we sent. Compare it with the message."), code="wrong")


def _used(row, at):
    row.used_at = at
    row.save(update_fields=["used_at"])
    ContactPoint.objects.filter(kind=row.kind, value=row.value, confirmed_at=None).update(confirmed_at=at)
    return row
