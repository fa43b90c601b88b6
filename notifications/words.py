"""How we say a state, an ending, a day and a grade of satisfaction to a resident: whole sentences, plain words."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import dateformat, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

STATES = {  # the same sentences as on the residents' pages
    "submitted": _("We have your request."),
    "open": _("We have your request and it is with the right team."),
    "in_progress": _("We are working on it."),
    "waiting_resident": _("We need an answer from you before we can go on."),
    "waiting_outside": _("We are waiting for another organization."),
    "closed": _("This request is closed."),
    "reopened": _("We have opened this request again."),
}
ENDINGS = {
    "resolved": _("This is resolved."),
    "answered_no": _("We cannot do this. The reason is below."),
    "referral_confirmed": _("Another organization has taken this over, and confirmed it."),
    "closed_unresolved": _("We closed this without resolving it. The reason is below."),
    "closed_duplicate": _("This was already reported. You will hear about the first report."),
    "withdrawn": _("You took this request back."),
    "no_response": _("We closed this because we did not hear from you."),
}
# the same for whoever did not report it: on public pages, and in letters to those who follow
STATES_FOR_OTHERS = STATES | {
    "submitted": _("We have this request."),
    "open": _("We have this request and it is with the right team."),
    "waiting_resident": _("We need an answer from the person who reported it before we can go on."),
}
ENDINGS_FOR_OTHERS = ENDINGS | {
    "closed_duplicate": _("This was already reported, and we work on the first report."),
    "withdrawn": _("The person who reported this took it back."),
    "no_response": _("We closed this because we did not hear from the person who reported it."),
}
OVERALL = _("Overall, how satisfied are you with your experience with the City on this request?")
SATISFACTION = [  # best first, as surveys.models.Scale
    (5, pgettext_lazy("satisfaction", "Very satisfied")),
    (4, pgettext_lazy("satisfaction", "Satisfied")),
    (3, pgettext_lazy("satisfaction", "Neither satisfied nor dissatisfied")),
    (2, pgettext_lazy("satisfaction", "Dissatisfied")),
    (1, pgettext_lazy("satisfaction", "Very dissatisfied")),
]


def day(at):
    """A moment (aware) as its day in the city, with the weekday: "Tuesday, November 24"; with the year when it is another one."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    if local.year == timezone.localtime().year:
        # Translators: how a date with weekday is written, in Django's date format letters: l weekday, F month, j day
        return dateformat.format(local, pgettext("date format: weekday and day", "l, F j"))
    # Translators: the same with the year: Y
    return dateformat.format(local, pgettext("date format: weekday, day and year", "l, F j, Y"))


def short_day(at):
    """The same for a text message, as short as it can be: "Tue 11/24"."""
    # Translators: the shortest date with weekday, in Django's date format letters: D short weekday, n month, j day
    return dateformat.format(at.astimezone(ZoneInfo(settings.TIME_ZONE)), pgettext("date format: short weekday and day", "D n/j"))


def grouped(reference):
    """CX4K7M2QXPZ as CX-4K7M-2QXP-Z: the prefix, twice four characters, the check character; any other form as it is."""
    body = reference.removeprefix(settings.REFERENCE_PREFIX)
    if body == reference or len(body) != 9:
        return reference
    return "-".join([settings.REFERENCE_PREFIX, body[:4], body[4:8], body[8:]])
