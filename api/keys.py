"""Who may file, and how quickly. Anybody may read without a key."""

import hashlib
import logging
import secrets
import time
from functools import cache

import redis
from django.conf import settings
from django.utils.translation import gettext as _

from api import parameters
from api.door import Refused

log = logging.getLogger(__name__)


def check_jurisdiction(request):
    """One city answers here, so jurisdiction_id may be left out; another city's is refused."""
    given = parameters.value(request, "jurisdiction_id")
    if given and settings.JURISDICTION_ID and given != settings.JURISDICTION_ID:
        raise Refused(404, _("We do not know the jurisdiction %(given)s. Ours is %(ours)s.") % {"given": given, "ours": settings.JURISDICTION_ID})


def check_key(request):
    """The api_key of the body or the query. -> the key. Refuses with 403 without a known one, with 429 when it files too quickly."""
    given = parameters.value(request, "api_key")
    if not given:
        raise Refused(403, _("An api_key is needed to send a request. The discovery page says how to get one."))
    if not any(secrets.compare_digest(given.encode(), key.encode()) for key in settings.API_KEYS):
        raise Refused(403, _("We do not know this api_key. The discovery page says how to get one."))
    if not (settings.DEMO and given == "demo-key"):
        _throttle(given)
    return given


def fingerprint(*texts):
    """A short name for secrets or long texts that is safe to store."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _throttle(key):
    """At most API_POSTS_PER_MINUTE for each key and clock minute. Without Valkey everybody may file: a limit must not lose requests."""
    now = int(time.time())
    name = f"api:{fingerprint(key)[:16]}:{now // 60}"
    try:
        count, _expiry = _valkey().pipeline(transaction=False).incr(name).expire(name, 120).execute()
    except redis.RedisError as error:
        log.warning("No limit on API keys: %s", error)
        return
    if count > settings.API_POSTS_PER_MINUTE:
        wait = 60 - now % 60
        raise Refused(429, _("Too many requests in this minute. Please wait %(wait)s seconds.") % {"wait": wait}, headers={"Retry-After": str(wait)})


@cache
def _valkey():
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.25, socket_connect_timeout=0.25)
