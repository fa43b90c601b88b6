"""What she may take along from her request: its date as a calendar file, and its public page as a link and a code. Never the secret link."""

import io

import segno
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.queries import current
from portal.calendar import expected_date
from portal.views.secret import keep_secret, render_secret, request_of
from requests_app.models import EventKind, ServiceRequest
from requests_app.reference import normalise


@require_safe
def date(request, token):
    """The expected date for her calendar; 404 while there is none."""
    found = request_of(token)
    if not found.is_open or not found.promised_at or found.promise_minutes_left is not None:
        raise Http404
    moves = found.events.filter(kind=EventKind.PROMISE).count()
    response = HttpResponse(expected_date(found, current().service_by_id(found.service_id), moves=moves), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.ics"'
    return keep_secret(response)


@require_safe
def share(request, token):
    """The public page of her request to pass on, or why there is none."""
    found = request_of(token)
    link = settings.PUBLIC_URL + reverse("portal:one", args=[found.reference]) if found.is_public else ""
    return render_secret(
        request, "portal/track/share_page.html", {"found": found, "service": current().service_by_id(found.service_id), "link": link}
    )


@require_safe
@cache_control(public=True, max_age=86400)
def code(request, reference):
    """The address of a public page as a QR code."""
    row = ServiceRequest.objects.public().filter(reference=normalise(reference)).first()
    if row is None:
        raise Http404
    out = io.BytesIO()
    qr = segno.make(settings.PUBLIC_URL + reverse("portal:one", args=[row.reference]), error="m", micro=False)
    qr.save(out, kind="svg", scale=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
