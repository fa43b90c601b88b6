"""Finding: the home page, search and browse, a service, help, the city's colours."""

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.actions import count_miss
from catalog.queries import current
from portal import limits
from portal.colors import stylesheet
from portal.danger import spotted
from portal.popular import commonest, top_questions
from portal.search import find


@require_safe
def best_language(request):
    """/ : to the home page in the language chosen before, or the best the browser asks for."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
@cache_control(public=True, max_age=3600)
def city_css(request):
    """The city's colours as custom properties."""
    return HttpResponse(stylesheet(settings.CITY_COLOR, settings.CITY_ACCENT), content_type="text/css; charset=utf-8")


@require_safe
def robots(request):
    """Search engines find services and answers, not forms and secret links."""
    closed = [f"/*/{name}/" for name in ("report", "saved", "track", "done", "survey", "stop", "photo", "lookup")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in [*closed, "/console/"])]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _needs(catalogue):
    """[(group, its services)] of the groups that have any."""
    by_group = {group.id: [] for group in catalogue.groups}
    for service in catalogue.services:
        by_group.get(service.group_id, []).append(service)
    return [(group, by_group[group.id]) for group in catalogue.groups if by_group[group.id]]


def home(request):
    """One question: what do you need?"""
    catalogue = current()
    context = {"common": commonest(catalogue), "needs": _needs(catalogue), "questions": top_questions(catalogue, timezone.localdate())}
    return render(request, "portal/home.html", context)


def search(request):
    """Results for ?q=, or the services of one need for ?need=. Words that mean danger show 911 first; words that find nothing are counted."""
    catalogue = current()
    query = request.GET.get("q", "").strip()[:200]
    need = next((found for found in _needs(catalogue) if found[0].code == request.GET.get("need")), None)
    context = {"query": query, "need": need, "needs": _needs(catalogue), "other": catalogue.service("other")}
    if query:
        context["found"] = find(query, get_language(), timezone.localdate())
        context["danger"] = spotted(catalogue.danger_words, get_language(), [query])
        if not context["found"] and not limits.is_over(request, "miss", limits.MISSES):
            _count_miss(query)
            limits.count(request, "miss", limits.MISSES)
    return render(request, "portal/search.html", context)


def _count_miss(query):
    """A count that is lost is no reason to refuse a page."""
    try:
        with transaction.atomic():
            count_miss(query, language=get_language(), day=timezone.localdate())
    except DatabaseError:
        return


def service(request, code):
    """What a service does for you, how long, what it costs, what to bring; start, or call."""
    catalogue = current()
    entry = catalogue.service(code)
    if entry is None or entry.is_hidden:
        raise Http404
    articles = [article for article in catalogue.articles(timezone.localdate()) if entry.id in article.service_ids]
    around = {"department": catalogue.department(entry.department_id), "group": catalogue.group(entry.group_id)}
    return render(request, "portal/service.html", {"service": entry, "articles": articles, **around})


def help_page(request):
    catalogue = current()
    return render(request, "portal/help.html", {"offices": catalogue.offices, "other": catalogue.service("other")})


def accessibility(request):
    """How well these pages work for everybody, what is not reached yet, and how to complain."""
    return render(request, "portal/accessibility.html")
