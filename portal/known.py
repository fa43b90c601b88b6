"""The address somebody has shown to be hers, remembered in her session for twelve hours; never in an address bar."""

from datetime import timedelta

from django.utils import timezone

HOURS = 12
KNOWN, ASKED = "known_point", "asked_point"
YOU = "you"  # how she was reached by her last report of this session


def remember(request, kind, value):
    """She has confirmed it. The session gets a new number, so that nobody who knew the old one shares it."""
    request.session.cycle_key()
    request.session[KNOWN] = [kind, value, (timezone.now() + timedelta(hours=HOURS)).timestamp()]
    request.session.pop(ASKED, None)


def known_point(request):
    """(PointKind, value) that this browser may see the requests of, or None."""
    kind, value, until = request.session.get(KNOWN) or (None, None, 0)
    return (kind, value) if until > timezone.now().timestamp() else None


def forget(request):
    """On a computer that others use: nothing of her is left for the next report either."""
    for key in (KNOWN, ASKED, YOU):
        request.session.pop(key, None)
