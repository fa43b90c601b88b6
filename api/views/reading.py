"""What has become of requests: a search, one request, and tokens (which we never give, for every request has its reference at once)."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from api import parameters
from api.door import Refused
from api.keys import check_jurisdiction
from api.representation import COLUMNS, EXTENDED_COLUMNS, represent
from catalog.queries import current
from requests_app.models import ServiceRequest
from requests_app.reference import normalise
from requests_app.status import Status

SPAN = timedelta(days=90)
LIMIT = 1000
DEEPEST = 1_000_000  # rows into the list that paging may go


def found(request, fmt):
    """GET requests: newest first, at most 1000 at a time; without dates the last 90 days."""
    check_jurisdiction(request)
    extended = parameters.value(request, "extensions").lower() == "true"
    if ids := parameters.several(request, "service_request_id"):
        references = {reference for text in ids[:LIMIT] if (reference := normalise(text))}
        return _answer(_public().filter(reference__in=references), extended)
    rows = _in_window(request, _public())
    if codes := parameters.several(request, "service_code"):
        catalogue = current()
        rows = rows.filter(service_id__in=[service.id for service in catalogue.all_services if service.code in codes])
    if wanted := {status.lower() for status in parameters.several(request, "status")}:
        if unknown := wanted - {"open", "closed"}:
            raise Refused(400, _("status must be open, closed, or both; we do not know %(given)s.") % {"given": ", ".join(sorted(unknown))})
        if wanted == {"closed"}:
            rows = rows.filter(status=Status.CLOSED)
        elif wanted == {"open"}:
            rows = rows.exclude(status=Status.CLOSED)
    size = min(parameters.whole(request, "page_size", LIMIT), LIMIT)
    start = (parameters.whole(request, "page", 1) - 1) * size
    if start > DEEPEST:
        return "service_requests", []
    return _answer(rows.order_by("-submitted_at", "-id")[start : start + size], extended)


def one(request, fmt, reference):
    """GET requests/ID: a list of exactly one. A request that is not public is answered like one that does not exist."""
    check_jurisdiction(request)
    extended = parameters.value(request, "extensions").lower() == "true"
    root, rows = _answer(_public().filter(reference=normalise(reference)), extended)
    if not rows:
        raise Refused(404, _("We have no public request with the reference %(reference)s.") % {"reference": reference})
    return root, rows


def token(request, fmt, token):
    """GET tokens/…: always refused with 404, because we never hand out tokens."""
    check_jurisdiction(request)
    raise Refused(404, _("We do not know this token. Every request here gets its service_request_id at once."))


def _public():
    return ServiceRequest.objects.public().filter(is_restricted=False).with_writer()


def _answer(rows, extended):
    catalogue = current()
    columns = (*COLUMNS, *EXTENDED_COLUMNS) if extended else COLUMNS
    return "service_requests", [represent(row, catalogue, extended) for row in rows.values(*columns)]


def _in_window(request, rows):
    """The dates asked for. Only one bound: 90 days from it. None at all: the last 90 days, or, when asked by change, since any time."""
    after, before = parameters.moment(request, "updated_after"), parameters.moment(request, "updated_before", end=True)
    start, end = parameters.moment(request, "start_date"), parameters.moment(request, "end_date", end=True)
    if after:
        rows = rows.filter(updated_at__gte=after)
    if before:
        rows = rows.filter(updated_at__lte=before)
    if (after or before) and not (start or end):
        return rows
    if start and end and not timedelta() <= end - start < SPAN + timedelta(days=1):
        raise Refused(400, _("end_date must follow start_date by at most 90 days. Please ask for a shorter time."))
    if start and not end:
        end = start + SPAN
    elif not start:
        end = end or timezone.now()
        start = end - SPAN
    return rows.filter(submitted_at__gte=start, submitted_at__lte=end)
