"""Reads the demo city's content: what it is (content/*.toml) and what it says, a folder per language (content/text/en, es, vi …).

Another language is another folder with the same files and keys. What it lacks stays empty and is marked missing.
"""

import tomllib
from functools import cache
from pathlib import Path

from modeltranslation.utils import build_localized_fieldname

from catalog.models import TranslationState, TranslationStatus
from catalog.states import source_hash

CONTENT = Path(__file__).parent / "content"
SOURCE = "en"
UNSPACED = ("zh-hant",)  # no space between sentences, nor within a name


@cache
def structure(name):
    """A file of facts, such as services.toml, as nested dicts."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text("utf-8"))


@cache
def languages():
    """The languages there are texts for, the source language first."""
    return sorted((folder.name for folder in (CONTENT / "text").iterdir() if folder.is_dir()), key=lambda code: (code != SOURCE, code))


@cache
def words(language, area):
    """The texts of an area ("names", "services", "offices" …) in one language: a file, or all files of a folder."""
    place = CONTENT / "text" / language / area
    files = sorted(place.glob("*.toml")) if place.is_dir() else [place.with_suffix(".toml")]
    found = {}
    for file in files:
        if file.exists():
            found |= tomllib.loads(file.read_text("utf-8"))
    return found


def said(area, *path):
    """One text in every language that has it: {"en": "Pothole", "es": "Bache", …}. The path leads through the nested keys."""
    texts = {}
    for language in languages():
        found = words(language, area)
        for key in path:
            found = found.get(key, {})
        if isinstance(found, str) and found.strip():
            texts[language] = found.strip()
    return texts


@cache
def voices(name):
    """A file of the made-up past: "en", "es", "vi", "zh-hant", "ar" (what people wrote), "staff", "people", "shares"."""
    return tomllib.loads((CONTENT / "history" / f"{name}.toml").read_text("utf-8"))


def columns(field, texts):
    """Keyword arguments for a translated model: {"name_en": …, "name_es": …}."""
    return {build_localized_fieldname(field, language): text for language, text in texts.items()}


class States:
    """Collects the translation state of every text written, and writes all of them at once."""

    def __init__(self):
        self.rows = []

    def note(self, obj, **fields):
        """obj: a saved object; fields: its field names with their texts by language. The source counts as reviewed, the others as drafts."""
        for field, texts in fields.items():
            source = texts.get(SOURCE, "")
            for language in languages() if source else ():
                if language not in texts:
                    status = TranslationStatus.MISSING
                else:
                    status = TranslationStatus.REVIEWED if language == SOURCE else TranslationStatus.DRAFT
                self.rows.append(
                    TranslationState(
                        model=obj._meta.label_lower,
                        object_id=obj.pk,
                        field=field,
                        language=language,
                        status=status,
                        source_hash=source_hash(source),
                        source=source,
                    )
                )

    def save(self):
        TranslationState.objects.bulk_create(self.rows, batch_size=2000)
