"""Reads about residents and talks."""

from django.db.models import Q

from contacts.models import Consent, Contact, ContactPoint, Interaction, PointKind, Purpose
from contacts.points import normalise


def by_point(text, limit=10):
    """Contacts known by an e-mail address or phone number as somebody typed it, the latest first; [] when it is neither."""
    found = normalise(text)
    if not found:
        return []
    kind, value = found
    points = ContactPoint.objects.filter(kind=kind, value=value)
    return list(Contact.objects.filter(pk__in=points.values("contact")).prefetch_related("points").order_by("-created_at")[:limit])


def by_name(text, limit=10):
    """Contacts whose name contains the words (no accents needed on the caller's side is not promised: names are kept as given)."""
    text = text.strip()
    if len(text) < 2:
        return []
    return list(Contact.objects.filter(name__icontains=text).prefetch_related("points").order_by("-created_at")[:limit])


def open_call(agent):
    """The call an agent is on, or None."""
    return Interaction.objects.filter(agent=agent, ended_at=None, channel="phone").select_related("contact").first()


def talks(contact, limit=20):
    """The last talks with a contact on any channel, newest first."""
    return list(Interaction.objects.filter(contact=contact).select_related("agent", "department").order_by("-started_at")[:limit])


def reachable_points(contact):
    """Points that may be used to write to a contact: not stopped, e-mail and phone, newest first."""
    return list(ContactPoint.objects.filter(Q(kind=PointKind.EMAIL) | Q(kind=PointKind.PHONE), contact=contact, stopped_at=None).order_by("-id"))


def lets_act(contact_id):
    """Whether a contact has agreed that somebody else acts for her (the latest she said)."""
    said = latest_consent(contact_id, Purpose.PROXY)
    return said is not None and said.given


def latest_consent(contact_id, purpose):
    """What a contact said last about a Purpose, or None when she was never asked."""
    return Consent.objects.filter(contact=contact_id, purpose=purpose).order_by("-at", "-id").first()


def is_confirmed(kind, value):
    """Whether somebody has shown that an address (normalised) is hers."""
    return ContactPoint.objects.filter(kind=kind, value=value, confirmed_at__isnull=False).exists()
