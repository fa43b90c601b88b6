"""What there is to translate (cx311.wording), and what each language has of it."""

from functools import cache

import polib
from django.conf import settings
from django.utils.translation import to_locale

from cx311.wording import collected, from_python, from_template
from tests.sources import ROOT, modules, templates

__all__ = ["catalogue", "from_python", "from_template", "languages", "sources"]


@cache
def sources():
    """(context or None, text) -> Source, of everything the apps and templates say."""
    return collected(modules(), {path: text for suffix in (".html", ".txt") for path, text in templates(suffix).items()})


def languages():
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@cache
def catalogue(code):
    """(context or None, text) -> entry of a language's file; obsolete entries are not in it."""
    path = ROOT / "locale" / to_locale(code) / "LC_MESSAGES" / "django.po"
    file = polib.pofile(str(path)) if path.exists() else polib.POFile()
    return file, {(entry.msgctxt, entry.msgid): entry for entry in file if not entry.obsolete}
