"""Every word a person reads can be translated, and is: none missing, none fuzzy, nothing lost on the way."""

import ast
import gettext
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib import import_module

import polib
import pytest
from django.utils import translation
from django.utils.translation import to_locale

from notifications.texts import FOR_OTHERS, SENTENCES, WITH_BOTH, WITH_CODE, WITH_DATE
from notifications.words import short_day
from tests.messages import catalogue, from_python, from_template, languages, sources
from tests.sources import ROOT, modules, templates

LANGUAGES = languages()
# forms a language counts in; Spanish may be written with or without its form for millions
FORMS = {"es": {2, 3}, "vi": {1}, "zh-hant": {1}, "zh-hans": {1}, "ar": {6}, "ko": {1}, "ja": {1}, "fr": {2, 3}, "pt": {2, 3}, "ru": {3, 4}}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%%|%[a-zA-Z]|\{\w*(?::[^{}]*)?\}")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def shown(keys):
    """Short enough to read in a failure."""
    return [f"{context or ''} | {text}"[:120] for context, text in sorted(keys, key=str)]


# in the source


def test_what_is_translated_is_written_out():
    """A text put together at run time cannot be found by anybody who translates."""
    assert [source.places for (context, text), source in sources().items() if text is None or context == ""] == []


def test_there_is_much_to_translate():
    places = {place.split(":")[0].split("/")[0] for source in sources().values() for place in source.places}
    assert {"templates", "portal", "console", "requests_app", "contact_center", "notifications", "contacts", "catalog", "surveys"} <= places
    assert sum(bool(source.plural) for source in sources().values()) > 0


def test_every_plural_is_the_same_everywhere():
    """One singular with two plurals cannot be written into a catalogue."""
    plurals = {}
    for (context, text), source in sources().items():
        plurals.setdefault((context, text), set()).add(source.plural)
    assert [text for (_context, text), found in plurals.items() if len(found) > 1] == []


def test_errors_speak_the_language_of_who_reads_them():
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "ValidationError" and node.args
        for value in (node.args[0].values if isinstance(node.args[0], ast.Dict) else [node.args[0]])
        if isinstance(value, ast.Constant | ast.JoinedStr)
    ]
    assert wrong == []


HIDDEN = [
    r"\{%\s*block (?:page|\w*class)\s*%\}.*?\{%\s*endblock\s*%\}",  # names for styles and scripts
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}",
    r"\{%.*?%\}",
    r"\{\{.*?\}\}",
    r"<!--.*?-->",
    r"<(script|style|svg)\b.*?</\1>",
    r"&\w+;",
    r"\bdata-[\w-]+=\"[^\"]*\"",  # of a part that is included inside of a tag
]
SPOKEN_ATTRIBUTES = re.compile(r"\b(?:alt|title|placeholder|aria-label|aria-description|label|summary)=\"([^\"]*)\"")
NAMES = {"cx311", "Open311", "GeoReport", "FAQ", "HTML"}


def bare_words(text):
    """Words of a template that no translation tag holds."""
    for pattern in HIDDEN:
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    attributes = " ".join(SPOKEN_ATTRIBUTES.findall(text))
    text = re.sub(r"<[^>]*>", " ", text, flags=re.DOTALL) + " " + attributes
    return [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in NAMES]


@pytest.mark.parametrize("path", templates())
def test_no_template_speaks_english_alone(path):
    assert bare_words(templates()[path]) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Hello {{ name }}</p>", ["Hello"]), ('<img alt="A hole">', ["hole"]), ("<p>{% translate 'Hello' %}</p>", []),
        ('{% blocktranslate trimmed %}Hello <b title="x">you</b>{% endblocktranslate %}', []), ("<p class='big'>&nbsp;· {{ x }}</p>", []),
    ],
)  # fmt: skip
def test_the_search_for_bare_words_sees_them(text, words):
    assert bare_words(text) == words


