"""How long a search takes with 500 services in every language of the city, against a plain look through all texts in the same run."""

import time
from dataclasses import replace
from random import Random

from django.conf import settings
from django.utils import timezone

from catalog import queries
from catalog.search import folded, search
from catalog.texts import Text

SERVICES = 500
ASKED = 400  # searches in each language
MOST_MS = 50
SEED = 311


def measure():
    """-> {"p50_ms", "p95_ms", "max_ms", "scan_p95_ms", "build_ms", "searches"}.

    Puts a larger catalogue in the place of this process's own, for as long as it takes.
    """
    own = queries.current()
    queries._held, queries._checked = _large(own), time.monotonic() + 3600
    try:
        return _measured(queries._held, timezone.localdate())
    finally:
        queries._held, queries._checked = own, time.monotonic()


def _large(catalogue):
    """The demo's services mixed with each other until there are 500."""
    known = [service for service in catalogue.services if service.name]
    mixed = tuple(_mixed(known[n % len(known)], known[(n * 7 + n // len(known) + 1) % len(known)], n) for n in range(SERVICES))
    return replace(catalogue, version=-1, all_services=mixed)


def _mixed(one, other, number):
    joined = {
        field: Text({code: f"{text}, {getattr(other, field).get(code, '')[:120]}" for code, text in getattr(one, field).items()})
        for field in ("name", "keywords", "description")
    }
    return replace(one, id=number + 1, code=f"{one.code}-{number}", **joined)


def _asked(catalogue, language, random):
    """What people type: a name, a slip of the finger, the beginning of a word, a whole sentence."""
    for _turn in range(ASKED):
        service = random.choice(catalogue.services)
        name, keywords, sentence = (str(getattr(service, field).get(language, "")) for field in ("name", "keywords", "description"))
        typed = random.choice([name.split(",")[0], random.choice(keywords.split(",")), sentence[:80], keywords[:15]]).strip()
        at = random.randrange(1, max(2, len(typed)))
        yield random.choice([typed, typed[:at] + typed[at + 1 :]])


def _measured(catalogue, day):
    random, times, scans = Random(SEED), [], []
    began = time.perf_counter()
    for language, _name in settings.LANGUAGES:
        search("warm", language, day)  # the first search of a version makes the index
    build = time.perf_counter() - began
    texts = {
        language: [folded(" ".join(str(getattr(s, f).get(language, "")) for f in ("name", "keywords", "description"))) for s in catalogue.services]
        for language, _name in settings.LANGUAGES
    }
    for language, _name in settings.LANGUAGES:
        for typed in _asked(catalogue, language, random):
            times.append(_timed(lambda typed=typed, language=language: search(typed, language, day)))
            scans.append(_timed(lambda typed=typed, language=language: [text for text in texts[language] if folded(typed) in text]))
    times.sort()
    scans.sort()
    at = lambda rows, share: rows[int(len(rows) * share)] * 1000  # noqa: E731  (one line, used thrice below)
    return {"p50_ms": at(times, 0.5), "p95_ms": at(times, 0.95), "max_ms": times[-1] * 1000, "scan_p95_ms": at(scans, 0.95),
            "build_ms": build * 1000, "searches": len(times)}  # fmt: skip


def _timed(call):
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
