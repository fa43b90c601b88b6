"""Facts stand in one place: no template, no sentence of ours and no text of the demo repeats a phone number, an opening hour or a price (R79)."""

import re
import tomllib

import polib
import pytest

from cx311.demo.words import CONTENT, structure
from tests.sources import ROOT, templates

PHONE = re.compile(r"\b\d{3}[-.\s]\d{3}[-.\s]\d{4}\b|\b555[-.\s]\d{4}\b")
HOUR = re.compile(r"\b\d{1,2}(?::\d{2})?\s?(?:a\.?m\.?|p\.?m\.?)\b", re.IGNORECASE)
PRICE = re.compile(r"\$\s?\d|\d\s?(?:dollars|美元)")
EXAMPLES = {"408 555 0123"}  # how a number is typed, in hints


def facts(text):
    found = {match[0] for pattern in (PHONE, HOUR, PRICE) for match in pattern.finditer(text)}
    return sorted(found - EXAMPLES)


@pytest.mark.parametrize("place", ["portal", "mail"])
def test_no_template_repeats_a_fact(place):
    texts = {path: text for path, text in (templates() | templates(".txt")).items() if path.startswith(f"templates/{place}/")}
    assert texts
    assert {path: facts(text) for path, text in texts.items() if facts(text)} == {}


def test_no_sentence_of_the_program_repeats_a_fact():
    catalogue = polib.pofile(str(ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"))
    # the console's examples of formats are no facts of the city
    wrong = {entry.msgid: facts(entry.msgid) for entry in catalogue if facts(entry.msgid) and not entry.obsolete}
    assert wrong == {}


def known():
    """Every phone number of a department or office."""
    return {place["phone"] for name in ("departments", "offices") for place in structure(name).values() if "phone" in place} - {"311"}


@pytest.mark.parametrize("language", ["en", "es", "vi", "zh-hant", "ar"])
def test_no_text_of_the_demo_repeats_a_number_of_the_directory_or_the_price_of_another_service(language):
    texts = {file.relative_to(CONTENT): file.read_text("utf-8") for file in sorted((CONTENT / "text" / language).rglob("*.toml"))}
    assert {str(path): number for path, text in texts.items() for number in known() if number in text} == {}
    costs = {code: service["cost"] for path, text in texts.items() if path.parts[0] == "services" for code, service in tomllib.loads(text).items()}
    prices = {match[0] for cost in costs.values() for match in re.finditer(r"\$\d[\d,]*", cost)}
    articles = {str(path): text for path, text in texts.items() if path.parts[0] in ("articles", "answers.toml")}
    assert {path: price for path, text in articles.items() for price in prices if re.search(rf"{re.escape(price)}(?![\d,])", text)} == {}


@pytest.mark.parametrize(
    ("text", "found"), [("Call 831-555-0150", ["831-555-0150"]), ("open 8 a.m.", ["8 a.m"]), ("$65 a year", ["$6"]), ("311 and 711, 911", [])]
)
def test_the_search_for_facts_sees_them(text, found):
    assert [fact.rstrip(".") for fact in facts(text)] == found
