"""Look a request up by its reference: type, state, place to the block; unknown, wrong and sensitive alike."""

from django.shortcuts import render

from portal import limits
from portal.views.errors import too_many
from requests_app.public import block
from requests_app.queries import by_reference


def lookup(request):
    """?reference= as somebody typed or heard it. Misses are counted; ten in ten minutes are enough."""
    text = request.GET.get("reference", "").strip()[:60]
    if "reference" not in request.GET:
        return render(request, "portal/lookup.html")
    if limits.is_over(request, "lookup", limits.LOOKUP_MISSES):
        return too_many(request)
    found = by_reference(text)
    if found is None or found.is_restricted:
        if text:
            limits.count(request, "lookup", limits.LOOKUP_MISSES)
        return render(request, "portal/lookup.html", {"text": text, "is_missing": True, "is_empty": not text}, status=422)
    return render(request, "portal/lookup.html", {"text": text, "found": found, "place": block(found.address)})
