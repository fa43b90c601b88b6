"""The work queue: a table of rows; choosing one opens it at the right while the list stays."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from console.access import staff
from console.cases import case_or_404
from console.listing import Listing
from console.rail import first_page
from console.views.cases import case_page


@staff()
@require_GET
def home(request):
    return redirect(first_page(request.user))


@staff("requests_app.view_requests")
@require_GET
def queue(request):
    listing = Listing(request.user, request.GET.urlencode())
    return render(request, "console/queue.html", {"listing": listing})


@staff("requests_app.view_requests")
@require_GET
def queue_request(request, reference):
    request.GET = request.GET.copy()
    request.GET.setdefault("view", "open")
    return case_page(request, case_or_404(request.user, reference))
