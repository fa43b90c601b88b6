"""The catalogue as every page reads it: one frozen copy per process, read anew when its version has moved."""

import threading
import time

from django.conf import settings

from catalog.entries import Catalogue
from catalog.models import CatalogueVersion
from catalog.reading import read

_held: Catalogue | None = None
_checked = 0.0
_lock = threading.Lock()


def current():
    """The catalogue as of now: looks at the version at most once in CATALOGUE_CHECK_SECONDS, and reads all tables only when it moved."""
    global _held, _checked
    now = time.monotonic()
    if _held is not None and now - _checked < settings.CATALOGUE_CHECK_SECONDS:
        return _held
    with _lock:
        version = CatalogueVersion.objects.values_list("version", flat=True).first() or 0
        if _held is None or _held.version != version:
            _held = read(version)
        _checked = now
        return _held
