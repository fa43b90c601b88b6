"""Warm handoffs: offered with a packet, accepted or declined by the receiver, returned when nobody answers. And presence."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contact_center import rules
from contact_center.models import Handoff, HandoffEvent, HandoffKind, Offer, Packet, Presence, Timer, TimerKind
from contact_center.packets import facts_of, read_packet, sealed
from contact_center.status import ENDED, OFFER_TRANSITIONS, TRANSITIONS, DeclineReason, HandoffState, OfferState, PresenceStatus
from notifications.models import Kind
from requests_app.actions import move
from requests_app.actions.recording import record
from requests_app.actions.telling import tell
from requests_app.answers import clean_text
from requests_app.models import Actor, EventKind, ServiceRequest

LONGEST_REASON = 300
MOST_HANDOFFS = 11  # handoff.md 2.5: per inquiry; beyond it a supervisor takes the request


def conflict(handoff):
    """The error of whoever came too late: what the handoff is now."""
    return ValidationError(
        _("Somebody was faster: this handoff is now “%(state)s”."), code="conflict", params={"state": HandoffState(handoff.state).label}
    )


def _to(handoff, state, *, actor, at, **data):
    """Move a locked handoff along TRANSITIONS and record it; the only writer of its state."""
    if state not in TRANSITIONS[handoff.state]:
        raise conflict(handoff)
    handoff.state = state
    handoff.version += 1
    if state == HandoffState.ANNOUNCED:
        handoff.announced_at = at
    if state == HandoffState.ACCEPTED:
        handoff.accepted_at, handoff.receiver = at, actor
    if state in ENDED:
        handoff.ended_at = at
    handoff.save(update_fields=["state", "version", "announced_at", "accepted_at", "receiver", "ended_at"])
    HandoffEvent.objects.create(handoff=handoff, state=state, actor=actor, at=at, data=data)


def _answer(handoff, state, *, actor, at, **fields):
    """Move the live offer of a locked handoff; the only writer of an offer's state. -> the offer"""
    offer = handoff.offers.select_for_update().filter(state=OfferState.LIVE).first()
    if offer is None or state not in OFFER_TRANSITIONS[offer.state]:
        raise conflict(handoff)
    offer.state, offer.answered_at, offer.answered_by = state, at, actor
    for name, value in fields.items():
        setattr(offer, name, value)
    offer.save()
    return offer


def _note_on_request(handoff, step, *, actor, at, **data):
    if handoff.request_id:
        names = {"to_team": handoff.to_team_id, "to_department": handoff.to_team.department_id, "handoff": handoff.pk, "step": step}
        record(handoff.request, EventKind.HANDOFF, actor=actor or Actor.SYSTEM, at=at, data=names | data)


