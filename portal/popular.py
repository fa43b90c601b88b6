"""What residents really ask for: the commonest services of the last months and the answers most read, counted at most every ten minutes."""

import time
from datetime import timedelta

from django.db.models import Count, Sum
from django.utils import timezone

from catalog.models import ArticleUse
from requests_app.models import ServiceRequest

DAYS = 90
READ_DAYS = 30
KEPT_SECONDS = 600
SHOWN = 6
_held: dict[str, tuple] = {}


def commonest(catalogue):
    """Up to six services, the most used first, filled up in the catalogue's order. One query in ten minutes per process."""
    counts = _kept("requests", _requests)
    ordered = sorted(catalogue.services, key=lambda service: (-counts.get(service.id, 0), service.position))
    return [service for service in ordered if service.code != "other"][:SHOWN]


def top_questions(catalogue, day):
    """Up to six articles, the most read first; then those about the commonest services. One query in ten minutes per process."""
    reads = _kept("reads", _reads)
    about = {service.id for service in commonest(catalogue)}
    ordered = sorted(catalogue.articles(day), key=lambda article: (-reads.get(article.id, 0), not article.service_ids & about, article.slug))
    return ordered[:SHOWN]


def _kept(name, count):
    at, counts = _held.get(name, (0.0, {}))
    if not at or time.monotonic() - at > KEPT_SECONDS:
        counts = count()
        _held[name] = (time.monotonic(), counts)
    return counts


def _requests():
    since = timezone.now() - timedelta(days=DAYS)
    rows = ServiceRequest.objects.filter(submitted_at__gte=since).values("service_id").annotate(n=Count("id")).order_by()
    return {row["service_id"]: row["n"] for row in rows}


def _reads():
    since = timezone.localdate() - timedelta(days=READ_DAYS)
    return dict(ArticleUse.objects.filter(day__gte=since).values_list("article_id").annotate(n=Sum("read")).order_by())
