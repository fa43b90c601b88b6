"""Makes the files of the pseudo-languages (catalog.pseudo) from the source, so that they are never old and never in the repository."""

import gettext
from pathlib import Path

import allauth
import django
import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import to_locale

from catalog.pseudo import PSEUDO, pseudo
from cx311 import wording

FORMS = {
    "en-xa": (2, "nplurals=2; plural=(n != 1);"),
    "ar-xb": (6, "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"),
}
FORMATS = ("date format", "format of")  # how the contexts of date formats begin: these are letters for Django, not for people


class Command(BaseCommand):
    help = "Make the pseudo-languages en-XA and ar-XB under .cache/locale/ (switched on by CX311_PSEUDO=1)."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--to", default=str(settings.PSEUDO_LOCALE), help="the directory to write into")

    def handle(self, to, **options):
        texts = {(context or "", text): source.plural for (context, text), source in wording.of_the_release().items() if text}
        for package in (django, allauth):
            texts = framework(package) | texts
        for language in PSEUDO:
            target = Path(to) / to_locale(language) / "LC_MESSAGES" / "django.mo"
            target.parent.mkdir(parents=True, exist_ok=True)
            in_language(texts, language).save_as_mofile(str(target))


def framework(package):
    """Texts of a framework that residents may see: (context, text) -> plural."""
    found = {}
    for path in Path(package.__file__).parent.rglob("locale/es/LC_MESSAGES/django.mo"):
        found |= {(entry.msgctxt or "", entry.msgid): entry.msgid_plural for entry in polib.mofile(str(path))}
    return found


def in_language(texts, language):
    """-> polib.POFile"""
    number, plural_forms = FORMS[language]
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": plural_forms, "Language": language}
    for (context, text), plural in texts.items():
        entry = polib.POEntry(msgid=text, msgctxt=context or None)
        if plural:
            entry.msgid_plural = plural
            form = gettext.c2py(plural_forms.split("plural=")[-1].rstrip(";"))
            entry.msgstr_plural = {place: pseudo(text if form(1) == place else plural, language) for place in range(number)}
        else:
            entry.msgstr = text if context.startswith(FORMATS) else pseudo(text, language)
        file.append(entry)
    return file
