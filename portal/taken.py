"""Where a photo was taken, as a question to her: is that the place? Nothing of it is kept unless she says so."""

from dataclasses import dataclass
from math import cos, hypot, isfinite, radians

from django.utils.translation import gettext as _

from routing.queries import METERS_PER_DEGREE, inside_city, near_address

APART_M = 100  # nearer than this it is the place she gave: phones are not more exact


@dataclass(frozen=True)
class Offer:
    """A place she may take over, and the address it is near, or ""."""

    lat: float
    lon: float
    near: str
    zipcode: str = ""

    @property
    def text(self):
        return _("Near %(address)s") % {"address": self.near} if self.near else f"{self.lat:.5f}, {self.lon:.5f}"

    @property
    def value(self):
        return f"{self.lat:.6f},{self.lon:.6f}"

    @property
    def place(self):
        """As a draft keeps a place."""
        return {"text": self.text, "lat": self.lat, "lon": self.lon, "zipcode": self.zipcode}


def read(text):
    """ "37.05,-121.9" as it comes with a form -> (lat, lon), or None."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (lat, lon) if isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180 else None


def offered(positions, place):
    """The Offer of the first position that is inside the city and not the place she gave; or None.

    positions: (lat, lon) or None, as read from photos; place: of the draft, with lat and lon None when it is in words only.
    """
    for position in positions:
        if position and inside_city(*position) and _differs(position, place):
            near = near_address(*position)
            return Offer(*position, near.text if near else "", near.zipcode if near else "")
    return None


def _differs(position, place):
    if place.get("lat") is None:
        return True
    north, east = position[0] - place["lat"], (position[1] - place["lon"]) * cos(radians(position[0]))
    return hypot(north, east) * METERS_PER_DEGREE > APART_M
