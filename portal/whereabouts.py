"""A point as somebody's phone or pin gives it: is it one, is it ours, and whose is it else?"""

import math

from django.conf import settings
from django.utils.translation import gettext as _

from portal.words import isolated
from routing.queries import inside_city, neighbor_at

FARTHEST_M = 100_000


def point(query):
    """(lat, lon) of ?lat=&lon=, or None when that is no place on earth."""
    try:
        lat, lon = float(query["lat"]), float(query["lon"])
    except (KeyError, ValueError):
        return None
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None
    return lat, lon


def outside(lat, lon):
    """Who is responsible for a place outside of the city, in a sentence; "" inside."""
    if inside_city(lat, lon):
        return ""
    if neighbor := neighbor_at(lat, lon):
        return _("This place is outside %(city)s: %(neighbor)s is responsible for it.") % {
            "city": isolated(settings.CITY_NAME),
            "neighbor": isolated(neighbor.name),
        }
    return _("This place is outside the city, so another city or the county is responsible. Call us and we tell you who.")


def accuracy(query):
    """How exactly the phone knows the place, ?accuracy= in whole meters, or None when it is not told."""
    try:
        meters = float(query["accuracy"])
    except (KeyError, ValueError):
        return None
    return max(round(meters), 1) if 0 < meters < FARTHEST_M else None
