"""Following a request, and stopping."""

from django.db import transaction
from django.utils import timezone

from requests_app.actions.recording import record
from requests_app.models import Actor, EventKind, Follower, ServiceRequest


@transaction.atomic
def follow(request, contact, *, language, actor=Actor.RESIDENT):
    """Let a contact get the updates of a request in her language. Following twice changes nothing but takes back a stop. -> Follower"""
    follower, created = Follower.objects.get_or_create(request=request, contact=contact, defaults={"language": language})
    if follower.stopped_at is not None:
        follower.stopped_at = None
        follower.save(update_fields=["stopped_at"])
    if created:
        record(ServiceRequest.objects.get(pk=request.pk), EventKind.FOLLOWER, actor=actor, at=timezone.now(), data={"step": "follows"})
    return follower


def stop_following(follower):
    """Send this follower nothing more about this request. Doing it twice changes nothing."""
    Follower.objects.filter(pk=follower.pk, stopped_at=None).update(stopped_at=timezone.now())
