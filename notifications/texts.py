"""The text messages: one short sentence and a link, two parts at most in any language (134 characters once a letter forces UCS-2)."""

from django.utils.translation import gettext_lazy as _

from notifications.models import Kind
from notifications.roles import FOLLOWED, MINE, SENT

SENTENCES = {
    Kind.RECEIVED: _("We have your request %(reference)s."),
    Kind.STATUS: _("News about your request %(reference)s."),
    Kind.PROMISE: _("New date for %(reference)s: %(day)s. The reason:"),
    Kind.QUESTION: _("We have a question about %(reference)s. Please answer:"),
    Kind.TRANSFERRED: _("Another team is taking over %(reference)s."),
    Kind.CLOSED: _("Your request %(reference)s is closed. See how it ended:"),
    Kind.ALERT: _("There is news of your area:"),
    Kind.CONFIRM: _("Your code is %(code)s. Or open this:"),
    Kind.CHECKLIST: _("What to bring and where to go:"),
    Kind.SAVED: _("Your saved report. Go on here:"),
    Kind.SURVEY: _("How did we do with %(reference)s? Please tell us:"),
}
WITH_DATE = _("We have your request %(reference)s. Expected: %(day)s.")
ONLY_CODE = _("Your code is %(code)s.")
WITH_CODE = _("We have your request %(reference)s. Code for this number: %(code)s.")
# Translators: 76 characters at most, with CX-4K7M-2QXP-Z, the shortest date and six digits in it; a link follows
WITH_BOTH = _("We have your request %(reference)s. Expected: %(day)s. Code: %(code)s.")
FOR_OTHERS = {  # where "your request" would be wrong: who sent it for somebody else, and who follows it
    (Kind.RECEIVED, SENT): _("We have the request you sent for somebody else, %(reference)s."),
    (Kind.STATUS, SENT): _("News about the request you sent for somebody else, %(reference)s."),
    (Kind.CLOSED, SENT): _("The request you sent for somebody else, %(reference)s, is closed:"),
    (Kind.RECEIVED, FOLLOWED): _("We have a request you follow, %(reference)s."),
    (Kind.STATUS, FOLLOWED): _("News about a request you follow, %(reference)s."),
    (Kind.CLOSED, FOLLOWED): _("A request you follow, %(reference)s, is closed:"),
}

ADDRESSES = {  # what the link opens; of all others the page of the request
    Kind.SURVEY: lambda case: case.survey(),
    Kind.CONFIRM: lambda case: case.confirm,
    Kind.ALERT: lambda case: case.list_of_all,
    Kind.SAVED: lambda case: case.saved,
    Kind.CHECKLIST: lambda case: case.list_again,
}


def text_message(kind, case):
    """The text of one SMS. Names of services and departments stay out: the page behind the link has them, whole."""
    sentence = _sentence(kind, case)
    words = sentence % {"reference": case.reference, "day": case.expected_short, "code": case.code}
    if sentence is ONLY_CODE:
        return words
    address = ADDRESSES.get(kind, lambda case: case.follow)
    return f"{words} {address(case)}"


def _sentence(kind, case):
    if kind == Kind.CONFIRM and case.context.get("purpose") == "sending":
        return ONLY_CODE
    if case.role != MINE:
        return FOR_OTHERS.get((kind, case.role), SENTENCES[kind])
    if kind == Kind.RECEIVED and case.context.get("purpose"):
        return WITH_BOTH if case.expected_short else WITH_CODE
    return WITH_DATE if kind == Kind.RECEIVED and case.expected_short else SENTENCES[kind]
