"""Two pages for machines: does this process answer, and can it work. Plain, without sign-in, without anybody's data."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from notifications.models import Message


@never_cache
def healthz(request):
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request):
    """Whether requests can be served, and how long the oldest message that is due has been waiting.

    Without Postgres: 503. Without Valkey everything goes on and only waits for the sweep, so that is told but is no failure.
    """
    found = {"database": True, "valkey": _valkey_answers(), "outbox_seconds": 0}
    try:
        oldest = Message.objects.due(timezone.now()).values_list("next_attempt_at", flat=True).first()
    except DatabaseError:
        connection.close()
        return JsonResponse(found | {"database": False, "outbox_seconds": None}, status=503)
    if oldest:
        found["outbox_seconds"] = round((timezone.now() - oldest).total_seconds())
    return JsonResponse(found)


def _valkey_answers():
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as valkey:
            return bool(valkey.ping())
    except redis.RedisError:
        return False
