"""Supervisors' page: how much, how old, on time or not, handed over how, and what residents say. Every number says of what, from when, n."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from catalog.queries import current
from console import charts, words
from console.access import staff
from contact_center.models import Handoff, Offer
from contacts.models import Channel
from notifications.models import Message
from requests_app.models import ServiceRequest
from surveys.kpis import Period, registry, work

PERIODS = (7, 30, 90, 365)


@staff("surveys.view_figures")
@require_GET
def figures(request):
    days = request.GET.get("days", "")
    days = int(days) if days.isdigit() and int(days) in PERIODS else 30
    period, at = Period.days(days), timezone.now()
    visible = ServiceRequest.objects.visible_to(request.user)
    weekly = days > 60
    volume = work.volumes(visible, period, unit="week" if weekly else "day")[""]
    offers = Offer.objects.filter(handoff__in=Handoff.objects.visible_to(request.user).values("pk"))
    ages = work.ages(visible, at)
    departments = {str(pk): entry.name for pk, entry in current().departments.items()}
    context = {
        "days": days,
        "periods": PERIODS,
        "period": period,
        "at": at,
        "weekly": weekly,
        "volume": volume,
        "volume_total": sum(count for _day, count in volume),
        "volume_chart": charts.columns([(date_format(day, pgettext("format of a day in a chart", "M j")), count) for day, count in volume]),
        "channels": named(work.volumes(visible, period, unit="week", by="channel"), dict(Channel.choices).get),
        "ages": ages,
        "open_total": sum(group.count for group in ages),
        "overdue_total": sum(group.overdue for group in ages),
        "age_chart": charts.columns([(age_word(group), group.count) for group in ages], second=[group.overdue for group in ages]),
        "age_rows": [(age_word(group), group) for group in ages],
        "kept": work.promise_kept(visible, period),
        "kept_by": [(departments.get(cell, cell), share) for cell, share in work.promise_kept(visible, period, by="department").items()],
        "asked": work.asked_again(visible, period),
        "asked_now": visible.open().asked_again().count(),
        "handoffs": work.handoffs(offers, period),
        "outbox": work.outbox(Message.objects.visible_to(request.user), at),
        "kpis": [kpi_of(kpi, period, departments) for kpi in registry.values()],
    }
    return render(request, "console/figures.html", context)


def kpi_of(kpi, period, departments):
    """A figure, its chart, and its cells by language and department."""
    figure = kpi.compute(period)
    return {
        "kpi": kpi,
        "figure": figure,
        "range": charts.interval(figure),
        "by_language": [(words.endonym(cell), found) for cell, found in kpi.compute(period, by="language").items()],
        "by_department": [(departments.get(cell, cell), found) for cell, found in kpi.compute(period, by="department").items()],
    }


def named(cells, name_of):
    """{cell: [(day, n)]} -> [(name, total)], the largest first."""
    return sorted(((name_of(cell) or cell, sum(n for _day, n in rows)) for cell, rows in cells.items() if cell), key=lambda row: -row[1])


def age_word(group):
    """ "1–3 d", "90 d or more"."""
    since = words.span(timedelta(days=group.since)) if group.since else "0"
    if group.until is None:
        return f"> {since}"
    return f"{since}–{words.span(timedelta(days=group.until))}"
