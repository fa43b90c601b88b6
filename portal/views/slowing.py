"""Many reports from one place in an hour: still sent, one a minute, or at once with six digits. Libraries share an address: nobody is shut out."""

from django.core.exceptions import ValidationError

from contacts.confirming import use_code
from contacts.models import Channel, PointKind
from notifications.confirming import send_code_to
from portal import known, limits
from portal.forms.mine import CodeForm
from portal.views.steps import show


def slow_down(request, service, draft, step):
    """The page that stands between her and sending, or None when she may send now."""
    if not limits.is_over(request, "submit", limits.SUBMISSIONS) or draft.get("proven"):
        return None
    point = _own_point(draft.get("you") or {})
    if point and point == known.known_point(request):
        return None
    form = CodeForm(request.POST) if point and "code" in request.POST else None
    if form is not None and _is_right(request, form, point):
        draft.keep(proven=True)
        return None
    if form is None and not limits.is_over(request, "slowly", limits.ONE_A_MINUTE):
        limits.count(request, "slowly", limits.ONE_A_MINUTE)
        return None
    is_asked = bool(point) and (draft.get("challenged") or _ask(draft, point))
    context = {"form": form or CodeForm(), "value": is_asked and point[1]}
    return show(request, service, draft, step, "slow", status=422 if form is not None else 429, **context)


def _own_point(you):
    """(PointKind, value) that the person in front of this page has given as her own, or None."""
    if you.get("channel") == Channel.EMAIL:
        return PointKind.EMAIL, you["email"]
    return (PointKind.PHONE, you["phone"]) if you.get("channel") == Channel.SMS else None


def _is_right(request, form, point):
    if not form.is_valid() or limits.is_over(request, "code", limits.CODES):
        return False
    try:
        use_code(*point, form.cleaned_data["code"])
    except ValidationError as error:
        limits.count(request, "code", limits.CODES)
        form.add_error("code", error.messages)
        return False
    return True


def _ask(draft, point):
    """Send the digits, once a draft. -> whether she can be asked for them; else she waits a minute"""
    try:
        send_code_to(*point, language=draft.get("you").get("language"))
    except ValidationError:
        return False
    draft.keep(challenged=True)
    return True
