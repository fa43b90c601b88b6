"""How the work goes: volumes, ages, promises, handoffs, the outbox. Each takes the rows to count, so that the asker decides what is seen."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet, Value
from django.db.models.aggregates import Aggregate
from django.db.models.functions import TruncDate, TruncWeek

from contact_center.models import Offer
from contact_center.status import OfferState
from notifications.models import Message
from notifications.status import MessageStatus
from requests_app.models import ServiceRequestQuerySet
from surveys.kpis.period import Period

By = Literal["channel", "language", "department"]
AGE_DAYS = (1, 3, 7, 30, 90)  # borders of the age groups


@dataclass(frozen=True)
class Share:
    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class AgeGroup:
    """Open requests at least *since* days old, and younger than *until* days (None: no limit)."""

    since: int
    until: int | None
    count: int
    overdue: int


@dataclass(frozen=True)
class HandoffFigures:
    offered: int
    accepted: int
    declined: int
    timed_out: int
    taken_back: int
    waiting: int
    median_seconds: float | None  # from the offer to its acceptance


@dataclass(frozen=True)
class OutboxFigures:
    waiting: int  # not sent yet, also those to be tried again
    failed: int  # of them: tried at least once
    dead: int
    oldest: timedelta | None  # how long the oldest that is due has been waiting


def volumes(requests: QuerySet, period: Period, *, unit: Literal["day", "week"] = "day", by: By | None = None) -> dict[str, list[tuple[date, int]]]:
    """Requests submitted in the period, per day or week (from Monday) of the city's calendar, zeros included. -> {cell: [(day, count)]}

    requests: the rows to count, e.g. ServiceRequest.objects.visible_to(user); without *by* the one cell is "".
    """
    trunc = TruncDate if unit == "day" else TruncWeek
    start = trunc("submitted_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    rows = _submitted(requests, period).annotate(start=start, cell=F(by) if by else Value("")).values_list("cell", "start").annotate(n=Count("pk"))
    counts: dict[str, dict[date, int]] = defaultdict(dict)
    for cell, at, count in rows.order_by():
        counts[str(cell)][at.date() if isinstance(at, datetime) else at] = count
    days = _starts(period, unit)
    if not by and not counts:
        counts[""] = {}
    return {cell: [(day, found.get(day, 0)) for day in days] for cell, found in sorted(counts.items())}


def _submitted(requests, period):
    return requests.filter(submitted_at__gte=period.start, submitted_at__lt=period.end)


def _starts(period: Period, unit: str) -> list[date]:
    first = period.first if unit == "day" else period.first - timedelta(days=period.first.weekday())
    step = timedelta(days=1 if unit == "day" else 7)
    return [first + n * step for n in range((period.last - first) // step + 1)]


def ages(requests: ServiceRequestQuerySet, at: datetime) -> list[AgeGroup]:
    """Open requests by how many days ago (24 hours each) they were submitted as of *at* (aware), youngest first. One query."""
    groups: list[tuple[int, int | None]] = [*pairwise((0, *AGE_DAYS)), (AGE_DAYS[-1], None)]
    overdue = Q(promised_at__lt=at, promise_minutes_left=None)
    counts = {}
    for number, (since, until) in enumerate(groups):
        inside = Q(submitted_at__lte=at - timedelta(days=since)) if since else Q()
        inside &= Q(submitted_at__gt=at - timedelta(days=until)) if until else Q()
        counts[f"all_{number}"] = Count("pk", filter=inside)
        counts[f"overdue_{number}"] = Count("pk", filter=inside & overdue)
    found = requests.open().aggregate(**counts)
    return [AgeGroup(since, until, found[f"all_{n}"], found[f"overdue_{n}"]) for n, (since, until) in enumerate(groups)]


def promise_kept(requests: QuerySet, period: Period, *, by: By | None = None) -> Share | dict[str, Share]:
    """Closed by the first date ever promised / closed with a promise, of the requests closed in the period and not reopened since."""
    closed = requests.filter(status="closed", closed_at__gte=period.start, closed_at__lt=period.end, first_promised_at__isnull=False)
    numbers = {"kept": Count("pk", filter=Q(closed_at__lte=F("first_promised_at"))), "promised": Count("pk")}
    if by is None:
        found = closed.aggregate(**numbers)
        return Share(found["kept"], found["promised"])
    rows = closed.annotate(cell=F(by)).values("cell").annotate(**numbers).order_by("cell")
    return {str(row["cell"]): Share(row["kept"], row["promised"]) for row in rows}


def asked_again(requests: ServiceRequestQuerySet, period: Period) -> Share:
    """Requests in which the resident had to ask again / all filed in the period that were given a date.

    requests: the rows to count. She can ask once a date has passed, so it is a share of work that went unheard, not of all questions.
    """
    dated = _submitted(requests, period).filter(first_promised_at__isnull=False)
    return Share(dated.asked_again().count(), dated.count())


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def handoffs(offers: QuerySet[Offer], period: Period) -> HandoffFigures:
    """Offers made in the period by how they ended, and the median time to accept. offers: the rows to count, e.g. of the visible handoffs."""
    states = {state.value: Count("pk", filter=Q(state=state)) for state in OfferState}
    took = Median(ExpressionWrapper(F("answered_at") - F("offered_at"), output_field=DurationField()), filter=Q(state=OfferState.ACCEPTED))
    found = offers.filter(offered_at__gte=period.start, offered_at__lt=period.end).aggregate(offered=Count("pk"), took=took, **states)
    return HandoffFigures(
        offered=found["offered"],
        accepted=found[OfferState.ACCEPTED],
        declined=found[OfferState.DECLINED],
        timed_out=found[OfferState.TIMED_OUT],
        taken_back=found[OfferState.RESCINDED],
        waiting=found[OfferState.LIVE],
        median_seconds=found["took"].total_seconds() if found["took"] is not None else None,
    )


def outbox(messages: QuerySet[Message], at: datetime) -> OutboxFigures:
    """What has not been told yet as of *at* (aware). messages: the rows to count, e.g. Message.objects.visible_to(user)."""
    unsent = Q(status__in=[MessageStatus.QUEUED, MessageStatus.FAILED])
    found = messages.filter(unsent | Q(status=MessageStatus.DEAD)).aggregate(
        waiting=Count("pk", filter=unsent),
        failed=Count("pk", filter=Q(status=MessageStatus.FAILED)),
        dead=Count("pk", filter=Q(status=MessageStatus.DEAD)),
        oldest=Min("created_at", filter=unsent & (Q(next_attempt_at__lte=at) | Q(status=MessageStatus.FAILED))),
    )
    return OutboxFigures(found["waiting"], found["failed"], found["dead"], at - found["oldest"] if found["oldest"] else None)
