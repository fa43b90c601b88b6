"""Who may open a console page: signed in, not away for too long, with a second factor, and with the permission the page asks for."""

from functools import wraps

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _

GUARDED = {"console", "admin"}  # the pages of these URL namespaces are for staff
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
STAMP_EVERY = 60  # seconds between two notes of "still here", so that not every page writes the session


def staff(*permissions, passive=False):
    """Guards a console view: the user needs one of *permissions* (none named: any member of staff).

    A passive view (heartbeat, live line) is asked by the page itself and does not count as somebody sitting there.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if permissions and not any(request.user.has_perm(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permissions = permissions
        guarded.passive = passive
        return guarded

    return decorate


def lacks_second_factor(user):
    """True when this account must set up an authenticator app or a passkey before it may see anything."""
    if user.is_demo and settings.DEMO_SKIPS_MFA:
        return False
    return not get_adapter().is_mfa_enabled(user, types=SECOND_FACTORS)


def session_over(session, at, *, passive):
    """Why a session ends at *at* (aware): "idle", "long" or "". Notes the use of a page unless it is passive."""
    now = at.timestamp()
    began = session.setdefault("console_began", now)
    seen = session.setdefault("console_seen", now)
    if now - began > settings.CONSOLE_SESSION_HOURS * 3600:
        return "long"
    if now - seen > settings.CONSOLE_IDLE_MINUTES * 60:
        return "idle"
    if not passive and now - seen > STAMP_EVERY:
        session["console_seen"] = now
    return ""


class ConsoleGate:
    """Stands before every page of the console and of the settings screens, so that no view can forget to ask."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if not match or not GUARDED.intersection(match.app_names):
            return None
        if not request.user.is_authenticated:
            return send_to(request, redirect_to_login(request.get_full_path()).url)
        over = session_over(request.session, timezone.now(), passive=getattr(view, "passive", False))
        if over:
            logout(request)
            messages.info(request, OVER[over]())
            return send_to(request, redirect_to_login("" if request.htmx or request.method != "GET" else request.get_full_path()).url)
        if lacks_second_factor(request.user):
            messages.info(request, _("Set up a second step for signing in first: an authenticator app or a passkey."))
            return send_to(request, resolve_url("mfa_index"))
        if request.user.language:
            translation.activate(request.user.language)
        return None

    def process_exception(self, request, exception):
        match = request.resolver_match
        if match and "console" in match.app_names:
            if isinstance(exception, PermissionDenied):
                return render(request, "console/403.html", status=403)
            if isinstance(exception, Http404):
                return render(request, "console/404.html", status=404)
        return None


OVER = {
    "idle": lambda: _("You were signed out because the page was not used for a while. Please sign in again."),
    "long": lambda: _("You were signed out because your session was very long. Please sign in again."),
}


def send_to(request, url):
    """A redirect of the whole page, also when only a part of it was asked for."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
