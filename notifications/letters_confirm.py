"""The letters that show an address to be hers, one a purpose: a link, a code, and what to do if she did not ask for it."""

from django.utils.translation import gettext as _

from catalog.texts import Piece
from notifications.parts import Facts, Letter, Link, Paragraph, isolated, present


def confirm(case):
    """Whoever did not ask need do nothing."""
    return PURPOSES.get(case.context.get("purpose"), _mine)(case)


def _code(case):
    return _("Your code: %(code)s") % {"code": isolated(case.code)}


def _typed(case):
    return [Paragraph(_("Or type this code on the page where you asked. It works for 10 minutes.")), Paragraph(_code(case))]


def _once():
    return Paragraph(_("The link works once, for 24 hours. We never call you to ask for a code: give it to nobody."))


def _mine(case):
    return Letter(
        subject=_("Your requests to the city: link and code"),
        preheader=_code(case),
        heading=_("See your requests"),
        parts=[
            Paragraph(_("Press the button to see everything you asked us for.")),
            Link(_("See my requests"), case.confirm),
            *_typed(case),
            _once(),
            Paragraph(_("You did not ask for this? Then you need not do anything. Nobody has seen your requests.")),
        ],
    )


def _alert(case):
    return Letter(
        subject=_("Confirm that you want news of your area"),
        preheader=_("Press the button in this message."),
        heading=_("Do you want news of your area?"),
        parts=[
            Paragraph(_("Press the button, and we send you new reports by e-mail.")),
            Link(_("Yes, send me the news"), case.confirm),
            Paragraph(_("The link works once, for 24 hours.")),
            Paragraph(_("You did not ask for this? Then you need not do anything, and we send you no news.")),
        ],
    )


def _follow(case):
    rows = [(_("Request"), case.service)] if case.service else []
    rows += [(_("Place"), Piece(case.address, "en", False))] if case.address else []
    return Letter(
        subject=_("Confirm that you want to follow a request"),
        preheader=_code(case),
        heading=_("Do you want to follow this request?"),
        parts=present(
            Facts(rows) if rows else None,
            Paragraph(_("Press the button, and we write to you when something happens. You can stop it in every message.")),
            Link(_("Yes, I want to follow it"), case.confirm),
            *_typed(case),
            _once(),
            Paragraph(_("You did not ask for this? Then you need not do anything, and we send you nothing more.")),
        ),
    )


def _address(case):
    return Letter(
        subject=_("Is this your address?"),
        preheader=_code(case),
        heading=_("Is this your address?"),
        parts=[
            Paragraph(_("Somebody gave it to us for messages about a request. Press the button if that is right.")),
            Link(_("Confirm this address"), case.confirm),
            *_typed(case),
            _once(),
            Paragraph(_("You did not ask for this? Then you need not do anything.")),
        ],
    )


def _sending(case):
    return Letter(
        subject=_("Your code for sending a report"),
        preheader=_code(case),
        heading=_("Your code for sending a report"),
        parts=[
            Paragraph(_("Type this code on the page of your report. It works for 10 minutes.")),
            Paragraph(_code(case)),
            Paragraph(_("We never call you to ask for a code: give it to nobody.")),
            Paragraph(_("You did not ask for this? Then you need not do anything.")),
        ],
    )


PURPOSES = {"alert": _alert, "follow": _follow, "address": _address, "sending": _sending}
