"""Warm handoffs: offered by one, accepted or declined by another; both see in one line where it stands."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Team
from accounts.queries import team_ids
from catalog.queries import current
from catalog.texts import Piece
from console.access import staff
from console.cases import case_or_404
from console.forms.handoff import DeclineForm, HandoffForm
from console.previews import announcement
from console.views.verbs import keep_errors
from contact_center import actions, queries
from contact_center.models import Handoff, HandoffKind, Offer
from contact_center.rules import may_cancel, may_offer
from contact_center.status import HandoffState
from contacts.models import Interaction

ANYBODY = ("contact_center.hand_over", "contact_center.answer_offers", "contact_center.view_all_handoffs")
SHOWN = "handoffs_seen"  # session: returned handoffs whose page the sender has opened, so that the live line goes away


@dataclass(frozen=True)
class Target:
    """A team one may hand over to, who of it is free now, and the sentence to read out."""

    team: Team
    name: str
    free: list
    speak: list
    announcement: Piece


def targets_for(language, from_team_id):
    catalogue = current()
    return [
        Target(team, f"{catalogue.department(team.department_id).name} · {catalogue.team(team.pk).name}", free, speak, announcement(team, language))
        for team, free, speak in queries.targets(language, exclude_team_id=from_team_id)
    ]


@staff(*ANYBODY)
@require_GET
def handoffs(request):
    visible = Handoff.objects.visible_to(request.user).select_related("request", "interaction", "sender", "receiver", "from_team", "to_team")
    mine = team_ids(request.user)
    context = {
        "offers": queries.live_offers(request.user),
        "sent": queries.sent_by(request.user),
        "running": [h for h in visible.open().order_by("-created_at")[:50] if h.sender_id != request.user.pk and h.to_team_id not in mine],
        "received": list(visible.filter(to_team__in=mine).exclude(state__in=["draft", "announced", "offering"]).order_by("-created_at")[:20]),
    }
    return render(request, "console/handoffs.html", context)


def subject_of(request):
    """What is handed over: a request one may see, the call one is on, or both. -> (ServiceRequest | None, Interaction | None)"""
    given = request.GET
    case = case_or_404(request.user, given["request"]) if given.get("request") else None
    call = None
    if given.get("call"):
        call = get_object_or_404(
            Interaction.objects.select_related("contact"), pk=given["call"] if given["call"].isdigit() else 0, agent=request.user, ended_at=None
        )
    if case is None and call is None:
        raise Http404
    if not may_offer(request.user, case, call):
        raise PermissionDenied
    return case, call


def prefilled(case, call, again):
    """The packet as far as the system knows it; *again* is a handoff that came back, whose words are offered anew."""
    if again is not None:
        packet = again.packets.latest("version").data
        return {name: packet.get(name, "") for name in ("need", "tried", "promised", "question", "mood")} | {"reason": again.reason}
    first = {"need": case.description if case else call.note}
    if case and case.promised_at:
        service = current().service_by_id(case.service_id)
        day = timezone.localtime(case.promised_at)
        first["promised"] = _("%(service)s by %(day)s.") % {"service": service.name, "day": f"{day:%Y-%m-%d}"}
    return first


def own_team(user):
    """The team a call is handed over from (the same that contact_center.actions.offer takes)."""
    return user.memberships.filter(team__is_active=True).order_by("id").values_list("team", flat=True).first()


@staff("contact_center.hand_over")
@require_http_methods(["GET", "POST"])
def handoff_new(request):
    case, call = subject_of(request)
    language = case.language if case else call.language_used or (call.contact and call.contact.preferred_language) or "en"
    again = Handoff.objects.visible_to(request.user).filter(pk=request.GET["again"]).first() if request.GET.get("again", "").isdigit() else None
    found = targets_for(language, case.team_id if case else own_team(request.user))
    live = call is not None
    form = HandoffForm(found, request.POST or None, live=live, initial=prefilled(case, call, again))
    status = 200
    conflict = ""
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            handoff = actions.offer(
                request=case, interaction=call, to_team=get_object_or_404(Team, pk=form.cleaned_data["to_team"]), sender=request.user,
                reason=form.cleaned_data["reason"], packet=form.packet, kind=HandoffKind.PHONE if live else HandoffKind.DEPARTMENT,
            )  # fmt: skip
            return redirect("console:handoff", handoff.pk)
        except ValidationError as error:
            if getattr(error, "code", "") == "conflict":
                conflict, status = " ".join(error.messages), 409
            else:
                keep_errors(form, error)
                status = 422
    context = {
        "form": form, "case": case, "call": call, "language": language, "targets": found, "conflict": conflict, "again": again,
        "contact": (case and case.contact) or (call and call.contact), "chosen": str(form["to_team"].value() or ""),
    }  # fmt: skip
    return render(request, "console/handoff_new.html", context, status=status)


def handoff_or_404(user, pk):
    return get_object_or_404(
        Handoff.objects.visible_to(user).select_related("request", "interaction", "sender", "receiver", "from_team", "to_team"), pk=pk
    )


def standing(handoff, user):
    """Where a handoff stands. -> dict for the state line"""
    last = handoff.offers.select_related("answered_by").order_by("-id").first()
    catalogue = current()
    return {
        "handoff": handoff,
        "last": last,
        "to_department": catalogue.department(handoff.to_team.department_id).name,
        "to_team": catalogue.team(handoff.to_team_id).name,
        "live": handoff.state == HandoffState.OFFERING,
        "tone": {HandoffState.OFFERING: "live", HandoffState.RETURNED: "back", HandoffState.COMPLETED: "good"}.get(handoff.state, ""),
        "may_cancel": may_cancel(user, handoff),
        "is_sender": handoff.sender_id == user.pk,
    }


@staff(*ANYBODY)
@require_GET
def handoff(request, pk):
    handoff = handoff_or_404(request.user, pk)
    if handoff.sender_id == request.user.pk and handoff.state == HandoffState.RETURNED:
        request.session[SHOWN] = [*request.session.get(SHOWN, []), handoff.pk][-50:]
    context = standing(handoff, request.user)
    if request.htmx and request.htmx.target == "stand":
        if request.GET.get("state") == handoff.state:
            return HttpResponse(status=204)
        return render(request, "console/_stand.html", context)
    context |= {"packet": handoff.packets.latest("version").data, "events": handoff.events.select_related("actor").order_by("id")}
    return render(request, "console/handoff.html", context)


@staff("contact_center.hand_over")
@require_POST
def handoff_cancel(request, pk):
    handoff = handoff_or_404(request.user, pk)
    try:
        actions.cancel(handoff, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return render(request, "console/handoff.html", stood(request, pk), status=409)
    return redirect("console:handoff", pk)


def stood(request, pk):
    handoff = handoff_or_404(request.user, pk)
    return standing(handoff, request.user) | {
        "packet": handoff.packets.latest("version").data,
        "events": handoff.events.select_related("actor").order_by("id"),
    }


def offer_or_404(user, pk):
    """An offer to one of the user's teams; offers to others do not exist for her."""
    rows = Offer.objects.select_related(
        "handoff__request", "handoff__interaction", "handoff__sender", "handoff__from_team", "handoff__to_team", "answered_by"
    )
    return get_object_or_404(rows.filter(team__in=team_ids(user)), pk=pk)


