"""Where is it: a typed address first, then a list to choose from; a point from the phone instead when she likes."""

import math
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.forms.place import HERE, IN_WORDS, AddressForm, ChooseForm
from portal.views.steps import go_on, show, with_typed
from routing.addresses import search_text
from routing.models import Address
from routing.queries import inside_city, near_address, search_addresses

SHOWN = 8


def place_step(request, service, draft, step):
    """The page of the place: typing, or (with ?q= or ?lat=&lon=) choosing."""
    if request.method == "POST" and request.POST.get("lat"):
        return redirect(_address(draft, step, lat=request.POST["lat"][:24], lon=request.POST.get("lon", "")[:24]))
    if "address" in request.POST:
        return _typed(request, service, draft, step)
    if "q" in request.GET or "lat" in request.GET:
        return _choosing(request, service, draft, step)
    known = draft.get("place") or {}
    return show(request, service, draft, step, "place", form=with_typed(AddressForm(initial={"address": known.get("text", "")}), draft, step))


def _address(draft, step, **query):
    return reverse("portal:report_step", args=[draft.id, step]) + "?" + urlencode(query)


def _typed(request, service, draft, step):
    form = AddressForm(request.POST)
    if not form.is_valid():
        return show(request, service, draft, step, "place", form=form, status=422)
    text = form.cleaned_data["address"]
    if (draft.get("place") or {}).get("text") == text:
        return go_on(service, draft, step)  # chosen before and left as it is
    same = [found for found in search_addresses(text, limit=2) if found.search == search_text(text)]
    if len(same) == 1:
        return _keep(service, draft, step, same[0])
    return redirect(_address(draft, step, q=text))


def _point(request):
    """(lat, lon) of the address line, or None. Raises ValidationError outside of the city."""
    try:
        lat, lon = float(request.GET["lat"]), float(request.GET["lon"])
    except (KeyError, ValueError):
        return None
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None
    if not inside_city(lat, lon):
        words = _("This place is outside the city, so another city or the county is responsible. Call us and we tell you who.")
        raise ValidationError(words, code="outside")
    return lat, lon


def _choosing(request, service, draft, step):
    query, here = request.GET.get("q", "")[:200], None
    if not query:
        try:
            here = _point(request)
        except ValidationError as error:
            form = AddressForm({"address": ""})
            form.full_clean()
            form.errors["address"] = form.error_class(error.messages)
            return show(request, service, draft, step, "place", form=form, status=422)
        if here is None:
            return redirect("portal:report_step", draft.id, step)
    near = near_address(*here) if here else None
    places = search_addresses(query, limit=SHOWN) if query else [near] if near else []
    form = ChooseForm(request.POST if request.method == "POST" else None, places=places, here=here)
    if request.method == "POST" and form.is_valid():
        choice, words = form.cleaned_data.get("choice"), form.cleaned_data["words"]
        if choice == HERE:
            text = _("Near %(address)s") % {"address": near.text} if near else f"{here[0]:.5f}, {here[1]:.5f}"
            draft.keep(place={"text": text, "lat": here[0], "lon": here[1], "zipcode": near.zipcode if near else ""})
        elif form.only_words or choice == IN_WORDS:
            draft.keep(place={"text": words, "lat": here[0] if here else None, "lon": here[1] if here else None, "zipcode": ""})
        else:
            return _keep(service, draft, step, Address.objects.get(pk=int(choice)))
        return go_on(service, draft, step)
    context = {"form": with_typed(form, draft, step), "query": query, "here": here, "places": places, "title": _("Which place is it?")}
    return show(request, service, draft, step, "places", status=422 if form.errors else 200, **context)


def _keep(service, draft, step, address):
    draft.keep(place={"text": address.text, "lat": address.lat, "lon": address.lon, "zipcode": address.zipcode})
    return go_on(service, draft, step)
