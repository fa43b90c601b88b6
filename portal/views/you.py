"""Who are you: asked once. What this session knows already stands there as an answer, with a way to change it."""

from django.shortcuts import redirect
from django.utils.translation import get_language

from contacts.models import Channel, PointKind
from contacts.queries import by_point
from portal import known
from portal.forms.you import ANONYMOUS, ForOtherForm, SettledForm, YouForm
from portal.views.steps import go_on, keep_typed, show, with_typed

TWO = {PointKind.EMAIL: Channel.EMAIL, PointKind.PHONE: Channel.SMS}


def you_step(request, service, draft, step):
    """How to reach her, or the person she does this for ("who" turns the page). ?change asks everything again."""
    if request.method == "POST" and request.POST.get("who") in ("me", "other"):
        keep_typed(request, draft, step)
        draft.keep(for_other=request.POST["who"] == "other")
        draft.forget("you")
        return redirect("portal:report_step", draft.id, step)
    if draft.get("for_other"):
        return _for_other(request, service, draft, step)
    whole = None if draft.get("you") or "change" in request.GET else known_of(request, draft)
    if whole and request.method == "POST" and "same" in request.POST:
        draft.keep(you=whole)
        return go_on(service, draft, step)
    if whole and request.method != "POST" and not (draft.get("typed") or {}).get(step):
        return show(request, service, draft, step, "you_known", you=whole)
    return _herself(request, service, draft, step)


def _herself(request, service, draft, step):
    before, data = request.session.get(known.YOU) or {}, request.POST if request.method == "POST" else None
    is_settled = before.get("channel") in TWO.values() and not draft.get("you") and "change" not in request.GET
    if is_settled:
        form = SettledForm(data, settled=before, anonymous_allowed=service.anonymous_allowed)
    else:
        initial = draft.get("you") or {"language": get_language(), **_preferences(before)}
        form = YouForm(data, initial=initial, anonymous_allowed=service.anonymous_allowed)
    if data is not None and form.is_valid():
        draft.keep(you=form.cleaned_data)
        request.session[known.YOU] = form.cleaned_data
        return go_on(service, draft, step)
    form = with_typed(form, draft, step)
    return show(request, service, draft, step, "you", form=form, settled=is_settled and before, status=422 if form.errors else 200)


def _preferences(before):
    return {name: before[name] for name in ("channel", "language") if before.get(name) and before.get("channel") != ANONYMOUS}


def _for_other(request, service, draft, step):
    data = request.POST if request.method == "POST" else None
    initial = draft.get("you") or {"language": get_language(), **(known_of(request, draft) or _preferences(request.session.get(known.YOU) or {}))}
    form = ForOtherForm(data, initial=initial)
    if data is not None and form.is_valid():
        draft.keep(you=form.cleaned_data)
        return go_on(service, draft, step)
    return show(request, service, draft, step, "you_for_other", form=with_typed(form, draft, step), status=422 if form.errors else 200)


def known_of(request, draft):
    """All we need to reach her, when this session knows it: from the report this one goes on from, or by an address she has shown to be hers."""
    before, point = draft.get("before") or {}, known.known_point(request)
    if before.get("channel") in TWO.values():
        return before
    if point is None:
        return None
    kind, value = point
    mine = request.session.get(known.YOU) or {}
    if mine.get("channel") in TWO.values() and value in (mine.get("email"), mine.get("phone")):
        return mine
    people = by_point(value)
    one = people[0] if len(people) == 1 else None  # a household shares an address: then its names are not ours to choose from
    address = {"email": value if kind == PointKind.EMAIL else "", "phone": value if kind == PointKind.PHONE else ""}
    return {"channel": TWO[kind], "name": one.name if one else "", "language": (one and one.preferred_language) or get_language(), **address}
