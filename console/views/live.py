"""What the page asks by itself: is anything waiting, and "I am still here"."""

from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from catalog.queries import current
from console.access import staff
from console.views.handoffs import SHOWN
from contact_center import actions, queries
from contact_center.models import Handoff
from contact_center.status import HandoffState

TOLD_FOR = timedelta(minutes=30)


@staff(passive=True)
@require_GET
def live(request):
    """One line in the bar: offers that wait for me, and handoffs of mine that came back. 204 when it would say the same as before."""
    offers = queries.live_offers(request.user) if request.user.has_perm("contact_center.answer_offers") else []
    seen = request.session.get(SHOWN, [])
    returned = []
    if request.user.has_perm("contact_center.hand_over"):
        since = timezone.now() - TOLD_FOR
        returned = list(
            Handoff.objects.filter(sender=request.user, state=HandoffState.RETURNED, ended_at__gt=since)
            .exclude(pk__in=seen)
            .order_by("-ended_at")[:5]
        )
    state = sha256(repr(([o.pk for o in offers], [h.pk for h in returned])).encode()).hexdigest()[:12]
    if request.GET.get("state") == state:
        return HttpResponse(status=204)
    department = current().department(current().team(returned[0].to_team_id).department_id).name if returned else ""
    return render(request, "console/_live.html", {"offers": offers, "returned": returned, "department": department, "state": state})


@staff("contact_center.take_calls", "contact_center.answer_offers", passive=True)
@require_POST
def heartbeat(request):
    actions.heard(request.user)
    return HttpResponse(status=204)


@staff("contact_center.take_calls", "contact_center.answer_offers")
@require_POST
def presence(request):
    try:
        actions.set_presence(request.user, request.POST.get("status", ""))
    except ValidationError:
        return HttpResponse(status=422)
    there = request.POST.get("next", "")
    return redirect(there if url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}) else "console:home")
