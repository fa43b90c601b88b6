"""Reads of requests for pages: every one of staff goes through visible_to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, F, Q
from django.utils import timezone

from accounts.queries import department_ids
from requests_app.models import EventKind, RequestEvent, SavedReport, ServiceRequest
from requests_app.reference import normalise
from requests_app.status import WAITING, Status

PAGE = 50
DUE_SOON_DAYS = 2
VIEWS = ("mine", "department", "unassigned", "soon", "over", "asked", "waiting", "open", "closed")


def by_reference(text):
    """The request with a reference as somebody typed or said it, or None."""
    reference = normalise(text)
    return ServiceRequest.objects.filter(reference=reference).first() if reference else None


def by_token(token):
    """The request of a secret link, or None."""
    return ServiceRequest.objects.filter(token=token).first()


def by_idempotency_key(key):
    """The request that was filed with this key, or None."""
    return ServiceRequest.objects.filter(idempotency_key=key).first()


def saved_by_token(token, at=None):
    """The saved report of a secret link, or None when it is unknown or past its day."""
    return SavedReport.objects.filter(token=token, expires_at__gt=at or timezone.now()).first()


def timeline(request, *, public_only):
    """The events of a request, newest first; for residents only those they may see."""
    events = request.events.select_related("actor", "interaction").order_by("-at", "-id")
    return list(events.filter(is_public=True) if public_only else events)


@dataclass(frozen=True)
class Filters:
    """What a queue is narrowed to; empty fields narrow nothing. words: free words, or a reference."""

    service_id: int | None = None
    district_id: int | None = None
    department_id: int | None = None
    status: str = ""
    language: str = ""
    words: str = ""


@dataclass(frozen=True)
class Page:
    rows: list = field(default_factory=list)
    older: str = ""
    newer: str = ""


def _view(requests, view, user, at):
    """A named part of what a user may see."""
    soon = at + timedelta(days=DUE_SOON_DAYS)
    return {
        "mine": lambda: requests.open().filter(assignee=user),
        "department": lambda: requests.open().filter(department__in=department_ids(user)),
        "unassigned": lambda: requests.open().filter(assignee=None),
        "soon": lambda: requests.open().filter(promise_minutes_left=None, promised_at__gte=at, promised_at__lt=soon),
        "over": lambda: requests.overdue(at),
        "asked": lambda: requests.open().asked_again(),
        "waiting": lambda: requests.filter(status__in=WAITING),
        "open": lambda: requests.open(),
        "closed": lambda: requests.filter(status=Status.CLOSED),
    }[view]()


def _narrow(requests, filters):
    exact = {
        "service": filters.service_id, "district": filters.district_id, "department": filters.department_id,
        "status": filters.status, "language": filters.language,
    }  # fmt: skip
    requests = requests.filter(**{name: value for name, value in exact.items() if value})
    return found(requests, filters.words) if filters.words.strip() else requests


def found(requests, words, also=Q()):  # noqa: B008 a Q is never changed
    """Narrow requests to a reference, a source number, or those whose description or address has all the words (each may be a beginning)."""
    if (reference := normalise(words)) and (known := requests.filter(reference=reference)).exists():
        return known  # a word of nine letters may pass for a reference by chance, so one that is unknown is looked for as a word
    parts = ["".join(c for c in part if c.isalnum()) for part in words.split()]
    parts = [part for part in parts if part]
    if not parts:
        return requests.none()
    query = SearchQuery(" & ".join(f"{part}:*" for part in parts), config="simple", search_type="raw")
    wanted = Q(words=query)
    if len(parts) == 1 and parts[0].isdigit():
        wanted |= Q(source_id=parts[0])
    # Conditions on the rows themselves, not "id in (…)": so Postgres may join the indexes or walk the newest, whichever is shorter.
    return requests.alias(words=SearchVector("description", "address", config="simple")).filter(wanted | also)


def queue_page(user, *, view="open", filters=None, cursor="", size=PAGE, at=None):
    """One page of a queue a member of staff may see, by keyset. -> Page

    view: one of VIEWS; open views come by promise (soonest first, those without promise last), *closed* by the latest. cursor: as given in
    an earlier Page (older: what follows, newer: what came before); an unreadable one starts at the beginning. at: aware, default now.
    """
    at = at or timezone.now()
    rows = _narrow(_view(ServiceRequest.objects.visible_to(user), view, user, at), filters or Filters())
    rows = rows.select_related("assignee", "contact")
    key = "closed_at" if view == "closed" else "promised_at"
    return _keyset(rows, key, descending=view == "closed", cursor=cursor, size=size)


def _keyset(rows, key, *, descending, cursor, size):
    direction, _, place = cursor.partition(":")
    moment, _, pk = place.rpartition("~")
    backward = direction == "b"
    try:
        start = (datetime.fromisoformat(moment) if moment else None, int(pk)) if direction in ("a", "b") else None
    except ValueError:
        start, backward = None, False
    turned = descending != backward
    if start:
        rows = rows.filter(_beyond(key, *start, turned))
    order = F(key).desc(nulls_first=True) if turned else F(key).asc(nulls_last=True)
    taken = list(rows.order_by(order, "-id" if turned else "id")[: size + 1])
    more, taken = len(taken) > size, taken[:size]
    if backward:
        taken.reverse()
    mark = lambda way, row: f"{way}:{getattr(row, key).isoformat() if getattr(row, key) else ''}~{row.pk}"  # noqa: E731  (one line, used twice below)
    older = mark("a", taken[-1]) if taken and (more or backward) else ""
    newer = mark("b", taken[0]) if taken and start and (more or not backward) else ""
    return Page(taken, older, newer)


def _beyond(key, moment, pk, descending):
    """Rows after (moment, pk) in an order in which missing moments come last (ascending) or first (descending)."""
    side = "lt" if descending else "gt"
    same = Q(**{key: moment, f"id__{side}": pk})
    if moment is None:
        return same | Q(**{f"{key}__isnull": False}) if descending else same
    further = Q(**{f"{key}__{side}": moment}) | same
    return further if descending else further | Q(**{f"{key}__isnull": True})


def queue_counts(user, at=None):
    """How many requests each open view of a user holds, in one query. -> dict view -> int"""
    at = at or timezone.now()
    soon = at + timedelta(days=DUE_SOON_DAYS)
    running = Q(promise_minutes_left=None)
    return (
        ServiceRequest.objects.visible_to(user)
        .open()
        .aggregate(
            mine=Count("id", filter=Q(assignee=user)),
            department=Count("id", filter=Q(department__in=department_ids(user))),
            unassigned=Count("id", filter=Q(assignee=None)),
            soon=Count("id", filter=running & Q(promised_at__gte=at, promised_at__lt=soon)),
            over=Count("id", filter=running & Q(promised_at__lt=at)),
            asked=Count("id", filter=Q(pk__in=RequestEvent.objects.filter(kind=EventKind.ASKED_AGAIN).values("request"))),
            waiting=Count("id", filter=Q(status__in=WAITING)),
            open=Count("id"),
        )
    )


def of_contact(user, contact, limit=50):
    """A contact's requests that a member of staff may see, open ones first, then the latest."""
    rows = ServiceRequest.objects.visible_to(user).filter(contact=contact)
    return list(rows.order_by(F("closed_at").desc(nulls_first=True), "-submitted_at")[:limit])


def of_point(kind, value, limit=100):
    """The requests of everybody known by an address, for whoever has shown that she reads there: open ones first, then the latest.

    kind: PointKind; value: normalised. A household that shares an address shares this list, as it shares the letters.
    """
    rows = ServiceRequest.objects.filter(contact__points__kind=kind, contact__points__value=value).distinct()
    return list(rows.order_by(F("closed_at").desc(nulls_first=True), "-submitted_at")[:limit])
