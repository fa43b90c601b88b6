"""Places by their name, and the name of a place: asked of the city's own gazetteer, or of the geocoder that the settings name.

Both functions give objects with .text, .lat, .lon (WGS84 degrees) and .zipcode, as `routing.models.Address` has them.
"""

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import Error
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


def find_places(text: str, limit: int = 8) -> list[Any]:
    """Places that somebody typing *text* may mean, best first. A geocoder that fails finds nothing: she can still describe the place."""
    return list(_ask(settings.GEOCODER, text, limit) or [])[:limit]


def nearest_place(lat: float, lon: float) -> Any | None:
    """The nearest place with a name, or None."""
    return _ask(settings.REVERSE_GEOCODER, lat, lon)


def _ask(path: str, *what) -> Sequence[Any] | Any | None:
    try:
        return import_string(path)(*what)
    except Error:
        raise  # our own database is away: that has its own page
    except Exception as error:  # a service of somebody else; what was asked for is an address and stays out of the log
        log.warning("The geocoder %s failed: %s", path, type(error).__name__)
        return None
