"""Preparing for a visit: what to bring, made from a person's own answers, to read, to print, or to send to herself (R122, R125)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from catalog.checklists import places_of
from catalog.queries import current
from notifications.actions import queue_to_address
from notifications.models import Kind
from portal import limits
from portal.forms.prepare import PrepareForm, SendListForm
from portal.templatetags.portal import city_hours
from portal.views.errors import too_many


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request, code):
    """What to bring, forms, fee, and where to go; ?question=answer makes it her own list, a POST sends that list to her. Nothing else is kept."""
    catalogue = current()
    service = catalogue.service(code)
    if service is None or service.is_hidden or not service.checklist:
        raise Http404
    form = PrepareForm(request.GET, service)
    lines = form.lines
    context = {
        "service": service,
        "list": form,
        "lines": {kind: [(line, catalogue.office(line.office_id), _offered(catalogue, line.leads_to_id)) for line in lines[kind]] for kind in lines},
        "offices": places_of(catalogue, service, lines),
        "send": SendListForm(),
        "site": settings.PUBLIC_URL,
    }
    if request.method == "POST":
        return _send(request, context)
    return render(request, "portal/prepare.html", context)


def _offered(catalogue, pk):
    return next((service for service in catalogue.services if service.id == pk), None)


def _send(request, context):
    """An e-mail or a text message with her list, in the language of the page."""
    if limits.is_over(request, "checklist", limits.CHECKLISTS):
        return too_many(request)
    limits.count(request, "checklist", limits.CHECKLISTS)
    send = context["send"] = context["form"] = SendListForm(request.POST)
    if send.is_valid():
        facts = {
            "service_id": context["service"].id,
            "options": context["list"].options,
            "hours": {str(office.id): city_hours(office.department_id) for office in context["offices"]},
        }
        try:
            queue_to_address(*send.found, kind=Kind.CHECKLIST, language=get_language(), context=facts)
        except ValidationError as error:
            send.add_error("point", error.messages)
            return render(request, "portal/prepare.html", context, status=429)
        return render(request, "portal/prepare.html", context | {"sent_to": send.cleaned_data["point"]})
    return render(request, "portal/prepare.html", context, status=422)