@transaction.atomic
def offer(*, to_team, sender, reason, packet, kind=HandoffKind.DEPARTMENT, request=None, interaction=None):
    """Offer a request, or the call one is on, to another team with a packet (T1–T3 of the reference). -> Handoff, *offering*

    to_team: an active Team other than the owner; packet: field -> str (see packets.read_packet); kind: a HandoffKind. The owner stays who
    it is until the receiver accepts. Writes handoff, packet, offer, timer and events; where a request is handed over, the resident is told
    before, in her language, once per owner. Raises ValidationError by field ("reason", "to_team", packet fields), "conflict" when one is
    open already, PermissionDenied.
    """
    if request is not None:
        request = ServiceRequest.objects.locked(request.pk)
    if not rules.may_offer(sender, request, interaction):
        raise PermissionDenied
    from_team = request.team if request is not None else _team_of(sender)
    reason = clean_text(reason, LONGEST_REASON, field="reason")
    _check_offer(to_team, from_team, reason, request)
    words = read_packet(packet)
    at = timezone.now()
    try:
        with transaction.atomic():
            handoff = Handoff.objects.create(
                kind=kind, request=request, interaction=interaction, sender=sender, from_team=from_team, to_team=to_team, reason=reason,
                language=request.language if request else interaction.language_used or settings.LANGUAGE_CODE, created_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise ValidationError(_("This is already being handed over. Wait for the answer, or take it back."), code="conflict") from error
    HandoffEvent.objects.create(handoff=handoff, state=HandoffState.DRAFT, actor=sender, at=at)
    data = {**words, "facts": facts_of(request, interaction), "reason": handoff.reason, "language": handoff.language}
    Packet.objects.create(handoff=handoff, data=data, sha256=sealed(data), created_at=at)
    _to(handoff, HandoffState.ANNOUNCED, actor=sender, at=at)
    if request is not None:
        moves = request.handoffs.filter(state=HandoffState.COMPLETED).count()
        tell(request, Kind.TRANSFERRED, cause=f"{request.pk}:{moves}:before", step="before", to_department_id=to_team.department_id)
    _present(handoff, at)
    _to(handoff, HandoffState.OFFERING, actor=sender, at=at)
    Timer.objects.filter(handoff=handoff, done_at=None).update(expected_version=handoff.version)
    _note_on_request(handoff, "offered", actor=sender, at=at)
    return handoff


def _team_of(sender):
    membership = sender.memberships.select_related("team").filter(team__is_active=True).order_by("id").first()
    if membership is None:
        raise PermissionDenied
    return membership.team


def _check_offer(to_team, from_team, reason, request):
    errors = {}
    if not reason:
        errors["reason"] = _("Write why you hand this over.")
    if not to_team.is_active or to_team.pk == from_team.pk:
        errors["to_team"] = _("Choose another team.")
    if request is not None and not request.is_open:
        errors["to_team"] = _("This request is closed. Reopen it before you hand it over.")
    if request is not None and request.handoffs.filter(state=HandoffState.COMPLETED).count() >= MOST_HANDOFFS:
        errors["to_team"] = _("This request was handed over too often. Ask a supervisor to take it.")
    if errors:
        raise ValidationError(errors)


def _present(handoff, at):
    due = at + timedelta(seconds=settings.OFFER_SECONDS)
    Offer.objects.create(handoff=handoff, team=handoff.to_team, offered_at=at, expires_at=due)
    Timer.objects.create(handoff=handoff, kind=TimerKind.OFFER, due_at=due, expected_version=handoff.version)


@transaction.atomic
def open_packet(offer, *, actor):
    """The receiver reads the packet. The first time is kept. -> the packet's data. Raises PermissionDenied."""
    if not rules.may_answer(actor, offer):
        raise PermissionDenied
    Offer.objects.filter(pk=offer.pk, opened_at=None).update(opened_at=timezone.now())
    return offer.handoff.packets.latest("version").data


@transaction.atomic
def accept(offer, *, actor):
    """Take what is offered: the ownership moves in this very transaction (T5, T11). -> Handoff, *completed*

    Writes offer, handoff, events; moves the request to the team with the actor as person, and tells the resident who has it now.
    Of two who accept at once one wins; the other gets ValidationError "conflict". Raises PermissionDenied.
    """
    if not rules.may_answer(actor, offer):
        raise PermissionDenied
    request = _lock_request(offer.handoff)
    handoff = Handoff.objects.locked(offer.handoff_id)
    at = timezone.now()
    if handoff.state != HandoffState.OFFERING:
        raise conflict(handoff)
    _answer(handoff, OfferState.ACCEPTED, actor=actor, at=at)
    _to(handoff, HandoffState.ACCEPTED, actor=actor, at=at)
    _to(handoff, HandoffState.COMPLETED, actor=actor, at=at)
    _stop_timers(handoff, at)
    if request is not None:
        request = move(request, team=handoff.to_team, actor=actor, reason=handoff.reason, handoff=handoff.pk, receiver=actor)
        tell(request, Kind.TRANSFERRED, cause=f"{handoff.pk}:after", step="after", to_department_id=handoff.to_team.department_id)
    return handoff


@transaction.atomic
def decline(offer, *, actor, reason, note=""):
    """Say no to an offer, with a reason (a DeclineReason): it goes back to the sender, who still owns it (T7, T8). -> Handoff, *returned*

    The resident is told nothing: the sender speaks. Raises ValidationError by field "reason", "conflict", PermissionDenied.
    """
    if not rules.may_answer(actor, offer):
        raise PermissionDenied
    if reason not in DeclineReason.values:
        raise ValidationError({"reason": _("Choose why you decline. The sender reads it.")})
    note = clean_text(note, LONGEST_REASON, field="note")
    if reason == DeclineReason.OTHER and not note:
        raise ValidationError({"note": _("Write the reason in a few words.")})
    _lock_request(offer.handoff)
    handoff = Handoff.objects.locked(offer.handoff_id)
    at = timezone.now()
    _answer(handoff, OfferState.DECLINED, actor=actor, at=at, decline_reason=reason, decline_note=note)
    _return(handoff, actor=actor, at=at, why="declined", reason=reason, note=note)
    return handoff


def _return(handoff, *, actor, at, **data):
    _to(handoff, HandoffState.RETURNED, actor=actor, at=at, **data)
    _stop_timers(handoff, at)
    _note_on_request(handoff, data["why"], actor=actor, at=at, **{k: v for k, v in data.items() if k != "why"})


@transaction.atomic
def cancel(handoff, *, actor):
    """Take an offer back (T15). -> Handoff, *cancelled*. Raises "conflict" when it was answered first, PermissionDenied."""
    if not rules.may_cancel(actor, handoff):
        raise PermissionDenied
    _lock_request(handoff)
    handoff = Handoff.objects.locked(handoff.pk)
    at = timezone.now()
    if handoff.state != HandoffState.OFFERING:
        raise conflict(handoff)
    _answer(handoff, OfferState.RESCINDED, actor=actor, at=at)
    _to(handoff, HandoffState.CANCELLED, actor=actor, at=at)
    _stop_timers(handoff, at)
    _note_on_request(handoff, "cancelled", actor=actor, at=at)
    return handoff


def _lock_request(handoff):
    """Locks are taken in one order everywhere: the request, then its handoff."""
    return ServiceRequest.objects.locked(handoff.request_id) if handoff.request_id else None


def _stop_timers(handoff, at):
    handoff.timers.filter(done_at=None).update(done_at=at)


def run_timers(at=None, limit=200):
    """Carry out the timers that are due at *at* (aware, default now). -> how many did something

    Each in its own transaction with SKIP LOCKED, so that several schedulers never fire one twice. A timer of an older version does nothing.
    """
    at = at or timezone.now()
    due = Timer.objects.filter(done_at=None, due_at__lte=at).order_by("due_at").values_list("pk", flat=True)[:limit]
    return sum(_run_timer(pk, at) for pk in list(due))


@transaction.atomic
def _run_timer(pk, at):
    handoff_id = Timer.objects.filter(pk=pk).values_list("handoff_id", flat=True).first()
    if handoff_id is None:
        return False
    handoff = Handoff.objects.get(pk=handoff_id)
    _lock_request(handoff)
    handoff = Handoff.objects.locked(handoff_id)
    timer = Timer.objects.select_for_update(skip_locked=True).filter(pk=pk, done_at=None).first()
    if timer is None:
        return False
    timer.done_at = at
    timer.save(update_fields=["done_at"])
    if timer.expected_version != handoff.version or handoff.state != HandoffState.OFFERING:
        return False
    _answer(handoff, OfferState.TIMED_OUT, actor=None, at=at)
    _return(handoff, actor=None, at=at, why="timed_out")
    return True


def set_presence(user, status):
    """Keep what a member of staff says she is doing. status: a PresenceStatus she may choose. -> Presence"""
    if status not in PresenceStatus.values or status == PresenceStatus.NOT_RESPONDING:
        raise ValidationError({"status": _("Choose from the list.")})
    now = timezone.now()
    presence, _made = Presence.objects.update_or_create(user=user, defaults={"status": status, "since": now, "heard_at": now})
    return presence


def heard(user):
    """Her browser is there: keeps her presence alive for PRESENCE_SECONDS."""
    Presence.objects.filter(user=user).update(heard_at=timezone.now())
