"""Following a request, and stopping."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contacts.actions import Person, find_or_create
from contacts.models import PointKind
from requests_app.actions.recording import record
from requests_app.models import Actor, EventKind, Follower, ServiceRequest


@transaction.atomic
def follow(request, contact, *, language, actor=Actor.RESIDENT):
    """Let a contact get the updates of a request in her language. -> Follower

    For whoever has shown that her address is hers, or told us in person. Following twice changes nothing but takes back a stop.
    """
    follower, created = Follower.objects.get_or_create(request=request, contact=contact, defaults={"language": language})
    if follower.stopped_at is not None or follower.is_waiting:
        follower.stopped_at, follower.is_waiting = None, False
        follower.save(update_fields=["stopped_at", "is_waiting"])
    if created:
        _note(request, "follows", actor=actor)
    return follower


def _note(request, step, *, actor=Actor.RESIDENT):
    record(ServiceRequest.objects.get(pk=request.pk), EventKind.FOLLOWER, actor=actor, at=timezone.now(), data={"step": step})


@transaction.atomic
def follow_by_point(request, kind, value, *, language):
    """Follow with an address shown to be hers. -> Follower. kind: PointKind; value: normalised; language: of what we write to her."""
    follower = _known(request, kind, value)
    contact = follower.contact if follower else _contact(kind, value)
    return follow(request, contact, language=language)


@transaction.atomic
def ask_to_follow(request, kind, value, *, language):
    """Somebody wants to follow with an address she has not yet shown to be hers. -> Follower, waiting unless it follows already

    kind: PointKind; value: normalised. Asking alone has her told of nothing, and changes nothing about whom we write to already.
    """
    follower = _known(request, kind, value)
    if follower is None:
        follower, _new = Follower.objects.get_or_create(
            request=request, contact=_contact(kind, value), defaults={"language": language, "is_waiting": True}
        )
    if follower.is_waiting and not follower.is_reporter and follower.language != language:
        follower.language = language
        follower.save(update_fields=["language"])
    elif follower.stopped_at is not None and not follower.is_waiting:
        follower.is_waiting = True
        follower.save(update_fields=["is_waiting"])
    return follower


def _known(request, kind, value):
    """The follower of a request who is reached at an address, those we write to first: people of a household are not asked for their names."""
    rows = Follower.objects.filter(request=request, contact__points__kind=kind, contact__points__value=value)
    return rows.select_related("contact").order_by("is_waiting", "-stopped_at", "id").first()


def _contact(kind, value):
    return find_or_create(Person(email=value) if kind == PointKind.EMAIL else Person(phone=value))


@transaction.atomic
def confirm_follow(follower):
    """She has shown that the address is hers: from now on we tell her. Writes one *follower* event. -> whether she was still waiting"""
    if not Follower.objects.filter(pk=follower.pk, is_waiting=True).update(is_waiting=False, stopped_at=None):
        return False
    _note(follower.request, "follows")
    return True


def stop_following(follower):
    """Send this follower nothing more about this request. Doing it twice changes nothing."""
    rows = Follower.objects.filter(Q(stopped_at=None) | Q(is_waiting=True), pk=follower.pk)
    rows.update(stopped_at=timezone.now(), is_waiting=False)
