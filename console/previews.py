"""The letter a resident would get, made by the same code that makes it when it is sent. Keeps nothing."""

from django.utils import translation
from django.utils.translation import gettext as _

from catalog.queries import current
from catalog.texts import Piece
from console.forms.case import CloseForm, PromiseForm
from notifications.models import Kind, Message, MessageChannel
from notifications.rendering import render
from requests_app.actions import end_of_day
from requests_app.status import Status


def letter(case, form):
    """What the sent *form* (a message, a new date or a closing) would tell the resident. -> dict(rendered, language, here, hers)

    here: a ready text in the staff member's language (a Piece, or None); hers: the same in the resident's ("" where there is none).
    """
    data = form.cleaned_data
    here = hers = None
    if isinstance(form, CloseForm):
        here, hers = form.preview()
        kind = Kind.CLOSED
        facts = {"outcome": data.get("outcome", ""), "outcome_text": hers, "outcome_language": case.language, "status": Status.CLOSED}
    elif isinstance(form, PromiseForm):
        here, hers = form.preview()
        kind = Kind.PROMISE
        facts = {"text": hers, "text_language": case.language, "status": case.status, "promised_before": moment(case.promised_at),
                 "promised_at": moment(end_of_day(data["until"]))}  # fmt: skip
    else:
        kind = Kind.QUESTION if data["is_question"] else Kind.STATUS
        facts = {"text": data["text"], "text_language": data["language"], "status": case.status}
    return {
        "rendered": rendered(case, kind, facts),
        "language": case.language,
        "here": here,
        "hers": hers,
        "has_ready_text": kind in (Kind.CLOSED, Kind.PROMISE),
    }


def moment(at):
    return at.isoformat() if at else None


def rendered(case, kind, facts):
    """-> notifications.rendering.Rendered of an e-mail about *case*, without the resident's secret link"""
    context = {
        "reference": case.reference,
        "service_id": case.service_id,
        "department_id": case.department_id,
        "promised_at": moment(case.promised_at),
        "address": case.address,
        **facts,
    }
    message = Message(kind=kind, channel=MessageChannel.EMAIL, language=case.language, about=case.reference, context=context)
    return render(message)


def announcement(team, language):
    """The sentence to read out before a handoff, in the resident's language. -> Piece

    A fallback where the department has no name in that language yet.
    """
    name = current().department(current().team(team.pk).department_id).name.best(language)
    with translation.override(language):
        return Piece(_("We are transferring you to %(department)s.") % {"department": name.text}, language, name.is_fallback)
