"""Texts shown in another language than the reader's: each counts once a page or letter, so that its owner hears of it (FallbackSeen).

Counting may never cost a page: what was shown is held in memory, and all of it is written in one statement, at most every
FALLBACK_SECONDS in a process. What a process holds when it is killed is lost, which is a few counts, never a text.
"""

import logging
import threading
import time
from collections import Counter
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DatabaseError, connection, transaction

REST_AFTER_FAILURE = 60  # seconds
WRITE = """
INSERT INTO catalog_fallbackseen (model, object_id, field, language, times, last_seen_at)
SELECT model, object_id, field, language, times, now()
FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::int[]) AS shown (model, object_id, field, language, times)
ON CONFLICT (model, object_id, field, language)
DO UPDATE SET times = catalog_fallbackseen.times + EXCLUDED.times, last_seen_at = EXCLUDED.last_seen_at
"""
logger = logging.getLogger(__name__)

_page: ContextVar[set | None] = ContextVar("fallbacks_of_this_page", default=None)
_held: Counter = Counter()
_lock = threading.Lock()
_next_write = 0.0


@contextmanager
def noticing():
    """Collects which texts come as fallbacks inside. Yields the set of (model, object id, field, language), which fills meanwhile."""
    seen: set = set()
    token = _page.set(seen)
    try:
        yield seen
    finally:
        _page.reset(token)


def notice(key, language):
    """A text was shown in another language than *language*. key: (model, object id, field), or () for a text that nobody keeps."""
    seen = _page.get()
    if seen is not None and key:
        seen.add((*key, language))


def noticed():
    """Whether this page has shown any fallback so far."""
    return bool(_page.get())


def hold(seen, surface):
    """Count these texts later, with the next write. surface: "portal", "letter" or "text message", for the log."""
    if seen:
        with _lock:
            _held.update((surface, *text) for text in seen)


def write_due():
    """Write what is held, when it is time to. Called where no transaction is open and nobody waits for a lock of ours. Never raises."""
    global _next_write, _held
    if not _held or time.monotonic() < _next_write or settings.FALLBACK_SECONDS is None:
        return
    with _lock:
        shown, _held = _held, Counter()
        _next_write = time.monotonic() + settings.FALLBACK_SECONDS
    try:
        _write(shown)
    except DatabaseError as error:
        with _lock:
            _held.update(shown)
            _next_write = time.monotonic() + REST_AFTER_FAILURE
        logger.warning("Fallbacks could not be counted now (%s); they wait.", type(error).__name__)


def _write(shown):
    times: Counter = Counter()
    for (surface, *text), number in shown.items():
        times[tuple(text)] += number
        logger.info("fallback_used surface=%s text=%s:%s:%s language=%s times=%s", surface, *text, number)
    rows = sorted((*text, number) for text, number in times.items())  # in one order in every process, so that two never wait for each other
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITE, [list(column) for column in zip(*rows, strict=True)])
