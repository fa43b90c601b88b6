"""Where is it: a typed address first, then a list to choose from; a point from the map or the phone is the equal way."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.forms.place import HERE, IN_WORDS, AddressForm, ChooseForm
from portal.views.steps import go_on, show, with_typed
from portal.whereabouts import accuracy, outside, point
from routing.addresses import search_text
from routing.geocoding import find_places, nearest_place
from routing.queries import neighbor_at, neighbor_named, neighbors

SHOWN = 8
POINT = ("lat", "lon", "accuracy")


def place_step(request, service, draft, step):
    """The page of the place: typing, or (with ?q= or ?lat=&lon=) choosing."""
    if request.method == "POST" and request.POST.get("lat"):
        given = {name: request.POST[name][:24] for name in POINT if request.POST.get(name)}
        return redirect(_address(draft, step, **given))
    if "address" in request.POST:
        return _typed(request, service, draft, step)
    if "q" in request.GET or "lat" in request.GET:
        return _choosing(request, service, draft, step)
    return _ask(request, service, draft, step, with_typed(AddressForm(initial={"address": _known(draft).get("text", "")}), draft, step))


def _known(draft):
    return draft.get("place") or {}


def _ask(request, service, draft, step, form, *, status=200, **context):
    return show(request, service, draft, step, "place", form=form, known=_known(draft), status=status, **context)


def _address(draft, step, **query):
    return reverse("portal:report_step", args=[draft.id, step]) + "?" + urlencode(query)


def _typed(request, service, draft, step):
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _ask(request, service, draft, step, form, status=422)
    text = form.cleaned_data["address"]
    if _known(draft).get("text") == text:
        return go_on(service, draft, step)  # chosen before and left as it is
    same = [found for found in find_places(text, 2) if search_text(found.text) == search_text(text)]
    if len(same) == 1:
        return _keep(request, service, draft, step, same[0])
    return redirect(_address(draft, step, q=text))


def _choosing(request, service, draft, step):
    query, here = request.GET.get("q", "")[:200], None
    if not query:
        here = point(request.GET)
        if here is None:
            return redirect("portal:report_step", draft.id, step)
        if words := outside(*here):
            return _not_ours(request, service, draft, step, here, words)
    near = nearest_place(*here) if here else None
    places = find_places(query, SHOWN) if query else [near] if near else []
    form = ChooseForm(request.POST if request.method == "POST" else None, places=places, here=here)
    if request.method == "POST" and form.is_valid():
        choice, words = form.cleaned_data.get("choice"), form.cleaned_data["words"]
        if choice == HERE:
            text = _("Near %(address)s") % {"address": near.text} if near else f"{here[0]:.5f}, {here[1]:.5f}"
            draft.keep(place={"text": text, "lat": here[0], "lon": here[1], "zipcode": near.zipcode if near else ""})
        elif form.only_words or choice == IN_WORDS:
            draft.keep(place={"text": words, "lat": here[0] if here else None, "lon": here[1] if here else None, "zipcode": ""})
        else:
            return _keep(request, service, draft, step, form.place(choice))
        return go_on(service, draft, step)
    # "9 Dune Road, Northford" is found here as 9 Dune Road: what stands after the comma may be another city
    named = neighbor_named(query if form.only_words else query.partition(",")[2])
    context = {
        "form": with_typed(form, draft, step), "query": query, "here": here, "places": places, "title": _("Which place is it?"),
        "accuracy": accuracy(request.GET) if here else None, "neighbor": named, "neighbors": neighbors() if form.only_words and not named else (),
    }  # fmt: skip
    return show(request, service, draft, step, "places", status=422 if form.errors else 200, **context)


def _not_ours(request, service, draft, step, here, words, typed=""):
    """The first page again, saying who is responsible there."""
    form = AddressForm({"address": typed})
    form.full_clean()
    form.errors["address"] = form.error_class([words])
    return _ask(request, service, draft, step, form, neighbor=neighbor_at(*here), status=422)


def _keep(request, service, draft, step, found):
    if words := outside(found.lat, found.lon):  # a geocoder knows more than our city
        return _not_ours(request, service, draft, step, (found.lat, found.lon), words, found.text)
    draft.keep(place={"text": found.text, "lat": found.lat, "lon": found.lon, "zipcode": found.zipcode})
    return go_on(service, draft, step)
