"""Texts that residents met in another language and that still have no translation: how many wait for each department."""

import time
from collections import Counter

from django.conf import settings

from accounts.queries import department_ids
from catalog.translations import gaps

KEPT_SECONDS = 60
_held: tuple[float, Counter] = (0.0, Counter())


def waiting_for(user):
    """How many such texts the departments of a user answer for. Counted at most once a minute in a process, for all of them."""
    global _held
    if settings.FALLBACK_SECONDS is None:  # nothing is counted here
        return 0
    at, counts = _held
    if not at or time.monotonic() - at > min(KEPT_SECONDS, 6 * settings.FALLBACK_SECONDS):
        counts = Counter(gap.unit.department_id for gap in gaps())
        _held = (time.monotonic(), counts)
    return sum(counts[pk] for pk in department_ids(user)) if counts else 0
