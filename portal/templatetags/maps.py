"""The map that opens on tap, in a page: what its script must know stands in data attributes."""

import json

from django import template
from django.conf import settings
from django.urls import reverse

from catalog.queries import current

register = template.Library()


def _about_the_map():
    version = current().version
    return {
        "city_name": settings.CITY_NAME,
        "city_json": f"{reverse('portal:city_map')}?v={version}",
        "tiles": settings.TILES,
        "attribution": settings.TILES_ATTRIBUTION,
        "center": json.dumps(settings.CITY_CENTER),
    }


@register.inclusion_tag("portal/parts/map.html")
def map_with_pin(place):
    """A map to show a place on. place: {"lat", "lon"} of the draft, or an empty dict."""
    known = [place["lat"], place["lon"]] if place.get("lat") is not None else None
    return {**_about_the_map(), "kind": "pin", "pin": json.dumps(known)}


@register.inclusion_tag("portal/parts/map.html")
def map_of_requests(query):
    """A map of the public list. query: the filters, as address parameters."""
    return {**_about_the_map(), "kind": "requests", "query": query}
