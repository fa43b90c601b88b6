"""The words of the pages, letters and text messages, as the files of the release hold them. They are read here, and changed only there."""

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import to_locale

INTERFACE = ("interface.portal", "interface.letters", "interface.sms", "interface.console")
STAFF = (
    "console/",
    "templates/console/",
    "templates/account/",
    "templates/mfa/",
    "templates/allauth/",
    "accounts/",
    "api/",
    "catalog/",
    "contact_center/",
    "cx311/",
)


@dataclass(frozen=True)
class Words:
    """One text of the interface. id: the same in every release as long as text and context are; places: files it stands in."""

    model: str
    id: int
    source: str
    text: str
    places: tuple


def interface_texts(language):
    """Every text of the interface in a language, in the order of its file. A language without a file has all of them missing. -> [Words]"""
    return list(_all(language).values())


def interface_text(language, model, pk):
    """One of them, or None."""
    return _all(language).get((model, pk))


def _all(language):
    folder = Path(settings.LOCALE_PATHS[-1])
    path = folder / to_locale(language) / "LC_MESSAGES" / "django.po"
    if path.exists():
        return _read(path, path.stat().st_mtime_ns)
    other = next(iter(sorted(folder.glob("*/LC_MESSAGES/django.po"))), None)
    return {key: replace(words, text="") for key, words in _read(other, other.stat().st_mtime_ns).items()} if other else {}


@lru_cache(maxsize=32)
def _read(path, changed):
    """Kept until the file changes: reading one takes half a second."""
    found = {}
    for entry in polib.pofile(str(path)):
        if not entry.obsolete:
            places = tuple(place for place, _line in entry.occurrences)
            model = surface(places)
            text = entry.msgstr or "\n".join(entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural))
            source = "\n".join(filter(None, (entry.msgid, entry.msgid_plural)))
            words = Words(model, stable_id(entry.msgctxt, entry.msgid), source, "" if "fuzzy" in entry.flags else text, places)
            found[model, words.id] = words
    return found


def stable_id(context, text):
    """A number for a text and its context that fits a database's bigint."""
    return int.from_bytes(hashlib.sha256(f"{context or ''}\4{text}".encode()).digest()[:8], "big") >> 1


def surface(places):
    """Where the residents read it, if they do: a text of a portal page counts there, even when staff read it too."""
    if any(place.startswith("notifications/texts") for place in places):
        return "interface.sms"
    if any(place.startswith(("portal/", "templates/portal/")) or "/" not in place.removeprefix("templates/") for place in places):
        return "interface.portal"
    if any(place.startswith(("notifications/letters", "notifications/words", "templates/mail/")) for place in places):
        return "interface.letters"
    if places and all(place.startswith(STAFF) or place.endswith(("admin.py", "apps.py", "models.py")) for place in places):
        return "interface.console"
    return "interface.portal"