def test_texts_are_found_as_gettext_finds_them():
    source = """
from django.utils.translation import gettext as _, ngettext_lazy, pgettext as p
a = _("One " "text")
b = ngettext_lazy("%(n)d thing", "%(n)d things", "n")
c = p("state", "Open")
d = _(name)
"""
    assert [item[:3] for item in from_python("x.py", ast.parse(source))] == [
        (None, "One text", ""), (None, "%(n)d thing", "%(n)d things"), ("state", "Open", ""), (None, None, ""),
    ]  # fmt: skip
    template = """{% load i18n %}{% translate "It's" %}{% translate "Open" context "state" %}{{ _("Yes") }}{% include "x" with a=_("No") %}
    {% blocktranslate trimmed with n=x %}
      100% of {{ n }}
      "so"
    {% endblocktranslate %}
    {% blocktranslate count n=x %}{{ n }} dog{% plural %}{{ n }} dogs{% endblocktranslate %}"""
    assert {item[:3] for item in from_template("x.html", template)} == {
        (None, "It's", ""), ("state", "Open", ""), (None, "Yes", ""), (None, "No", ""), (None, '100%% of %(n)s "so"', ""),
        (None, "%(n)s dog", "%(n)s dogs"),
    }  # fmt: skip


# in each language


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_is_missing(code):
    _file, entries = catalogue(code)
    assert shown(sources().keys() - entries.keys()) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_is_left_over(code):
    file, entries = catalogue(code)
    assert shown(entries.keys() - sources().keys()) == []
    assert [entry.msgid for entry in file.obsolete_entries()] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_is_fuzzy(code):
    assert shown(key for key, entry in catalogue(code)[1].items() if entry.fuzzy) == []


def written(entry):
    """(index of the plural form or None, text) of an entry."""
    return sorted(entry.msgstr_plural.items()) if entry.msgid_plural else [(None, entry.msgstr)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_is_empty(code):
    assert shown(key for key, entry in catalogue(code)[1].items() if not all(text.strip() for _form, text in written(entry))) == []


def counting(file):
    """(how many forms, n -> form) of a language's file."""
    found = re.fullmatch(r"\s*nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*(.+?)\s*;?\s*", file.metadata.get("Plural-Forms", ""))
    assert found, "The file says nothing of its plural forms."
    return int(found[1]), gettext.c2py(found[2])


@pytest.mark.parametrize("code", LANGUAGES)
def test_plurals_have_the_forms_of_the_language(code):
    file, entries = catalogue(code)
    number, form = counting(file)
    assert number in FORMS[code]
    assert {form(n) for n in (*range(1000), 10**6)} == set(range(number))
    plurals = {key: source.plural for key, source in sources().items()}
    assert shown(key for key, entry in entries.items() if entry.msgid_plural != plurals.get(key, entry.msgid_plural)) == []
    assert shown(key for key, entry in entries.items() if entry.msgid_plural and set(entry.msgstr_plural) != set(range(number))) == []


def placeholders(text):
    return Counter(PLACEHOLDER.findall(text))


def lost_placeholders(entry, exact=frozenset()):
    """Placeholders that a translation lost or made up. exact: forms for one number alone, which may leave that number out."""
    known = placeholders(entry.msgid_plural or entry.msgid)
    wrong = []
    for form, text in written(entry):
        difference = (known - placeholders(text)) + (placeholders(text) - known)
        may_lack_number = form in exact and not placeholders(text) - known and sum(difference.values()) == 1
        if difference and not may_lack_number:
            wrong.append((text[:60], dict(difference)))
    return wrong


@pytest.mark.parametrize("code", LANGUAGES)
def test_placeholders_are_the_same(code):
    file, entries = catalogue(code)
    number, form = counting(file)
    exact = {index for index in range(number) if sum(form(n) == index for n in range(1000)) == 1}
    assert [lost for entry in entries.values() for lost in lost_placeholders(entry, exact)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_tags_are_the_same(code):
    wrong = [
        key for key, entry in catalogue(code)[1].items()
        for _form, text in written(entry)
        if Counter(TAG.findall(text)) != Counter(TAG.findall(entry.msgid_plural or entry.msgid))
    ]  # fmt: skip
    assert shown(wrong) == []


def edges(text):
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.mark.parametrize("code", LANGUAGES)
def test_space_around_is_the_same(code):
    wrong = [key for key, entry in catalogue(code)[1].items() for _form, text in written(entry) if edges(text) != edges(entry.msgid)]
    assert shown(wrong) == []


def entry(msgid, msgstr="", plural="", forms=()):
    return polib.POEntry(msgid=msgid, msgstr=msgstr, msgid_plural=plural, msgstr_plural=dict(enumerate(forms)))


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (entry("Hello %(name)s", "Hola %(name)s"), True), (entry("Hello %(name)s", "Hola"), False),
        (entry("Hello %(name)s", "Hola %(nombre)s"), False),
        (entry("Hello {name}", "Hola {name}"), True), (entry("Hello {name}", "Hola {nombre}"), False), (entry("%d of %d", "%d"), False),
        (entry("100%% of %(a)s", "100%% de %(a)s"), True), (entry("100%% of %(a)s", "100% de %(a)s"), False),
        (entry("%(n)d day", plural="%(n)d days", forms=["un día", "%(n)d días"]), True),
        (entry("%(n)d day", plural="%(n)d days", forms=["%(n)d día", "días"]), False),
        (entry("One day of %(a)s", plural="%(n)d days of %(a)s", forms=["un día", "%(n)d días de %(a)s"]), False),
    ],
)  # fmt: skip
def test_the_search_for_lost_placeholders_sees_them(found, right):
    assert (lost_placeholders(found, exact={0}) == []) == right


