"""Verbs of surveys: ask about what was closed, and take the answer."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from notifications.actions import queue
from notifications.models import Kind
from requests_app.followers import stop_token
from requests_app.models import Follower
from surveys.models import Invitation, Response, Scale
from surveys.queries import to_ask
from surveys.questions import CODES

LONGEST_COMMENT = 5000  # characters


def invite_closed(at=None, limit=500):
    """Ask the reporters of what was closed and not yet asked about (see queries.to_ask). -> how many were asked.

    at: aware, default now. Each one is asked in a transaction of its own: one Invitation and one queued *survey* message. Safe to run twice
    at once: the reporter's row is locked, and whoever is locked elsewhere is left for the next minute.
    """
    at = at or timezone.now()
    return sum(_invite(pk, at) for pk in list(to_ask(at).values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _invite(follower_pk, at):
    """Ask one reporter if she is still to be asked. -> whether she was."""
    contact = Contact.objects.select_for_update(skip_locked=True, no_key=True).filter(follows=follower_pk).first()
    follower = contact and to_ask(at).filter(pk=follower_pk).select_related("request").first()
    if not follower:
        return False
    request = follower.request
    invitation = Invitation.objects.create(
        request=request, closing_id=follower.closing_id, contact=contact, token=secrets.token_urlsafe(16), language=_language(follower),
        department_id=request.department_id, channel=request.channel, closed_at=request.closed_at, invited_at=at,
        expires_at=at + timedelta(days=settings.SURVEY_DAYS),
    )  # fmt: skip
    queue(
        kind=Kind.SURVEY,
        contact=contact,
        language=invitation.language,
        about=request.reference,
        department_id=request.department_id,
        context={
            "reference": request.reference, "token": request.token, "service_id": request.service_id,
            "department_id": request.department_id, "address": request.address, "status": request.status, "outcome": request.outcome,
            "stop": stop_token(follower), "survey_token": invitation.token,
        },
        dedupe_key=f"survey:{invitation.pk}",
    )  # fmt: skip
    return True


def _language(follower: Follower):
    return follower.language if follower.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@transaction.atomic
def answer(token, *, language, q1=None, q2=None, q3=None, q7=None, comment="", at=None):
    """Take the answers behind a survey link, once. -> Response

    q1, q2, q3, q7: 5 best to 1 worst, 0 does not apply, None not answered; at least one must be answered. language: the page's, code.
    Raises Invitation.DoesNotExist for an unknown link, ValidationError "answered" or "expired" when it is too late, ValidationError by
    field for answers that are not on the scale, or when there is none. Changes nothing then.
    """
    at = at or timezone.now()
    invitation = Invitation.objects.select_for_update().get(token=token)
    if invitation.answered_at is not None:
        raise ValidationError(_("We already have your answers. Thank you."), code="answered")
    if at >= invitation.expires_at:
        raise ValidationError(_("It is too late to answer this survey, but not to tell us: call us or write to us at any time."), code="expired")
    answers = dict(zip(CODES, (q1, q2, q3, q7), strict=True))
    if off_the_scale := [code for code, value in answers.items() if value is not None and value not in Scale.values]:
        raise ValidationError({code: _("Choose one of the answers.") for code in off_the_scale})
    if all(value is None for value in answers.values()):
        raise ValidationError({CODES[0]: ValidationError(_("Answer at least one question."), code="required")})
    invitation.answered_at = at
    invitation.save(update_fields=["answered_at"])
    return Response.objects.create(invitation=invitation, **answers, comment=comment.strip()[:LONGEST_COMMENT], language=language, answered_at=at)
