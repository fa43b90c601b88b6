"""How we say a state, an ending, a day and a grade of satisfaction to a resident: whole sentences, plain words."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import dateformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

STATES = {
    "submitted": _("We have your request."),
    "open": _("A team has your request."),
    "in_progress": _("We are working on it."),
    "waiting_resident": _("We are waiting for your answer."),
    "waiting_outside": _("We are waiting for another organization."),
    "reopened": _("Your request is open again."),
    "closed": _("Your request is closed."),
}
ENDINGS = {
    "resolved": _("It is resolved."),
    "answered_no": _("We cannot do this. The reason is below."),
    "referral_confirmed": _("Another organization has it now, and has confirmed it."),
    "closed_unresolved": _("We could not resolve it."),
    "closed_duplicate": _("Somebody had already reported the same problem."),
    "withdrawn": _("You withdrew it."),
    "no_response": _("We asked you a question and did not hear from you."),
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
    """A moment (aware) as its day in the city, with the weekday: "Tuesday, November 24"."""
    # Translators: letters of Django's date format: l weekday, F month, j day. Put them in the order of your language; \ before plain letters.
    return _in_city(at, pgettext("date format", "l, F j"))


def short_day(at):
    """The same for a text message, as short as it can be: "Tue 11/24"."""
    # Translators: letters of Django's date format, short: D weekday, n month, j day.
    return _in_city(at, pgettext("short date format", "D n/j"))


def _in_city(at, pattern):
    return dateformat.format(at.astimezone(ZoneInfo(settings.TIME_ZONE)), pattern)
