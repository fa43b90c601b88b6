"""Times, promises and languages as the console says them: short words, the date on hover."""

from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

SOON = timedelta(hours=24)


def span(delta):
    """A length of time in one short word: "40 min", "3 h", "2 d", "5 wk"."""
    minutes = int(abs(delta).total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d h", "%(n)d h", minutes // 60) % {"n": minutes // 60}
    days = minutes // (24 * 60)
    if days < 21:
        return ngettext("%(n)d d", "%(n)d d", days) % {"n": days}
    if days < 365:
        return ngettext("%(n)d wk", "%(n)d wk", days // 7) % {"n": days // 7}
    return ngettext("%(n)d yr", "%(n)d yr", days // 365) % {"n": days // 365}


def exact(at):
    """Weekday, date and time in the city's time, for the hover."""
    return _exact(at.replace(second=0, microsecond=0), get_language())


@lru_cache(maxsize=8192)
def _exact(minute, language):
    local = timezone.localtime(minute)
    return f"{day(local)}, {local:%H:%M}"


def day(date):
    """A date with its weekday and year, as the language writes it."""
    return date_format(date, pgettext("date format: weekday, day and year", "l, F j, Y"))


def moment(at):
    """Time of day for today, else the short date with it: for narrow columns."""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return f"{local:%H:%M}"
    # Translators: a format of Django's date filter: N is the short month, j the day, H:i the time
    return date_format(local, pgettext("format of a short date and time", "N j, H:i"))


def ago(at, now=None):
    delta = (now or timezone.now()) - at
    if delta < timedelta(minutes=1):
        return _("just now")
    return _("%(span)s ago") % {"span": span(delta)}


def promise(request, now=None):
    """(words, state, at) of a request's promise; state is one of over, soon, later, paused, none, done."""
    now = now or timezone.now()
    if request.closed_at:
        return _("closed %(ago)s") % {"ago": ago(request.closed_at, now)}, "done", request.closed_at
    if request.promise_minutes_left is not None:
        return _("paused"), "paused", None
    if request.promised_at is None:
        return _("no date"), "none", None
    left = request.promised_at - now
    if left <= timedelta(0):
        return _("%(span)s over") % {"span": span(left)}, "over", request.promised_at
    return _("in %(span)s") % {"span": span(left)}, "soon" if left < SOON else "later", request.promised_at


def endonym(code):
    """A language in its own name; a code we do not know is shown as it is."""
    return settings.ALL_LANGUAGES.get(code, code)


def direction(code):
    return "rtl" if code.split("-")[0] in {"ar", "fa", "ur", "he"} else "ltr"


def language_choices(*, blank=None):
    """Every language the project knows, those of the city first."""
    ours = [code for code, name in settings.LANGUAGES]
    rest = [code for code in settings.ALL_LANGUAGES if code not in ours]
    choices = [(code, settings.ALL_LANGUAGES[code]) for code in ours + rest]
    return choices if blank is None else [("", blank), *choices]
