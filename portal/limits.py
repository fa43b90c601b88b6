"""Gentle limits: so many per address of the caller in so much time, counted in the cache. Fails open: a limit is never a reason for an outage."""

from django.conf import settings
from django.core.cache import cache

LOOKUP_MISSES = (10, 10 * 60)  # libraries and phone networks share one address: it slows guessing, it does not shut out
LINKS = (20, 10 * 60)  # links asked for; each address has its own, stricter limit
FOLLOWS = (20, 10 * 60)  # requests somebody wants to follow; each address has its own, stricter limit
CODES = (20, 10 * 60)  # wrong codes
PLACES = (600, 10 * 60)  # addresses suggested and pins named: about five for each address typed
SUBMISSIONS = (20, 60 * 60)  # reports sent; beyond it one a minute, or with a code
ONE_A_MINUTE = (1, 60)
CORRECTIONS = (20, 60 * 60)  # addresses changed after sending
CALL_ME = (10, 60 * 60)  # a library's people share an address too
ABOUT_PAGE = (10, 60 * 60)
MISSES = (30, 60 * 60)  # searches that found nothing and are counted: beyond, somebody is trying words out
CHECKLISTS = (20, 60 * 60)  # lists sent to an address; each address has its own, stricter limit
FILES = (200, 10 * 60)  # forms with photos: each is work for us


def caller(request):
    """The address somebody calls from: behind PROXY_HOPS proxies, the one the outermost of ours saw."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXY_HOPS and len(forwarded) >= settings.PROXY_HOPS:
        return forwarded[-settings.PROXY_HOPS]
    return request.META.get("REMOTE_ADDR", "")


def _key(request, name):
    return f"limit:{name}:{caller(request)}"


def is_over(request, name, limit):
    """Has this caller used up the limit (count, seconds)?"""
    try:
        return cache.get(_key(request, name), 0) >= limit[0]
    except Exception:  # any cache trouble: fail open
        return False


def count(request, name, limit):
    """Count one more for this caller."""
    key = _key(request, name)
    try:
        if not cache.add(key, 1, limit[1]):
            cache.incr(key)
    except Exception:  # any cache trouble, or the count ran out in between
        return
