"""News of an area by e-mail: asked for under the public list, begun and ended by a button behind a link in a mail."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.models import Service
from catalog.queries import current
from contacts.actions import Person, find_or_create
from contacts.confirming import by_link, use_link
from notifications.confirming import ALERT, send_confirmation
from portal import limits
from portal.forms.alert import AlertForm
from portal.public import Narrowed
from portal.views.errors import too_many
from portal.views.secret import render_secret
from requests_app.alerts import ask_for_alert, by_alert_token, confirm_alert, stop_alert, waiting_alerts
from routing.models import District
from routing.queries import district


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alert(request):
    """?service= ?district= as on the list; the form asks for what is missing and for the address. Nothing is sent before she confirms."""
    if request.method != "POST":
        narrowed = Narrowed(request.GET)
        return render(request, "portal/public/alert.html", {"form": AlertForm(initial=narrowed.query())})
    if limits.is_over(request, "alert", limits.LINKS):
        return too_many(request)
    form = AlertForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/public/alert.html", {"form": form}, status=422)
    limits.count(request, "alert", limits.LINKS)
    data, language = form.cleaned_data, get_language()
    try:
        contact = find_or_create(Person(email=data["email"]))
        ask_for_alert(
            contact,
            district=District.objects.filter(code=data["district"]).first() if data["district"] else None,
            service=Service.objects.filter(code=data["service"]).first() if data["service"] else None,
            language=language,
        )
        send_confirmation("email", data["email"], language=language, purpose=ALERT)
    except ValidationError as error:
        form.add_error("email", error.messages)
        return render(request, "portal/public/alert.html", {"form": form}, status=429)
    return render(request, "portal/public/alert.html", {"asked": data["email"]})


def _named(alert):
    """(what, where) of an alert, each a Text or None."""
    service, area = alert.service_id and current().service_by_id(alert.service_id), district(alert.district_id)
    return service.name if service else None, area.name if area else None


@require_http_methods(["GET", "HEAD", "POST"])
def alert_open(request, token):
    """Opening the link asks; the button begins."""
    row = by_link(token)
    if row is None:
        return render_secret(request, "portal/public/alert_over.html", {}, status=410)
    waiting = waiting_alerts(row.value)
    if request.method == "POST":
        try:
            use_link(token)
        except ValidationError:  # pressed twice at once
            return render_secret(request, "portal/public/alert_over.html", {}, status=410)
        for found in waiting:
            confirm_alert(found)
    context = {"areas": [_named(found) for found in waiting], "is_on": request.method == "POST" or not waiting}
    return render_secret(request, "portal/public/alert_open.html", context)


@csrf_exempt  # RFC 8058: the mail program posts without our form; the signed token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def alert_stop(request, token):
    """Opening the link asks, the POST ends it."""
    found = by_alert_token(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        stop_alert(found)
    is_stopped = request.method == "POST" or found.stopped_at is not None
    return render_secret(request, "portal/public/alert_stop.html", {"area": _named(found), "is_stopped": is_stopped})
