"""Endings: closing with an outcome in the resident's language, withdrawing, reopening."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.queries import current
from requests_app.actions.moving import Ending, conflict, transition
from requests_app.answers import clean_text
from requests_app.models import Actor, ServiceRequest
from requests_app.status import Outcome, Status

STAFF_OUTCOMES = [
    Outcome.RESOLVED,
    Outcome.ANSWERED_NO,
    Outcome.REFERRAL_CONFIRMED,
    Outcome.CLOSED_UNRESOLVED,
    Outcome.CLOSED_DUPLICATE,
    Outcome.NO_RESPONSE,
]


@transaction.atomic
def close(request, *, outcome, actor, text="", template="", parent=None, interaction=None):
    """Close a request with an outcome and its words in the resident's language (R64).

    outcome: an Outcome; text: the words, written in request.language; template: instead of text, the code of an AnswerTemplate that has a
    text in request.language; parent: for *closed_duplicate* the open or closed request it repeats (a chain of them is kept
    flat). Queues a *closed* message to every follower, the template in each one's own language; the followers of a duplicate go on as
    followers of the original.
    Raises ValidationError by field ("outcome", "text", "parent"), "conflict" when it is closed already, PermissionDenied.
    """
    errors = {}
    if outcome not in STAFF_OUTCOMES:
        errors["outcome"] = _("Choose how the request ended.")
    text = clean_text(text, field="text")
    if not text and template:
        text = text_of(template, request.language)
    else:
        template = ""
    if not text:
        errors["text"] = _("Write the outcome in the resident's language, or choose a text that exists in it.")
    if outcome == Outcome.CLOSED_DUPLICATE and (parent is None or parent.pk == request.pk):
        errors["parent"] = _("Give the reference of the request that this one repeats.")
    if errors:
        raise ValidationError(errors)
    parent = _original(request, parent) if outcome == Outcome.CLOSED_DUPLICATE else None
    ending = Ending(outcome, text, request.language, parent, template)
    closed = transition(request, Status.CLOSED, actor=actor, ending=ending, interaction=interaction)
    if parent is not None:
        closed.duplicates.update(parent=parent)
        _follow_the_original(closed, parent)
    return closed


def _original(request, parent):
    """What a duplicate repeats in the end. Both are locked, in one order: two clerks could close them onto each other."""
    both = ServiceRequest.objects.select_for_update(of=("self",)).order_by("pk").in_bulk([request.pk, parent.pk])
    original = both[parent.pk]
    while original.parent is not None:
        original = original.parent
    if original.pk == request.pk:
        raise ValidationError({"parent": _("That request was itself closed as a repetition of this one.")})
    return original


def text_of(code, language):
    """The text of an answer template in a language, "" where it has none in it."""
    template = current().template(code)
    piece = template.text.best(language) if template else None
    return "" if piece is None or piece.is_fallback else piece.text


def _follow_the_original(request, parent):
    followers = request.followers.told()
    model = request.followers.model
    model.objects.bulk_create([model(request=parent, contact_id=f.contact_id, language=f.language) for f in followers], ignore_conflicts=True)


def withdraw(request, *, text):
    """The resident takes her request back. text: the sentence kept as outcome, in her language. Followers are told. "conflict" when closed."""
    return transition(request, Status.CLOSED, actor=Actor.RESIDENT, ending=Ending(Outcome.WITHDRAWN, text, request.language))


def may_reopen_until(request):
    """The moment (aware) until which the reporter may reopen, or None while the request is open."""
    if request.closed_at is None:
        return None
    return request.closed_at + timedelta(days=current().service_by_id(request.service_id).reopen_days)


@transaction.atomic
def reopen(request, *, reason, actor, interaction=None):
    """Open a closed request again: by staff any time, by the resident within the service's days.

    reason: what is not fixed, in the words of who says so; required. Raises ValidationError by field "reason", or code "late" when the
    resident's days are over, "conflict" when it is not closed.
    """
    reason = clean_text(reason, field="reason")
    request = ServiceRequest.objects.locked(request.pk)
    if request.status != Status.CLOSED:
        raise conflict(request)
    if not reason:
        raise ValidationError({"reason": _("Tell us what is not fixed.")})
    if actor == Actor.RESIDENT and timezone.now() > may_reopen_until(request):
        raise ValidationError(_("This request was closed too long ago to reopen. Send a new one and we will link them."), code="late")
    return transition(request, Status.REOPENED, actor=actor, reason=reason, interaction=interaction)
