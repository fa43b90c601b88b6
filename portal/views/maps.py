"""What the scripts of the place step and of the maps ask for. Public, the same for everybody, nothing personal in any of it."""

from django.http import HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.queries import current
from portal import limits
from portal.forms.place import listed
from portal.maps import city_drawn, requests_drawn
from portal.public import Narrowed
from portal.whereabouts import outside, point
from portal.words import isolated
from routing.geocoding import find_places, nearest_place

SUGGESTED = 8
SHORTEST = 3  # letters; for fewer, half the city would fit
PLACE_KEPT, MAP_KEPT, REQUESTS_KEPT = 300, 24 * 60 * 60, 60  # seconds in her browser


def _limited(view):
    """No more than a crowd behind one address would ask for."""

    def limited(request):
        if limits.is_over(request, "places", limits.PLACES):
            return JsonResponse({"said": "", "places": []}, status=429)
        limits.count(request, "places", limits.PLACES)
        return view(request)

    return limited


@require_safe
@cache_control(public=True, max_age=PLACE_KEPT)
@_limited
def places(request):
    """?q= -> {"places": [address, …], "said": how many, in words}: what she may mean while she types."""
    typed = request.GET.get("q", "").strip()[:200]
    found = list(listed(find_places(typed, SUGGESTED))) if len(typed) >= SHORTEST else []
    count = len(found)
    said = ngettext("%(count)s address fits.", "%(count)s addresses fit.", count) % {"count": count} if found else _("No address fits so far.")
    return JsonResponse({"places": found, "said": said})


@require_safe
@cache_control(public=True, max_age=PLACE_KEPT)
@_limited
def place(request):
    """?lat=&lon= -> {"said": where the pin is, in a sentence}."""
    where = point(request.GET)
    if where is None:
        return JsonResponse({"said": ""}, status=400)
    if words := outside(*where):
        return JsonResponse({"said": words})
    near = nearest_place(*where)
    said = _("The pin is near %(address)s.") % {"address": isolated(near.text)} if near else _("The pin is inside the city. No address is near.")
    return JsonResponse({"said": said})


@require_safe
def city_map(request):
    """Districts and streets as GeoJSON, in the page's language. With the version of now in its address (?v=) it may be kept for a day."""
    response = HttpResponse(city_drawn(), content_type="application/geo+json")
    is_now = request.GET.get("v") == str(current().version)
    patch_cache_control(response, public=True, max_age=MAP_KEPT if is_now else 60)
    return response


@require_safe
@cache_control(public=True, max_age=REQUESTS_KEPT)
def requests_map(request):
    """The newest requests of the public list as GeoJSON, narrowed in the same way: places to the block, without names and words."""
    return JsonResponse(requests_drawn(Narrowed(request.GET)), content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})
