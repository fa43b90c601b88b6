"""Words on a request: notes among staff, messages to the resident, her replies, photos."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app import rules
from requests_app.actions.moving import transition
from requests_app.actions.recording import record
from requests_app.actions.telling import Kind, tell
from requests_app.answers import clean_text
from requests_app.models import Actor, EventKind, ServiceRequest
from requests_app.status import TRANSITIONS, Status


def _words(text):
    text = clean_text(text, field="text")
    if not text:
        raise ValidationError({"text": _("Write something first.")})
    return text


def locked_for(actor, request, permission="requests_app.work_requests"):
    """The request, locked for somebody who may work it and has the permission. -> ServiceRequest. Raises PermissionDenied."""
    request = ServiceRequest.objects.locked(request.pk)
    if not actor.has_perm(permission) or not rules.may_work(actor, request):
        raise PermissionDenied
    return request


def _touch(request, at):
    request.updated_at = at
    request.save(update_fields=["updated_at"])


@transaction.atomic
def note(request, text, *, actor, interaction=None):
    """Keep a note that only staff see. -> the event. Raises ValidationError by field "text", PermissionDenied."""
    text, at = _words(text), timezone.now()
    request = locked_for(actor, request)
    _touch(request, at)
    return record(request, EventKind.NOTE, actor=actor, at=at, text=text, interaction=interaction)


@transaction.atomic
def message_resident(request, text, *, actor, language=None, is_question=False, interaction=None):
    """Write to the resident in her language. -> the event.

    language: the language the text is written in (default: the request's). A question also moves the request to *waiting for the resident*
    and pauses the promise. Queues a *question* or a *status* message to the reporter (and to who reported it for her): others who follow the
    request are told where it stands, not what was said to her.
    Raises ValidationError by field "text", "conflict" for a question about a closed request, PermissionDenied.
    """
    text, at = _words(text), timezone.now()
    request = locked_for(actor, request, "requests_app.message_resident")
    language = language or request.language
    if is_question and request.status != Status.WAITING_RESIDENT:
        if Status.WAITING_RESIDENT not in TRANSITIONS[request.status] and Status.OPEN in TRANSITIONS[request.status]:
            request = transition(request, Status.OPEN, actor=actor, tells=False)
        request = transition(request, Status.WAITING_RESIDENT, actor=actor, tells=False)
    _touch(request, at)
    event = record(
        request, EventKind.MESSAGE, actor=actor, at=at, is_public=True, text=text, language=language, interaction=interaction,
        data={"question": is_question},
    )  # fmt: skip
    kind = Kind.QUESTION if is_question else Kind.STATUS
    tell(request, kind, cause=event.pk, only_reporter=True, text=text, text_language=language)
    return event


@transaction.atomic
def reply(request, text, *, language, actor=Actor.RESIDENT, interaction=None):
    """The resident says something about her request. -> the event.

    actor: Actor.RESIDENT, or the User who took her words down. An answer she was asked for moves the request back to *in progress* and the
    promise runs on. Tells nobody: the department sees it in its queue. Raises ValidationError by field "text", PermissionDenied.
    """
    text, at = _words(text), timezone.now()
    request = ServiceRequest.objects.locked(request.pk) if isinstance(actor, str) else locked_for(actor, request)
    event = record(request, EventKind.REPLY, actor=actor, at=at, is_public=True, text=text, language=language, interaction=interaction)
    if request.status == Status.WAITING_RESIDENT:
        transition(request, Status.IN_PROGRESS, actor=actor, tells=False)
    else:
        _touch(request, at)
    return event


@transaction.atomic
def record_attachment(request, attachment, *, actor):
    """Note in the history that a photo was added. -> the event. Raises PermissionDenied for staff who may not work the request."""
    at = timezone.now()
    request = ServiceRequest.objects.locked(request.pk) if isinstance(actor, str) else locked_for(actor, request)
    _touch(request, at)
    return record(request, EventKind.ATTACHMENT, actor=actor, at=at, is_public=True, data={"attachment": attachment.public_id.hex})
