"""The e-mails: one plain function per kind says what the letter says, once; two templates make the HTML and the text part of it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from catalog.texts import Piece
from notifications.models import Kind
from notifications.words import ENDINGS, OVERALL, SATISFACTION, STATES


@dataclass(frozen=True)
class Paragraph:
    text: str
    shape = "paragraph"


@dataclass(frozen=True)
class Quote:
    """Words somebody wrote, in the language she wrote them in."""

    piece: Piece
    shape = "quote"


@dataclass(frozen=True)
class Facts:
    """(label, value) rows; a value is a str or a Piece."""

    rows: list
    shape = "facts"


@dataclass(frozen=True)
class Steps:
    title: str
    pieces: list
    shape = "steps"


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_main: bool = True
    shape = "link"


@dataclass(frozen=True)
class Choices:
    title: str
    links: list
    shape = "choices"


@dataclass(frozen=True)
class Letter:
    subject: str
    preheader: str
    heading: str
    parts: list
    stop_words: str = ""  # what the link at the end stops, when it is not the messages about a request


def isolated(text):
    """Latin text inside a line of plain text: kept together where the line runs from right to left."""
    return f"\u2066{text}\u2069" if get_language_bidi() else text


def _facts(case):
    rows = [(_("Reference"), Piece(case.reference, "en", False))]
    if case.service:
        rows.append((_("Request"), case.service))
    if case.address:
        rows.append((_("Place"), Piece(case.address, "en", False)))
    return rows


def _expected(case):
    return [(_("Expected date"), case.expected)] if case.expected else []


def _with_department(case):
    return [(_("Department"), case.department)] if case.department else []


def _follow(case, *, is_main=True):
    return Link(_("Follow your request"), case.follow, is_main)


def _next_steps(case):
    if case.next_steps:
        return Steps(_("What happens next"), case.next_steps)
    return Paragraph(_("What happens next: the department looks at your request. We write to you when something changes."))


def _present(*parts):
    return [part for part in parts if part]


def received(case):
    """What we have, who has it, by when, what happens next (R32, R34)."""
    expected = _("We expect to finish by %(day)s.") % {"day": case.expected} if case.expected else _("We will write to you as soon as there is news.")
    return Letter(
        subject=_("We have your request %(reference)s") % {"reference": isolated(case.reference)},
        preheader=expected,
        heading=_("We have your request"),
        parts=_present(
            Paragraph(_("Thank you for telling us. You do not need to do anything now.")),
            Facts(_facts(case) + _with_department(case) + _expected(case)),
            _next_steps(case),
            _follow(case),
        ),
    )


def status(case):
    """Where the request is now, or a message from the city about it."""
    state = str(STATES.get(case.status, ""))
    written = bool(case.words)
    if written:
        intro = _("The city wrote to you about your request:")
    else:
        intro = _("We write to you again when something changes.")
    return Letter(
        subject=_("News about your request %(reference)s") % {"reference": isolated(case.reference)},
        preheader=case.words.text[:120] if written else state,
        heading=_("A message about your request") if written else state,
        parts=_present(
            Paragraph(intro) if written else None,
            Quote(case.words) if written else None,
            Facts(_facts(case) + _with_department(case) + [(_("Where it is now"), state)] * written + _expected(case)),
            None if written else Paragraph(intro),
            _follow(case),
        ),
    )


def promise(case):
    """The new date, the one before, and why (R35)."""
    intro = _("We now expect to finish by %(day)s.") % {"day": case.expected}
    before = _("Before, we had told you %(day)s.") % {"day": case.expected_before} if case.expected_before else ""
    return Letter(
        subject=_("A new date for your request %(reference)s") % {"reference": isolated(case.reference)},
        preheader=intro,
        heading=_("There is a new expected date"),
        parts=_present(
            Paragraph(intro),
            Paragraph(before) if before else None,
            Paragraph(_("We are sorry that it takes longer.")) if case.is_later else None,
            Paragraph(_("The reason:")) if case.words else None,
            Quote(case.words) if case.words else None,
            Facts(_facts(case) + _with_department(case) + _expected(case)),
            Paragraph(
                _("If you have not heard from us by %(day)s, call %(phone)s and say your reference.")
                % {"day": case.expected, "phone": isolated(settings.CITY_PHONE)}
            ),
            _follow(case),
        ),
    )


def question(case):
    """The question and how to answer it."""
    return Letter(
        subject=_("We have a question about your request %(reference)s") % {"reference": isolated(case.reference)},
        preheader=_("We go on as soon as we have your answer."),
        heading=_("We have a question about your request"),
        parts=_present(
            Quote(case.words) if case.words else None,
            Paragraph(_("We go on as soon as we have your answer. To answer, open your request and write to us there.")),
            Link(_("Answer the question"), case.follow),
            Paragraph(_("Or call %(phone)s and say your reference.") % {"phone": isolated(settings.CITY_PHONE)}),
            Facts(_facts(case) + _with_department(case)),
        ),
    )


def transferred(case):
    """Who has it, why, what happens next, by when, and how to come back (R33); before the receiver accepted, and after."""
    name = case.receiver_name.text if case.receiver_name else _("another team")
    before = case.context.get("step") == "before"
    if before:
        subject = _("Your request %(reference)s: we are asking another team to take it over")
        heading = _("We are asking %(department)s to take over your request") % {"department": name}
        happens = _("Until they accept, it stays with us. You do not need to do anything, and you will not have to start over.")
    else:
        subject = _("Your request %(reference)s: who has it now")
        heading = _("%(department)s has your request now") % {"department": name}
        happens = _("They have everything you told us, so you will not have to start over. They take the next step.")
    rows = _facts(case)
    if case.receiver_name:
        rows.append((_("Department"), case.receiver_name))
    if case.receiver and case.receiver.phone:
        rows.append((_("Phone"), Piece(case.receiver.phone, "en", False)))
    if case.expected:
        back = _("If you have not heard from us by %(day)s, call %(phone)s and say your reference.")
    else:
        back = _("If you want to know more, call %(phone)s and say your reference.")
    return Letter(
        subject=subject % {"reference": isolated(case.reference)},
        preheader=heading,
        heading=heading,
        parts=_present(
            Paragraph(happens),
            Paragraph(_("The reason:")) if case.words else None,
            Quote(case.words) if case.words else None,
            Facts(rows + _expected(case)),
            Paragraph(back % {"day": case.expected, "phone": isolated(settings.CITY_PHONE)}),
            _follow(case),
        ),
    )


def closed(case):
    """How it ended in words, and how to say that it is not fixed (R64)."""
    ending = str(ENDINGS.get(case.outcome, ""))
    may_object = case.outcome != "withdrawn" and case.context.get("token")  # the reporter, unless she took it back herself
    return Letter(
        subject=_("Your request %(reference)s is closed") % {"reference": isolated(case.reference)},
        preheader=ending,
        heading=_("Your request is closed"),
        parts=_present(
            Paragraph(ending) if ending else None,
            Quote(case.outcome_words) if case.outcome_words else None,
            Facts(_facts(case) + _with_department(case)),
            Link(_("See your request"), case.follow),
            Paragraph(_("Is something not right? Open your request and tell us. It goes back to the same department.")) if may_object else None,
            Link(_("This is not fixed"), case.follow + "#not-fixed", False) if may_object else None,
        ),
    )


def survey(case):
    """The first question can be answered from the mail; the page then asks to confirm (opening a link changes nothing)."""
    return Letter(
        subject=_("How did we do with your request %(reference)s?") % {"reference": isolated(case.reference)},
        preheader=_("Four short questions. It takes a minute."),
        heading=_("How did we do?"),
        parts=_present(
            Paragraph(_("Your request is closed. Please tell us how it went: four short questions, no sign-in. Your answers help us do better.")),
            Facts(_facts(case)),
            Choices(str(OVERALL), [(str(label), case.survey(grade)) for grade, label in SATISFACTION]),
            Paragraph(_("Choose an answer to begin. The link works once, for %(days)d days.") % {"days": settings.SURVEY_DAYS}),
        ),
    )


def confirm(case):
    """A link and a code that show an address to be hers; whoever did not ask need do nothing."""
    alert = case.context.get("purpose") == "alert"
    code = _("Your code: %(code)s") % {"code": isolated(case.code)}
    return Letter(
        subject=_("Confirm that you want news of your area") if alert else _("Your requests to the city: link and code"),
        preheader=_("Press the button in this message.") if alert else code,
        heading=_("Do you want news of your area?") if alert else _("See your requests"),
        parts=_present(
            Paragraph(
                _("Press the button, and we send you new reports by e-mail.") if alert else _("Press the button to see everything you asked us for.")
            ),
            Link(_("Yes, send me the news") if alert else _("See my requests"), case.confirm),
            None if alert else Paragraph(_("Or type this code on the page where you asked. It works for 10 minutes.")),
            None if alert else Paragraph(code),
            Paragraph(
                _("The link works once, for 24 hours.")
                if alert
                else _("The link works once, for 24 hours. We never call you to ask for a code: give it to nobody.")
            ),
            Paragraph(
                _("You did not ask for this? Then you need not do anything, and we send you no news.")
                if alert
                else _("You did not ask for this? Then you need not do anything. Nobody has seen your requests.")
            ),
        ),
    )


def alert(case):
    """What is new in her area since the last letter, places to the block and no names."""
    count = len(case.news)
    if case.context.get("more"):
        heading = ngettext("More than %(count)d new report in your area", "More than %(count)d new reports in your area", count)
    else:
        heading = ngettext("%(count)d new report in your area", "%(count)d new reports in your area", count)
    heading = heading % {"count": count}
    return Letter(
        subject=heading,
        preheader=case.news[0][0] if case.news else heading,
        heading=heading,
        parts=_present(
            Paragraph(_("Places are shown to the block. Names are never shown.")),
            Choices(_("New since our last letter"), case.news),
            Link(_("See everything that was reported"), case.list_of_all),
        ),
        stop_words=_("Stop the news of this area"),
    )


def saved(case):
    """The link to a report that is not sent yet; whoever did not ask need do nothing."""
    heading = _("Go on with your report")
    return Letter(
        subject=_("Go on with your report to the city"),
        preheader=_("You have not sent it yet. Here is the link."),
        heading=heading,
        parts=_present(
            Paragraph(_("You saved a report and have not sent it yet. With this link you can go on, also on another phone or computer.")),
            Facts([(_("Request"), case.service)]) if case.service else None,
            Link(heading, case.saved),
            Paragraph(_("We keep it until %(day)s and then delete it. Whoever has this link can read what you wrote.") % {"day": case.kept_until}),
            Paragraph(_("You did not ask for this? Then you need not do anything.")),
        ),
    )


LETTERS = {
    Kind.ALERT: alert,
    Kind.CONFIRM: confirm,
    Kind.RECEIVED: received,
    Kind.STATUS: status,
    Kind.PROMISE: promise,
    Kind.QUESTION: question,
    Kind.TRANSFERRED: transferred,
    Kind.CLOSED: closed,
    Kind.SURVEY: survey,
    Kind.SAVED: saved,
}
