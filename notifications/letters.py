"""The e-mails: one plain function per kind says what the letter says, once; two templates make the HTML and the text part of it."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.texts import Piece
from notifications.letters_checklist import checklist
from notifications.letters_confirm import confirm
from notifications.models import Kind
from notifications.parts import Choices, Facts, Letter, Link, Paragraph, Quote, Steps, isolated, present
from notifications.roles import said
from notifications.words import OVERALL, SATISFACTION


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


def _follow(case):
    return Link(said(case, "see"), case.follow)


def _next_steps(case):
    if case.next_steps:
        return Steps(_("What happens next"), case.next_steps)
    return Paragraph(said(case, "next"))


def received(case):
    """What we have, who has it, by when, what happens next (R32, R34)."""
    helper = case.context.get("helper", "")
    expected = _("We expect to finish by %(day)s.") % {"day": case.expected} if case.expected else _("We will write to you as soon as there is news.")
    return Letter(
        subject=said(case, "received subject"),
        preheader=expected,
        heading=said(case, "received"),
        parts=present(
            Paragraph(_("Thank you for telling us. You do not need to do anything now.")) if not helper else None,
            Paragraph(_("%(name)s sent this request for you and told us that you agree.") % {"name": helper}) if helper else None,
            Paragraph(_("If this is not right, call %(phone)s.") % {"phone": isolated(settings.CITY_PHONE)}) if helper else None,
            Facts(_facts(case) + _with_department(case) + _expected(case)),
            _next_steps(case),
            _follow(case),
            *_is_this_right(case),
        ),
    )


def _is_this_right(case):
    """For an address nobody has shown to be hers yet. Nothing waits for it."""
    if not case.context.get("purpose"):
        return []
    return [
        Paragraph(_("Is this your address? Then confirm it, and we do not ask again. We work on the request and write to you either way.")),
        Link(_("Confirm this address"), case.confirm, False),
        Paragraph(_("Or type this code on the page where the request was sent: %(code)s. It works for 10 minutes.") % {"code": isolated(case.code)}),
    ]


def status(case):
    """Where the request is now, or a message from the city about it."""
    state, written = case.state, bool(case.words)
    intro = said(case, "written intro") if written else _("We write to you again when something changes.")
    return Letter(
        subject=said(case, "status subject"),
        preheader=case.words.text[:120] if written else state,
        heading=said(case, "written") if written else state,
        parts=present(
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
        subject=said(case, "promise subject"),
        preheader=intro,
        heading=_("There is a new expected date"),
        parts=present(
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
        subject=said(case, "question subject"),
        preheader=_("We go on as soon as we have your answer."),
        heading=said(case, "question"),
        parts=present(
            Quote(case.words) if case.words else None,
            Paragraph(said(case, "how to answer")),
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
        subject, heading = "asking subject", said(case, "asking", department=name)
        happens = _("Until they accept, it stays with us. You do not need to do anything, and you will not have to start over.")
    else:
        subject, heading = "transferred subject", said(case, "transferred", department=name)
        happens = said(case, "transferred with all")
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
        subject=said(case, subject),
        preheader=heading,
        heading=heading,
        parts=present(
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
    ending = case.ending
    may_object = case.outcome != "withdrawn" and case.context.get("token")  # the reporter, unless she took it back herself
    return Letter(
        subject=said(case, "closed subject"),
        preheader=ending,
        heading=said(case, "closed"),
        parts=present(
            Paragraph(ending) if ending else None,
            Quote(case.outcome_words) if case.outcome_words else None,
            Facts(_facts(case) + _with_department(case)),
            Link(said(case, "see closed"), case.follow),
            Paragraph(said(case, "not right")) if may_object else None,
            Link(_("This is not fixed"), case.follow + "#not-fixed", False) if may_object else None,
        ),
    )


def survey(case):
    """The first question can be answered from the mail; the page then asks to confirm (opening a link changes nothing)."""
    return Letter(
        subject=_("How did we do with your request %(reference)s?") % {"reference": isolated(case.reference)},
        preheader=_("Four short questions. It takes a minute."),
        heading=_("How did we do?"),
        parts=present(
            Paragraph(_("Your request is closed. Please tell us how it went: four short questions, no sign-in. Your answers help us do better.")),
            Facts(_facts(case)),
            Choices(str(OVERALL), [(str(label), case.survey(grade)) for grade, label in SATISFACTION]),
            Paragraph(_("Choose an answer to begin. The link works once, for %(days)d days.") % {"days": settings.SURVEY_DAYS}),
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
        parts=present(
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
        parts=present(
            Paragraph(_("You saved a report and have not sent it yet. With this link you can go on, also on another phone or computer.")),
            Facts([(_("Request"), case.service)]) if case.service else None,
            Link(heading, case.saved),
            Paragraph(_("We keep it until %(day)s and then delete it. Whoever has this link can read what you wrote.") % {"day": case.kept_until}),
            Paragraph(_("You did not ask for this? Then you need not do anything.")),
        ),
    )


LETTERS = {
    Kind.CHECKLIST: checklist,
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
