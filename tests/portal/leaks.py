"""Plain English on a page in a language nobody speaks (catalog.pseudo): every word a person or her screen reader meets."""

import json
import re
from functools import cache
from html.parser import HTMLParser

import django
import polib
from django.utils.translation import to_locale

from catalog.pseudo import PSEUDO
from cx311.management.commands.make_pseudo import framework
from tests.sources import ROOT

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "template"}
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "label", "summary"}
PRESSED = {"submit", "button", "reset"}  # inputs whose value is a word of ours; what stands in others is hers
NOT_WORDS = re.compile(  # a script's placeholders, addresses, references, names of files
    r"\{\w+\}|%\(\w+\)s|https?://\S+|[\w.+-]+@[\w.-]+|\bCX-?[0-9A-Z][\w-]*|\b[\w-]+\.[a-z]{2,4}\b"
)
WORD = re.compile(r"(?<![\w'’])[A-Za-z][A-Za-z'’-]*[A-Za-z](?!\w)")
# the test city's own names, which are the same in every language, and what its residents typed
NAMES = {"Main", "Street", "Oak", "Ana", "Ruiz", "hole"}


def plain(text):
    """The plain English words of a text."""
    return [word for word in WORD.findall(NOT_WORDS.sub(" ", text)) if word not in NAMES]


class Page(HTMLParser):
    """texts: what is read in the page's language, as (where, text); links, forms: where one gets from here; problems: of the markup."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.links, self.forms, self.problems = [], [], [], []
        self.language = self.direction = ""
        self._open = []  # (tag, language)
        self.feed(html)

    @property
    def _here(self):
        return self._open[-1][1] if self._open else self.language

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language, self.direction = found.get("lang", ""), found.get("dir", "")
        language = found.get("lang", self._here) if tag != "html" else self.language
        if language == self.language:
            self._attributes(tag, found)
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "form":
            self.forms.append({"method": found.get("method", "get").lower(), "action": found.get("action", ""), "fields": [], "attrs": found})
        if tag in ("input", "select", "textarea", "button") and (found.get("name") or tag == "input"):
            self._field(tag, found)
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and self._here == self.language and not any(tag in SILENT for tag, _language in self._open):
            self.texts.append((self._open[-1][0] if self._open else "", " ".join(data.split())))

    def _attributes(self, tag, found):
        for name, value in found.items():
            if name in SPOKEN or (name == "value" and tag == "input" and found.get("type") in PRESSED):
                self.texts.append((f"{tag} {name}", value))
            elif name.startswith("data-") and " " in value.strip():
                self.texts += [(f"{tag} {name}", text) for text in _said(value)]
            elif (
                tag == "meta" and name == "content" and found.get("name", found.get("property", "")) in ("description", "og:title", "og:description")
            ):
                self.texts.append(("meta", value))

    def _field(self, tag, found):
        form = self.forms[-1] if self.forms else None
        if form is not None and found.get("name"):
            form["fields"].append((tag, found.get("type", "text"), found["name"], found.get("value", "")))
        demanding = {"required", "pattern", "min", "max", "minlength", "step"} & found.keys() or found.get("type") in ("email", "url", "number")
        if form is not None and demanding and any(tag == "form" for tag, _language in self._open) and "novalidate" not in form["attrs"]:
            self.problems.append(f"the browser would check {found.get('name')} in its own language: the form has no novalidate")


def _said(value):
    """The words in a data attribute: itself, or the values of the JSON it holds."""
    if value.lstrip().startswith(("{", "[")):
        try:
            return list(_strings(json.loads(value)))
        except ValueError:
            pass
    return [value]


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def texts_of(response):
    """What is read in an answer of any kind, as (where, text): a page, JSON, a feed, a calendar; of a picture nothing."""
    kind = response.headers.get("Content-Type", "").split(";")[0]
    if kind == "text/html":
        return Page(response.content.decode()).texts
    if kind in ("application/json", "application/geo+json"):
        return [("json", text) for text in _strings(json.loads(response.content)) if " " in text]
    if kind in ("application/rss+xml", "application/xml", "text/xml"):
        titles = re.findall(r"<title>([^<]*)<", response.content.decode())
        return [
            ("feed", text) for text in titles + re.findall(r"<description>([^<]*)<", response.content.decode())[:1]
        ]  # the others are people's words
    if kind == "text/calendar":
        unfolded = response.content.decode().replace("\r\n ", "")
        return [("calendar", text) for text in re.findall(r"^(?:SUMMARY|DESCRIPTION|X-WR-CALNAME)[^:]*:(.*)$", unfolded, re.MULTILINE)]
    return []


@cache
def english(language):
    """The English texts that have another translation in a language: on its pages they are a text that was not asked for by its name."""
    file = polib.pofile(str(ROOT / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"))
    ours = {entry.msgid: entry.msgstr for entry in file if "fuzzy" not in entry.flags}
    theirs = {text for _context, text in framework(django)} - ours.keys()
    return {text for text in ({text for text, said in ours.items() if said and said != text} | theirs) if " " in text and "%" not in text}


def is_leak(text, language):
    """In a pseudo-language any plain English word; in another language a text of ours as it stands in English."""
    return bool(plain(text)) if language in PSEUDO else " ".join(text.split()) in english(language)
