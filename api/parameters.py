"""What a client sent, read with the tolerance that real clients need: an empty parameter is an absent one."""

import math
import re
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from api.door import Refused

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
W3C = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?")
ATTRIBUTE = re.compile(r"attribute\[(?P<code>.+?)\](?:\[\d*\])?")
YEARS = range(1970, 2101)


def clean(text):
    """Without the characters that XML cannot hold; line breaks as one character; trimmed."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def value(request, name):
    """The first value that is not empty, from the body or else from the query; "" when there is none."""
    for source in (request.POST, request.GET) if request.method == "POST" else (request.GET,):
        for text in source.getlist(name):
            if text := clean(text):
                return text
    return ""


def limited(request, name, length):
    """A text of the body of at most *length* characters."""
    text = value(request, name)
    if len(text) > length:
        raise Refused(400, _("%(name)s is longer than %(length)s characters. Please shorten it.") % {"name": name, "length": length})
    return text


def several(request, name):
    """All values of the query, given as `a,b`, repeated, or both."""
    parts = (part.strip() for text in request.GET.getlist(name) for part in clean(text).split(","))
    return [part for part in parts if part]


def attributes(request):
    """Answers by question code: `attribute[C]=v`, `attribute[C][]=v`, repeated or not. -> {code: [values that are not empty]}"""
    found = {}
    for name, texts in request.POST.lists():
        if (match := ATTRIBUTE.fullmatch(name)) and (given := [text for raw in texts if (text := clean(raw))]):
            found.setdefault(match["code"], []).extend(given)
    return found


def degrees(request, name, limit):
    """A latitude or longitude in WGS84, or None."""
    text = value(request, name)
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not -limit <= number <= limit:
        raise Refused(400, _("%(name)s must be a number from -%(limit)s to %(limit)s, such as 37.3382.") % {"name": name, "limit": limit})
    return number


def whole(request, name, default):
    """A whole number from 1, or the default."""
    text = value(request, name)
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise Refused(400, _("%(name)s must be a whole number from 1.") % {"name": name})
    return int(text)


def moment(request, name, *, end=False):
    """A W3C date and time (aware), or None. Without a zone it is city time; a date alone is its first moment, or with *end* its last.

    A blank before the zone is a `+` that was not percent-encoded.
    """
    text = value(request, name)
    if not text:
        return None
    match = W3C.fullmatch(re.sub(r" (?=\d\d:\d\d$)", "+", text.upper()))
    try:
        if not match or int(match[1]) not in YEARS:
            raise ValueError(text)
        at = datetime.fromisoformat(match[0])
    except ValueError:
        raise Refused(400, _("%(name)s must be a date and time such as 2026-11-22T08:00:00-08:00.") % {"name": name}) from None
    if end and not match[4]:
        at += timedelta(days=1, microseconds=-1)
    return at if at.tzinfo else timezone.make_aware(at)
