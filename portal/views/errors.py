"""Pages for when something is not there, not allowed, or not working: in the page's language, without asking the database."""

import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import activate, get_language_from_path, get_language_from_request

LONG = 40  # characters from which an answer to a question is worth being shown back
KEPT = 20_000  # characters of a form shown back after an outage
DROPPED = {"csrfmiddlewaretoken", "switch", "drop", "add", "later", "forget", "use"}
IN_WORDS = {"address", "words", "description", "text", "reason", "comment", "name", "email", "phone"}


def _page(request, template, status, **context):
    activate(get_language_from_path(request.path_info) or get_language_from_request(request))
    response = render(request, template, {"without_database": True, **context}, status=status)
    patch_cache_control(response, no_store=True)
    return response


def bad_request(request, exception=None):
    return _page(request, "400.html", 400)


def denied(request, exception=None):
    return _page(request, "403.html", 403)


def not_found(request, exception=None):
    return _page(request, "404.html", 404)


def too_many(request):
    response = _page(request, "429.html", 429)
    response["Retry-After"] = "600"
    return response


def csrf(request, reason=""):
    """The page was open too long, or cookies are off."""
    return _page(request, "csrf.html", 403, **_typed(request))


def server_error(request):
    """Our fault. When it is the database that is away, say so, keep what she typed and let her send it again."""
    problem = sys.exc_info()[1]
    if isinstance(problem, OperationalError | InterfaceError):
        response = _page(request, "503.html", 503, **_typed(request))
        response["Retry-After"] = "30"
        return response
    return _page(request, "500.html", 500)


def _typed(request):
    """What she sent, to be shown and sent again."""
    if request.method != "POST":
        return {"typed": [], "path": request.get_full_path()}
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in DROPPED]
    except Exception:  # an unreadable form has nothing to keep
        fields = []
    if sum(len(value) for _name, value in fields) > KEPT:
        fields = []
    shown = [value for name, value in fields if value.strip() and (name in IN_WORDS or len(value) > LONG)]
    return {"typed": fields, "shown": shown, "path": request.get_full_path(), "is_post": True}
