"""Pages behind a secret link: never stored by anybody, never told to another site."""

import re

from django.http import Http404
from django.shortcuts import render

from requests_app.queries import by_token

TOKEN = re.compile(r"[\w-]{16,64}", re.ASCII)


def find(token):
    """The request of a secret link as it came in an address, or None."""
    return by_token(token) if TOKEN.fullmatch(token) else None


def request_of(token):
    """The request of a secret link; 404 otherwise."""
    found = find(token)
    if found is None:
        raise Http404
    return found


def keep_secret(response):
    """The answer, with the headers that keep its address and content from everybody else."""
    response["Referrer-Policy"] = (
        "strict-origin"  # never the secret path; with "no-referrer" browsers send a form without its origin, which is refused
    )
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def render_secret(request, template, context, status=200):
    return keep_secret(render(request, template, context, status=status))
