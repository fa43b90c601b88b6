"""/demo/mail/: the letters that the demo's mail server kept. Mounted in the demo only."""

import re
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

SHOWN = 100
NAME = re.compile(r"\d{13}-\d{6}")


def letters(request):
    """The newest letters first; ?to= shows those of one address."""
    to = request.GET.get("to", "").strip()
    found = []
    for path in sorted(_directory().glob("*.eml"), reverse=True):
        letter = _read(path)
        if to.lower() in letter["to"].lower():
            found.append(letter)
        if len(found) == SHOWN:
            break
    return render(request, "demo/letters.html", {"letters": found, "to": to})


def letter(request, name):
    """One letter as a person gets it: both its parts and the headers that matter."""
    return render(request, "demo/letter.html", {"letter": _read(_path(name))})


@xframe_options_sameorigin
@csp_replace(
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-top-navigation-by-user-activation"],
    }
)
def letter_html(request, name):
    """The HTML part alone, shut in: letters carry their own styles, nothing of them may run, and links leave the frame."""
    return HttpResponse(_read(_path(name))["html"].replace("<head>", '<head><base target="_top">', 1))


def _directory():
    return settings.DATA / "mail"


def _path(name):
    path = _directory() / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.exists():
        raise Http404
    return path


def _read(path):
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    text, html = message.get_body(["plain"]), message.get_body(["html"])
    return {
        "name": path.stem,
        "subject": message["subject"] or "",
        "to": message["to"] or "",
        "from": message["from"] or "",
        "at": parsedate_to_datetime(message["date"]) if message["date"] else None,
        "language": message["content-language"] or "",
        "stop": message["list-unsubscribe"] or "",
        "text": text.get_content().replace("\r\n", "\n") if text else "",
        "html": html.get_content() if html else "",
    }
