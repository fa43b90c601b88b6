"""Moving a request: its status (written only here), its person, its team."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from catalog.queries import current
from requests_app import promises, rules
from requests_app.actions.recording import RESIDENT_SEES, record
from requests_app.actions.telling import Kind, tell
from requests_app.answers import clean_text
from requests_app.models import Actor, EventKind, ServiceRequest
from requests_app.status import TRANSITIONS, WAITING, Status

TOLD = {Status.OPEN, Status.IN_PROGRESS, Status.WAITING_OUTSIDE, Status.REOPENED}


@dataclass(frozen=True)
class Ending:
    """How a request ends: an Outcome, its text and the text's language, the request it repeats, the template it came from."""

    outcome: str
    text: str
    language: str
    parent: ServiceRequest | None = None
    template: str = ""


def conflict(request):
    """The error of whoever came too late: what the request is now."""
    return ValidationError(
        _("Somebody was faster: this request is now “%(status)s”."), code="conflict", params={"status": Status(request.status).label}
    )


@transaction.atomic
def transition(request, to, *, actor, reason="", interaction=None, ending=None, tells=True):
    """Move a request along TRANSITIONS; the only writer of its status. -> the request, locked and fresh.

    to: a Status; actor: a User who may work the request (PermissionDenied otherwise), Actor.RESIDENT or Actor.SYSTEM; reason: shown to the
    resident with the step; ending: an Ending, exactly when *to* is closed. Writes the request and one *status* event, pauses or renews the
    promise, and queues *status* (or *closed*) messages to the followers unless tells is False. Raises ValidationError "conflict" for a move
    that the current status does not allow.
    """
    request = ServiceRequest.objects.locked(request.pk)
    if not isinstance(actor, str) and not rules.may_work(actor, request):
        raise PermissionDenied
    if to not in TRANSITIONS[request.status]:
        raise conflict(request)
    at, before = timezone.now(), request.status
    promised_before = request.promised_at
    promises.follow(request, to, at, current().service_by_id(request.service_id))
    request.status, request.updated_at = to, at
    request.closed_at = at if to == Status.CLOSED else None
    request.outcome = ending.outcome if ending else ""
    request.outcome_text = ending.text if ending else ""
    request.outcome_language = ending.language if ending else ""
    request.parent = ending.parent if ending else None
    if to == Status.REOPENED:
        request.reopened_count += 1
    request.save(update_fields=[
        "status", "updated_at", "closed_at", "outcome", "outcome_text", "outcome_language", "parent", "reopened_count",
        "promised_at", "promise_minutes_left",
    ])  # fmt: skip
    data = {"from": before, "to": to}
    if ending:
        data |= {"outcome": ending.outcome, "template": ending.template, "parent": ending.parent.reference if ending.parent else ""}
    event = record(
        request, EventKind.STATUS, actor=actor, at=at, is_public=to in RESIDENT_SEES, interaction=interaction, data=data,
        text=ending.text if ending else reason, language=ending.language if ending else request.language if reason else "",
    )  # fmt: skip
    if request.promised_at != promised_before and request.promised_at:
        _record_promise(request, promised_before, actor=actor, at=at)
    if tells and ending:
        facts = {"outcome": ending.outcome, "outcome_text": ending.text, "outcome_language": ending.language, "template": ending.template}
        tell(request, Kind.CLOSED, cause=event.pk, **facts)
    elif tells and to in TOLD:
        language = request.language if reason else ""
        tell(request, Kind.STATUS, cause=event.pk, words_are_hers=actor == Actor.RESIDENT, text=reason, text_language=language)
    return request


def _record_promise(request, before, *, actor, at):
    data = {"from": before.isoformat() if before else None, "to": request.promised_at.isoformat()}
    record(request, EventKind.PROMISE, actor=actor, at=at, is_public=True, data=data)


@transaction.atomic
def start(request, *, actor):
    """Take a request into work, and give it to the actor where nobody has it. -> the request. Raises as assign and transition do."""
    request = ServiceRequest.objects.locked(request.pk)
    if request.assignee_id is None:
        request = assign(request, person=actor, actor=actor)
    return transition(request, Status.IN_PROGRESS, actor=actor)


def wait_outside(request, *, reason, actor):
    """Wait for another organization. reason: who and why, in the resident's language; required, because she is told."""
    reason = clean_text(reason, field="reason")
    if not reason:
        raise ValidationError({"reason": _("Write what we are waiting for. The resident reads it.")})
    return transition(request, Status.WAITING_OUTSIDE, actor=actor, reason=reason)


@transaction.atomic
def assign(request, *, person, actor):
    """Give a request to a person of its team's department, or to nobody (None). Writes an *assigned* event; tells nobody.

    Raises PermissionDenied, or ValidationError by field "person" for somebody who does not work there.
    """
    request = ServiceRequest.objects.locked(request.pk)
    if not rules.may_work(actor, request):
        raise PermissionDenied
    if request.status == Status.CLOSED:
        raise conflict(request)
    if person is not None and not _may_have(person, request, actor):
        raise ValidationError({"person": _("Choose somebody who works in this department.")})
    if request.assignee_id == (person.pk if person else None):
        return request
    at = timezone.now()
    before, request.assignee, request.updated_at = request.assignee_id, person, at
    request.save(update_fields=["assignee", "updated_at"])
    record(
        request,
        EventKind.ASSIGNED,
        actor=actor,
        at=at,
        data={"from": before, "to": person.pk if person else None, "name": str(person) if person else ""},
    )
    return request


def _may_have(person, request, actor):
    """Somebody of the request's department; who works citywide may take any herself."""
    if person == actor and person.has_perm("requests_app.view_all"):
        return True
    return Membership.objects.filter(user=person, user__is_active=True, team__department=request.department_id).exists()


@transaction.atomic
def move(request, *, team, actor, reason, handoff=None, receiver=None):
    """Move ownership to another team (and its department), with nobody assigned but the receiver. Writes a *handoff* event; tells nobody.

    reason: for staff, kept with the event's facts. Called by contact_center in the transaction in which the receiver accepts, which has asked
    for the permission. Raises "conflict" when the request is closed.
    """
    request = ServiceRequest.objects.locked(request.pk)
    if request.status == Status.CLOSED:
        raise conflict(request)
    at = timezone.now()
    before = {"team": request.team_id, "department": request.department_id}
    request.team, request.department_id, request.assignee, request.updated_at = team, team.department_id, receiver, at
    request.save(update_fields=["team", "department", "assignee", "updated_at"])
    data = {"from": before, "to": {"team": team.pk, "department": team.department_id}, "handoff": handoff, "step": "accepted", "reason": reason}
    record(request, EventKind.HANDOFF, actor=actor, at=at, is_public=True, data=data)
    if request.status not in WAITING and request.status != Status.OPEN and Status.OPEN in TRANSITIONS[request.status]:
        transition(request, Status.OPEN, actor=actor, tells=False)
    return ServiceRequest.objects.get(pk=request.pk)
