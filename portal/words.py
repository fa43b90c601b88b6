"""Dates, hours and states as the residents' pages say them."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from notifications.words import ENDINGS, STATES, day
from requests_app.status import Status
from routing.queries import hours_for

DAY = 24 * 60
PLAIN_STATUS = {
    Status.SUBMITTED: gettext_lazy("Received"),
    Status.OPEN: gettext_lazy("Received"),
    Status.IN_PROGRESS: gettext_lazy("In progress"),
    Status.WAITING_RESIDENT: gettext_lazy("Waiting for an answer"),
    Status.WAITING_OUTSIDE: gettext_lazy("Waiting for another organization"),
    Status.CLOSED: gettext_lazy("Closed"),
    Status.REOPENED: gettext_lazy("Opened again"),
}


def sentence(request):
    """Where a request stands, in one sentence."""
    return ENDINGS[request.outcome] if request.status == Status.CLOSED else STATES[request.status]


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
            times = ", ".join(_("%(opens)s to %(closes)s") % {"opens": _minute(o), "closes": _minute(c)} for o, c in week[start])
            lines.append(capfirst(_("%(days)s, %(times)s") % {"days": days, "times": times}))
        start = index
    return lines
