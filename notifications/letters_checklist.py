"""The letter with a checklist: what to bring, what it costs, where to go and when."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.texts import Piece
from notifications.parts import Facts, Letter, Link, Paragraph, Steps, present


def checklist(case):
    """The whole list as it stood on the page, and the link that makes it again."""
    lines, service = case.lines, case.service
    heading = _("What to bring")
    costs = lines["fee"] or [piece for piece in [case.cost] if piece]
    facts = [(_("What it is for"), service)] if service else []
    facts += [(_("What it costs"), piece) for piece in costs]
    facts += [(_("How long it takes"), case.how_long)] if case.how_long else []
    return Letter(
        subject=_("Your list: what to bring"),
        preheader=service.text if service else heading,
        heading=heading,
        parts=present(
            Facts(facts),
            Steps(pgettext("part of a checklist", "Bring"), lines["bring"]) if lines["bring"] else Paragraph(_("You do not need to bring anything.")),
            Steps(_("Forms and permits"), lines["form"]) if lines["form"] else None,
            Steps(_("Good to know"), lines["know"]) if lines["know"] else None,
            *(Facts(_place(*place)) for place in case.places),
            Link(_("See the list, change it or print it"), case.list_again),
            Paragraph(_("You did not ask for this? Then somebody mistyped an address, and you need not do anything.")),
        ),
    )


def _place(name, directions, office, hours):
    rows = [(_("Where to go"), name), (_("Address"), Piece(office.address, "en", False))]
    rows += [(_("Phone"), Piece(office.phone, "en", False))] if office.phone else []
    rows += [(_("Hours"), Piece("\n".join(hours), name.language, False))] if hours else []
    return rows + ([(_("How to get there"), directions)] if directions else [])
