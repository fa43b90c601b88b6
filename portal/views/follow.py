"""Following what somebody else has reported: her address, a link or six digits sent to it, then news at each step. Nobody learns who follows."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.queries import current
from contacts.confirming import by_link, use_code, use_link
from notifications.confirming import FOLLOW, send_confirmation
from portal import drafts, known, limits
from portal.forms.follow import FollowForm
from portal.forms.mine import CodeForm
from portal.views.errors import too_many
from portal.views.secret import render_secret
from portal.words import you_follow
from requests_app.actions import ask_to_follow, confirm_follow, follow_by_point
from requests_app.followers import follower_count, waiting_follows
from requests_app.models import ServiceRequest
from requests_app.public import block
from requests_app.reference import normalise

ASKED = "asked_follow"  # in the session: the request, and the address she asked with


def _public(reference):
    row = ServiceRequest.objects.public().filter(reference=normalise(reference)).first()
    if row is None:
        raise Http404
    return row


def _page(request, row, template, context, status=200):
    service = current().service_by_id(row.service_id)
    return render_secret(request, template, {"row": row, "service": service, "place": block(row.address), **context}, status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request, reference):
    """Where to write; whoever has shown her address in this session follows at once. ?report= is the draft she comes from."""
    row, point = _public(reference), known.known_point(request)
    form = FollowForm(request.POST if request.method == "POST" else None, initial={"language": get_language()})
    if point:
        form.fields.pop("point")
    context = {"form": form, "count": follower_count(row), "point": point, "draft": drafts.find(request.session, request.GET.get("report", ""))}
    if request.method != "POST":
        return _page(request, row, "portal/public/follow.html", context)
    if limits.is_over(request, "follow", limits.FOLLOWS):
        return too_many(request)
    if not form.is_valid():
        return _page(request, row, "portal/public/follow.html", context, 422)
    limits.count(request, "follow", limits.FOLLOWS)
    language = form.cleaned_data["language"]
    if point:
        follow_by_point(row, *point, language=language)
        return _follows(request, row)
    try:
        ask_to_follow(row, *form.found, language=language)
        facts = {"service_id": row.service_id, "address": block(row.address)}
        send_confirmation(*form.found, language=language, purpose=FOLLOW, facts=facts)
    except ValidationError as error:
        form.add_error("point", error.messages)
        return _page(request, row, "portal/public/follow.html", context, 429)
    request.session[ASKED] = [row.reference, *form.found]
    return redirect("portal:follow_code", row.reference)


def _follows(request, row):
    messages.success(request, you_follow(follower_count(row)))
    return redirect("portal:one", row.reference)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_code(request, reference):
    """What we say after the form, the same for every address; and the field for the six digits."""
    row, (asked, *point) = _public(reference), request.session.get(ASKED) or [""]
    if asked != row.reference:
        return redirect("portal:follow", row.reference)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if limits.is_over(request, "code", limits.CODES):
            return too_many(request)
        try:
            use_code(*point, form.cleaned_data["code"])
        except ValidationError as error:
            limits.count(request, "code", limits.CODES)
            form.add_error("code", error.messages)
        else:
            del request.session[ASKED]
            _begin(follower for follower in waiting_follows(*point) if follower.request_id == row.pk)
            return _follows(request, row)
    return _page(request, row, "portal/public/follow_code.html", {"form": form, "value": point[1]}, 422 if form.errors else 200)


def _begin(waiting):
    """From now on we write to these followers. -> their requests"""
    followed = []
    for follower in waiting:
        confirm_follow(follower)
        followed.append(follower.request)
    return followed


@require_http_methods(["GET", "HEAD", "POST"])
def follow_open(request, token):
    """The link in the message: opening it asks, only the button begins, because mail programs open links too."""
    row = by_link(token)
    if row is None:
        return render_secret(request, "portal/public/follow_over.html", {}, status=410)
    if request.method == "POST":
        try:
            use_link(token)
        except ValidationError:  # pressed twice at once
            return render_secret(request, "portal/public/follow_over.html", {}, status=410)
        followed = _begin(waiting_follows(row.kind, row.value))
        if len(followed) == 1 and followed[0].is_public:
            return _follows(request, followed[0])
        return render_secret(request, "portal/public/follow_open.html", {"rows": _named(followed), "is_on": True})
    rows = [follower.request for follower in waiting_follows(row.kind, row.value)]
    return render_secret(request, "portal/public/follow_open.html", {"rows": _named(rows), "is_on": not rows})


def _named(rows):
    """[(service, block)] of requests."""
    return [(current().service_by_id(row.service_id), block(row.address)) for row in rows]
