"""Answers to questions people ask, and whether they helped."""

from django.db import DatabaseError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from catalog.actions import count_use
from catalog.queries import current

RATED = "rated"  # in the session: the answers she has said something about


def _article(slug):
    found = current().article(slug, timezone.localdate())
    if found is None:
        raise Http404
    return found


def _count(entry, use):
    """A count that is lost is no reason to refuse an answer."""
    try:
        with transaction.atomic():
            count_use(entry.id, use, language=get_language(), day=timezone.localdate())
    except DatabaseError:
        return


@require_safe
def article(request, slug):
    """An answer to a question people ask; each reading is counted, nobody by name."""
    catalogue, entry = current(), _article(slug)
    rated = slug in request.session.get(RATED, [])
    if request.method == "GET" and not rated:
        _count(entry, "read")
    services = [found for found in catalogue.services if found.id in entry.service_ids]
    context = {"article": entry, "services": services, "department": catalogue.department(entry.department_id), "rated": rated}
    return render(request, "portal/article.html", context)


@require_POST
def helpful(request, slug):
    """Was this helpful? Counted once a session."""
    entry = _article(slug)
    rated, said = request.session.get(RATED, []), {"yes": "helped", "no": "did_not_help"}.get(request.POST.get("helpful"))
    if said and slug not in rated:
        _count(entry, said)
        request.session[RATED] = [*rated, slug][-100:]
    return redirect(f"{request.path.removesuffix('helpful/')}#helpful")
