"""Preparing for a visit: what to bring, made from a person's own answers, to read or to print (R122, R125)."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import ChecklistKind
from catalog.queries import current
from portal.forms.prepare import PrepareForm


@require_safe
def prepare(request, code):
    """What to bring, forms, fee, and where to go; ?question=answer makes it her own list."""
    catalogue = current()
    service = catalogue.service(code)
    if service is None or service.is_hidden or not service.checklist:
        raise Http404
    form = PrepareForm(request.GET, service)
    lines = {kind.value: [line for line in service.checklist if line.kind == kind and line.is_for(form.answers)] for kind in ChecklistKind}
    offices = [(office, catalogue.department(office.department_id)) for office in catalogue.offices_for(service)]
    context = {"service": service, "form": form, "lines": lines, "offices": offices}
    return render(request, "portal/prepare.html", context)
