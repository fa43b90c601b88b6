"""Dates, hours and states as the residents' pages say them."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_bidi, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from notifications.words import ENDINGS, ENDINGS_FOR_OTHERS, STATES, STATES_FOR_OTHERS, day
from requests_app.status import Status
from routing.queries import hours_for

DAY = 24 * 60
COMMAS = {"ar": "، ", "fa": "، ", "ur": "، ", "zh-hant": "、", "zh-hans": "、", "ja": "、"}  # where a list is not parted by ", "
PLAIN_STATUS = {
    Status.SUBMITTED: gettext_lazy("Received"),
    Status.OPEN: gettext_lazy("Received"),
    Status.IN_PROGRESS: gettext_lazy("In progress"),
    Status.WAITING_RESIDENT: gettext_lazy("Waiting for an answer"),
    Status.WAITING_OUTSIDE: gettext_lazy("Waiting for another organization"),
    Status.CLOSED: gettext_lazy("Closed"),
    Status.REOPENED: gettext_lazy("Opened again"),
}


def comma():
    """What stands between the parts of a list in the reader's language."""
    return COMMAS.get(get_language(), ", ")


def sentence(request):
    """Where a request stands, in one sentence."""
    return ENDINGS[request.outcome] if request.status == Status.CLOSED else STATES[request.status]


def sentence_for_others(request):
    """The same for whoever did not report it."""
    return ENDINGS_FOR_OTHERS[request.outcome] if request.status == Status.CLOSED else STATES_FOR_OTHERS[request.status]


def ago(at):
    """How long ago a day was, in words: "today", "3 days ago", "2 weeks ago"."""
    days = (timezone.localdate() - timezone.localdate(at)).days
    if days < 1:
        return _("today")
    if days < 14:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    if days < 70:
        return ngettext("%(count)d week ago", "%(count)d weeks ago", days // 7) % {"count": days // 7}
    if days < 730:
        return ngettext("%(count)d month ago", "%(count)d months ago", days // 30) % {"count": days // 30}
    return ngettext("%(count)d year ago", "%(count)d years ago", days // 365) % {"count": days // 365}


def followers(count):
    """ "6 people follow this", or "" when nobody does."""
    return ngettext("%(count)d person follows this", "%(count)d people follow this", count) % {"count": count} if count else ""


def you_follow(count):
    """What we say to somebody who follows, one of *count*."""
    if count < 2:
        return _("You follow this.")
    return ngettext("You and %(count)d other follow this.", "You and %(count)d others follow this.", count - 1) % {"count": count - 1}


def clock(moment):
    """A time of day: "2:30 p.m."."""
    # Translators: how a time of day is written, in Django's date format letters: g hour 1-12, G hour 0-23, i minutes, a a.m. or p.m.
    return date_format(moment, pgettext("date format: time of day", "g:i a"))


def moment(at):
    """Date and time in city time: "Friday, November 27, 2:30 p.m."."""
    return _("%(day)s, %(time)s") % {"day": day(at), "time": clock(timezone.localtime(at))}


def _minute(minutes):
    at = timezone.localtime().replace(hour=minutes // 60 % 24, minute=minutes % 60)
    return clock(at)


def opening_hours(department_id=None):
    """When the city (or a department) answers: lines like "Monday to Friday, 8:00 a.m. to 6:00 p.m."."""
    week = hours_for(department_id).week
    names = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
    if all(day == ((0, DAY),) for day in week):
        return [_("Every day, day and night")]
    lines, start = [], 0
    for index in range(1, 8):
        if index < 7 and week[index] == week[start]:
            continue
        if week[start]:
            days = names[start] if index - 1 == start else _("%(first)s to %(last)s") % {"first": names[start], "last": names[index - 1]}
            times = comma().join(_("%(opens)s to %(closes)s") % {"opens": _minute(o), "closes": _minute(c)} for o, c in week[start])
            lines.append(capfirst(_("%(days)s, %(times)s") % {"days": days, "times": times}))
        start = index
    return lines


def isolated(text):
    """An address or a name inside of a sentence that runs from right to left: without it "120 Main Street" reads "Main Street 120"."""
    return f"\u2068{text}\u2069" if get_language_bidi() else str(text)