@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_say_what_the_file_says(code):
    """The compiled file is the one that is read."""
    compiled = ROOT / "locale" / to_locale(code) / "LC_MESSAGES" / "django.mo"
    assert compiled.exists(), "Run `make messages`."
    known = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in polib.mofile(str(compiled))}
    assert known == {key: e.msgstr or e.msgstr_plural for key, e in catalogue(code)[1].items() if e.translated()}
    with translation.override(code):
        for (context, text), found in catalogue(code)[1].items():
            if found.translated() and not found.msgid_plural:
                assert (translation.pgettext(context, text) if context else translation.gettext(text)) == found.msgstr


def framework_sentences():
    """What Django says by itself in the forms of the portal: the errors of their fields and of the checks on them."""
    for path in modules():
        if path.startswith("portal/forms/") and not path.endswith("__init__.py"):
            for thing in vars(import_module(path.removesuffix(".py").replace("/", "."))).values():
                for field in getattr(thing, "base_fields", {}).values():
                    yield from field.error_messages.values()
                    yield from (check.message for check in field.validators)


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_the_framework_says_in_a_form_is_in_the_language_too(code):
    """Its own word for it; where it has none, ours is asked for (accounts.framework_words)."""
    said = [text for text in framework_sentences() if str(text)]
    assert len(said) > 50
    with translation.override("en"):
        english = [str(text) for text in said]
    with translation.override(code):
        left = {text for text, here in zip(english, said, strict=True) if text and text == str(here)}
    assert sorted(text for text in left if (None, text) not in sources()) == []


# text messages: two parts at most

GSM_7 = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
TWICE = set("^{}\\[~]|€\f")


def parts(text):
    """How many parts a text message takes on the air."""
    if set(text) <= GSM_7 | TWICE:
        units, one, several = sum(1 + (c in TWICE) for c in text), 160, 153
    else:
        units, one, several = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if units <= one else -(-units // several)


@pytest.mark.parametrize(
    ("text", "number"), [("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("ữ" * 70, 1), ("ữ" * 134, 2), ("ữ" * 135, 3), ("€" * 80, 1)]
)
def test_parts_are_counted_as_on_the_air(text, number):
    assert parts(text) == number


@pytest.mark.parametrize("code", ["en", *LANGUAGES])
def test_text_messages_take_two_parts_at_most(code):
    """With a reference, the longest date of a year, and a link of a city with an address of 24 characters."""
    link = f"https://311.cityname.gov/{code}/track/" + "x" * 22 + "/"
    with translation.override(code):
        longest = max((short_day(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n)) for n in range(365)), key=len)
        sentences = [*SENTENCES.values(), *FOR_OTHERS.values(), WITH_DATE, WITH_CODE, WITH_BOTH]
        texts = [f"{sentence % {'reference': 'CX-4K7M-2QXP-Z', 'day': longest, 'code': '123456'}} {link}" for sentence in sentences]
    assert [text for text in texts if parts(text) > 2] == []
