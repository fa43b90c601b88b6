"""The page of one request, alone or beside the queue."""

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from console.access import staff
from console.cases import case_or_404, page_of, rows_of, teams_to_move
from console.forms.case import FORMS, MoveForm
from console.listing import Listing
from requests_app import queries_console as reads
from requests_app.models import ServiceRequest
from requests_app.serving import served
from requests_app.status import Status


def blank_forms(user, case):
    return {name: form(case, user, teams=teams_to_move(user, case)) if form is MoveForm else form(case, user) for name, form in FORMS.items()}


def case_page(request, case, *, bound=None, preview=None, conflict="", status=200):
    """The request page with its forms; *bound* is the form that was sent and could not be carried out, its words kept.

    Beside the queue when the address (or the form's *beside* field) says which queue.
    """
    beside = request.POST.get("beside", "") if request.method == "POST" else request.GET.urlencode() if "view" in request.GET else ""
    context = page_of(request.user, case)
    context["forms"] = blank_forms(request.user, case)
    if bound is not None:
        context["forms"][bound.name] = bound
    context |= {"bound": bound.name if bound is not None else "", "preview": preview, "conflict": conflict, "beside": beside}
    if beside and request.htmx and request.htmx.target == "detail":
        return render(request, "console/_detail.html", context, status=status)
    if beside:
        context["listing"] = Listing(request.user, beside)
        return render(request, "console/queue_request.html", context, status=status)
    return render(request, "console/request.html", context, status=status)


@staff("requests_app.view_requests")
@require_GET
def case(request, reference):
    return case_page(request, case_or_404(request.user, reference))


@staff("requests_app.view_requests")
@require_GET
def requests(request):
    """Search in everything one may see; a whole reference goes straight to its request."""
    words, cursor = request.GET.get("q", ""), request.GET.get("cursor", "")
    status = request.GET.get("status", "")
    page = reads.search_page(request.user, words=words, status=status if status in Status.values else "", cursor=cursor)
    context = {"rows": rows_of(page.rows), "page": page, "words": words, "status": status, "statuses": Status.choices}
    return render(request, "console/requests.html", context)


@staff("requests_app.view_requests")
@require_GET
def photo(request, public_id, size):
    attachment = reads.attachment_visible_to(request.user, public_id)
    if attachment is None:
        raise Http404
    try:
        file, content_type, headers = served(attachment, is_small=size == "small")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=content_type)
    for name, value in {**headers, "Cache-Control": "private, max-age=3600"}.items():
        response[name] = value  # after it is made: FileResponse writes a Content-Disposition of its own over ours
    return response


def fresh(case):
    """The request as it is now, for a page that answers a lost race."""
    return ServiceRequest.objects.select_related("assignee", "contact", "parent").get(pk=case.pk)
