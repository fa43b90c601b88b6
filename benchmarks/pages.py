"""What is measured: six pages, each as a request that can be asked again and again with changing content."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from catalog.models import Datatype
from catalog.queries import current
from cx311.demo.city import sign_ins
from requests_app.models import ServiceRequest
from routing.models import Address

SAMPLE = 1000
CSRF = "b" * 32
FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True)
class Page:
    """One row of the table. ask(n) -> (path, form or None, cookies) of the n-th request; limit: how many there can be."""

    name: str
    kind: str
    ask: Callable
    status: int = 200
    limit: int | None = None
    headers: dict = field(default_factory=dict)

    def raw(self, number):
        """The n-th request as the bytes of HTTP/1.1."""
        path, form, cookies = self.ask(number)
        lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Language: en"]
        if cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
        body = b"" if form is None else urlencode(form).encode()
        if form is not None:
            lines += [f"Content-Type: {FORM}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


def answers_for(service):
    """Answers to everything that must be answered, not meaning danger."""
    given = {}
    for question in service.questions:
        if question.is_required and question.is_variable and question.is_asked(given):
            keys = [option.key for option in question.options if not option.is_emergency]
            typed = {Datatype.NUMBER: "3", Datatype.DATETIME: "2026-11-20T10:00:00", Datatype.SINGLE: keys[:1], Datatype.MULTI: keys[:1]}
            given[question.code] = typed.get(question.datatype, "near the corner")
    return given


class Town:
    """What residents file and where, read once: building a request must not ask the database."""

    def __init__(self):
        self.services = [service for service in current().services if service.needs_place and service.is_public][:6]
        self.answers = {service.code: answers_for(service) for service in self.services}
        self.places = list(Address.objects.order_by("?").values("text", "zipcode", "lat", "lon")[:SAMPLE])

    def submission(self, number):
        """What the n-th resident files: (service, answers, place, description, e-mail); everybody is somebody new."""
        service, place = self.services[number % len(self.services)], self.places[number % len(self.places)]
        words = f"There is a large hole in the street near the school, it has been there since Monday ({number})."
        return service, self.answers[service.code], place, words, f"{secrets.token_hex(6)}@city.example"


def pages(town, sessions):
    """All pages of the table. sessions: how many prepared reports there are to send."""
    sample = list(ServiceRequest.objects.filter(token__startswith="bench").order_by("-submitted_at").values_list("reference", "token")[: SAMPLE * 5])
    random.shuffle(sample)
    staff = {settings.SESSION_COOKIE_NAME: _signed_in(), settings.CSRF_COOKIE_NAME: CSRF}
    with override("en"):
        tracked = [reverse("portal:track", args=[token]) for _reference, token in sample]
    shown = [reverse("console:request", args=[reference]) for reference, _token in sample]
    queue = reverse("console:queue")
    services, post = reverse("api:services", args=["json"]), reverse("api:requests", args=["json"])
    return [
        Page("open311_services", "read", lambda n: (services, None, {})),
        Page("tracking", "read", lambda n: (tracked[n % len(tracked)], None, {})),
        Page("queue", "read", lambda n: (queue, None, staff)),
        Page("request_page", "read", lambda n: (shown[n % len(shown)], None, staff)),
        Page("open311_post", "write", lambda n: _open311(n, town, post)),
        _portal(town, sessions),
    ]


def _open311(number, town, path):
    service, answers, place, words, email = town.submission(number)
    form = [
        ("api_key", "demo-key"), ("service_code", service.code), ("lat", f"{place['lat']:.6f}"), ("long", f"{place['lon']:.6f}"),
        ("address_string", place["text"]), ("description", words), ("email", email), ("first_name", "Bench"), ("last_name", str(number)),
    ]  # fmt: skip
    for code, value in answers.items():
        form += [(f"attribute[{code}][]", key) for key in value] if isinstance(value, list) else [(f"attribute[{code}]", value)]
    return path, form, {}


def _portal(town, count):
    """Sending a report from the page "check your answers": one prepared session for each, as if everybody had just filled it in."""
    store, ready = SessionStore(), []
    over = timezone.now() + timedelta(days=1)
    rows = []
    for number in range(count):
        service, answers, place, words, email = town.submission(number)
        draft, key = secrets.token_urlsafe(12), secrets.token_hex(16)
        you = {"channel": "email", "email": email, "phone": "", "name": f"Bench {number}", "language": "en"}
        kept = {
            "service": service.code, "place": place, "answers": answers, "asked": [question.code for question in service.questions],
            "description": words, "photos": True, "you": you, "checked": True,
        }  # fmt: skip
        rows.append(Session(session_key=key, session_data=store.encode({"drafts": {draft: kept}, "you": you}), expire_date=over))
        ready.append((draft, key))
    Session.objects.bulk_create(rows, batch_size=500)
    with override("en"):
        paths = [reverse("portal:report_step", args=[draft, "check"]) for draft, _key in ready]

    def ask(number):
        cookies = {settings.SESSION_COOKIE_NAME: ready[number][1], settings.CSRF_COOKIE_NAME: CSRF}
        return paths[number], [("csrfmiddlewaretoken", CSRF)], cookies

    return Page("portal_submit", "write", ask, status=302, limit=count)


def _signed_in():
    """A session of the demo's supervisor, who sees the most, written as signing in would."""
    account = next(account for account in sign_ins() if account["role"] == "supervisor")
    user = User.objects.get(email=account["email"])
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
