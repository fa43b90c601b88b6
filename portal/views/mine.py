"""My requests: her address, a link or six digits sent to it, then everything she asked the city for. Nobody learns whom we know."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from contacts.confirming import by_link, use_code, use_link
from notifications.confirming import send_confirmation
from portal import known, limits
from portal.forms.mine import AddressForm, CodeForm
from portal.views.errors import too_many
from portal.views.secret import render_secret
from portal.words import sentence, sentence_for_others
from requests_app.followers import followed_by_point, stop_token
from requests_app.queries import of_point


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request):
    """Her list when this browser has shown an address; else the form, which answers the same for every address."""
    if request.method == "POST":
        return _ask(request)
    point = known.known_point(request)
    if point is None:
        return render_secret(request, "portal/mine/ask.html", {"form": AddressForm()})
    rows = [(row, sentence(row)) for row in of_point(*point)]
    own = {row.pk for row, _said in rows}
    others = [(row, sentence_for_others(row.request), stop_token(row)) for row in followed_by_point(*point) if row.request_id not in own]
    context = {
        "open": [row for row in rows if row[0].is_open], "closed": [row for row in rows if not row[0].is_open], "value": point[1],
        "sent": [other for other in others if other[0].sees_all], "followed": [other for other in others if not other[0].sees_all],
    }  # fmt: skip
    return render_secret(request, "portal/mine/list.html", context)


def _ask(request):
    if limits.is_over(request, "mine", limits.LINKS):
        return too_many(request)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return render_secret(request, "portal/mine/ask.html", {"form": form}, status=422)
    limits.count(request, "mine", limits.LINKS)
    try:
        send_confirmation(*form.found, language=get_language())
    except ValidationError as error:
        form.add_error("point", error.messages)
        return render_secret(request, "portal/mine/ask.html", {"form": form}, status=429)
    request.session[known.ASKED] = list(form.found)
    return redirect("portal:mine_code")


@require_http_methods(["GET", "HEAD", "POST"])
def mine_code(request):
    """What we say after the form, always the same; and the field for the six digits."""
    asked = request.session.get(known.ASKED)
    if asked is None:
        return redirect("portal:mine")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if limits.is_over(request, "code", limits.CODES):
            return too_many(request)
        try:
            use_code(*asked, form.cleaned_data["code"])
        except ValidationError as error:
            limits.count(request, "code", limits.CODES)
            form.add_error("code", error.messages)
        else:
            known.remember(request, *asked)
            return redirect("portal:mine")
    return render_secret(request, "portal/mine/code.html", {"form": form, "value": asked[1]}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def mine_open(request, token):
    """The link in the message: opening it asks, only the button uses it, because mail programs open links too."""
    if request.method == "POST":
        try:
            row = use_link(token)
        except ValidationError:
            return render_secret(request, "portal/mine/over.html", {}, status=410)
        known.remember(request, row.kind, row.value)
        return redirect("portal:mine")
    row = by_link(token)
    if row is None:
        return render_secret(request, "portal/mine/over.html", {}, status=410)
    return render_secret(request, "portal/mine/open.html", {"value": row.value})


@require_POST
def mine_leave(request):
    """On a computer that others use: forget her here."""
    known.forget(request)
    return redirect("portal:mine")
