"""For when there is no connection: one page, and the small worker that keeps it on the device. Both are the same for everybody."""

from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(no_cache=True)
def offline(request):
    """What the worker shows in the place of a page that could not be reached, at that page's address."""
    return render(request, "portal/offline.html")


@require_safe
@cache_control(no_cache=True)
def worker(request):
    """The worker of one language: it stands beside that language's pages, and reaches no others."""
    return render(request, "portal/worker.js", content_type="text/javascript; charset=utf-8")
