"""What the resident may still do after sending: correct, amend, ask again once a date has passed, and send a new one linked to the old."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.actions.moving import conflict
from requests_app.actions.recording import record
from requests_app.answers import clean_text
from requests_app.models import Actor, EventKind, ServiceRequest
from requests_app.status import Status

CORRECTED_WITHIN = timedelta(minutes=15)


def may_correct_until(request):
    """Until when (aware) the resident may change her words: a quarter of an hour, or until somebody takes it up."""
    return request.submitted_at + CORRECTED_WITHIN if request.status == Status.SUBMITTED else request.submitted_at


@transaction.atomic
def amend(request, text, *, language):
    """The resident changes what she wrote. -> the event *amended*

    Within 15 minutes, while nobody has taken it up, the description is replaced and the old words stay in the history; afterwards her
    words are added to the history as an amendment and the description stays. Tells nobody. Raises ValidationError by field "text",
    "conflict" when it is closed.
    """
    text, at = clean_text(text, field="text"), timezone.now()
    request = ServiceRequest.objects.locked(request.pk)
    if not text:
        raise ValidationError({"text": _("Write something first.")})
    if request.status == Status.CLOSED:
        raise conflict(request)
    replaces = at <= may_correct_until(request)
    data = {"replaces": replaces, "before": request.description if replaces else ""}
    if replaces:
        request.description = text
    request.updated_at = at
    request.save(update_fields=["description", "updated_at"])
    return record(request, EventKind.AMENDED, actor=Actor.RESIDENT, at=at, is_public=True, text=text, language=language, data=data)


def may_ask_again(request, at=None):
    """Whether the promised date has passed without an end, and she has not asked again since it did."""
    at = at or timezone.now()
    if request.status == Status.CLOSED or request.promise_minutes_left is not None or not request.promised_at or request.promised_at > at:
        return False
    return not request.events.filter(kind=EventKind.ASKED_AGAIN, at__gt=request.promised_at).exists()


@transaction.atomic
def ask_again(request, *, text="", language=""):
    """The resident asks what became of a request whose date has passed; it counts for the supervisor. -> the event

    Once per promised date. Raises ValidationError "early" when no date has passed or she asked already.
    """
    text, at = clean_text(text, field="text"), timezone.now()
    request = ServiceRequest.objects.locked(request.pk)
    if not may_ask_again(request, at):
        raise ValidationError(_("You have asked already, or the expected date has not passed yet."), code="early")
    request.updated_at = at
    request.save(update_fields=["updated_at"])
    data = {"promised_at": request.promised_at.isoformat()}
    return record(request, EventKind.ASKED_AGAIN, actor=Actor.RESIDENT, at=at, is_public=True, text=text, language=language, data=data)


@transaction.atomic
def link_follow_up(request, earlier, *, actor=Actor.RESIDENT):
    """Link a new request to the closed one that was not fixed. Writes an event on both; tells nobody. actor: as of requests_app.actions.submit."""
    at, request.follows_up = timezone.now(), earlier
    request.save(update_fields=["follows_up"])
    record(request, EventKind.LINKED, actor=actor, at=at, data={"to": earlier.reference, "why": "follow_up"})
    record(earlier, EventKind.LINKED, actor=actor, at=at, data={"to": request.reference, "why": "follow_up"})