def offer_page(request, offer, form=None, conflict="", status=200):
    packet = actions.open_packet(offer, actor=request.user)
    facts = packet.get("facts", {})
    service_id = (facts.get("request") or {}).get("service_id")
    context = {
        "offer": offer,
        "handoff": offer.handoff,
        "packet": packet,
        "facts": facts,
        "service": current().service_by_id(service_id) if service_id else None,
        "form": form or DeclineForm(),
        "from_department": current().department(current().team(offer.handoff.from_team_id).department_id).name,
        "conflict": conflict,
        "live": offer.state == "live" and offer.expires_at > timezone.now(),
    }
    return render(request, "console/offer.html", context, status=status)


@staff("contact_center.answer_offers")
@require_GET
def offer(request, pk):
    return offer_page(request, offer_or_404(request.user, pk))


@staff("contact_center.answer_offers")
@require_POST
def offer_accept(request, pk):
    offer = offer_or_404(request.user, pk)
    try:
        handoff = actions.accept(offer, actor=request.user)
    except ValidationError as error:
        return offer_page(request, offer_or_404(request.user, pk), conflict=" ".join(error.messages), status=409)
    messages.success(request, _("You have it now. Say back to her what she needs, so that she need not explain again."))
    if handoff.request_id:
        return redirect("console:request", offer.handoff.request.reference)
    return redirect("console:handoff", handoff.pk)


@staff("contact_center.answer_offers")
@require_POST
def offer_decline(request, pk):
    offer = offer_or_404(request.user, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return offer_page(request, offer, form, status=422)
    try:
        actions.decline(offer, actor=request.user, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"])
    except ValidationError as error:
        if getattr(error, "code", "") == "conflict":
            return offer_page(request, offer_or_404(request.user, pk), form, conflict=" ".join(error.messages), status=409)
        keep_errors(form, error)
        return offer_page(request, offer, form, status=422)
    messages.success(request, _("Declined. The sender reads your reason."))
    return redirect("console:handoffs")
