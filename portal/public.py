"""The public list: what of the city's requests anybody may read, narrowed and paged."""

from datetime import datetime

from django.db.models import Q

from catalog.queries import current
from requests_app.models import ServiceRequest
from requests_app.public import block, coarse, screened
from requests_app.status import Status
from routing.queries import districts

SIZE = 20
STATES = ("open", "closed")


class Narrowed:
    """What ?service=, ?district= and ?state= ask for; what we do not know narrows nothing."""

    def __init__(self, query):
        self.service = current().service(query.get("service", ""))
        if self.service and (not self.service.is_public or self.service.is_hidden):
            self.service = None
        self.district = next((d for d in districts() if d.code == query.get("district")), None)
        self.only = query.get("state") if query.get("state") in STATES else ""

    def rows(self):
        rows = ServiceRequest.objects.public()
        if self.service:
            rows = rows.filter(service=self.service.id)
        if self.district:
            rows = rows.filter(district=self.district.id)
        if self.only:
            rows = rows.filter(status=Status.CLOSED) if self.only == "closed" else rows.open()
        return rows

    def query(self):
        """The same as address parameters."""
        found = {"service": self.service and self.service.code, "district": self.district and self.district.code, "state": self.only}
        return {name: value for name, value in found.items() if value}


def page(narrowed, before=""):
    """Requests newest first, 20 a page. before: "MOMENT~ID" of the last one seen. -> (rows, cursor of the next page or "")"""
    rows = narrowed.rows()
    moment, _tilde, pk = before.rpartition("~")
    try:
        at, pk = datetime.fromisoformat(moment), int(pk)
    except ValueError:
        pass
    else:
        rows = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk))
    taken = list(rows.with_writer().order_by("-submitted_at", "-pk")[: SIZE + 1])
    more = taken[SIZE - 1] if len(taken) > SIZE else None
    return [public(row) for row in taken[:SIZE]], f"{more.submitted_at.isoformat()}~{more.pk}" if more else ""


def public(request):
    """A request with its writer (.with_writer()) as anybody may read it: place to the block, words without names, addresses and numbers."""
    request.place = block(request.address)
    request.words = screened(request.description, request.writer or "")
    request.ending = screened(request.outcome_text, request.writer or "")
    request.point = (coarse(request.lat), coarse(request.lon)) if request.lat is not None else None
    return request
