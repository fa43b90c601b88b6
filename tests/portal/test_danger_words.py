"""The lists of the demo city, as a city would begin with them: what means danger stops, what only sounds like it does not."""

import tomllib
from pathlib import Path

import pytest

from cx311.demo.words import structure, voices
from portal.danger import spotted

LISTS = {language: tuple(words) for language, words in structure("danger").items()}
WRITTEN = tomllib.loads(Path(__file__).with_name("danger.toml").read_text("utf-8"))


def cases(table):
    return [(language, text) for language, texts in table.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), cases(WRITTEN["danger"]))
def test_danger_is_seen(language, text):
    assert spotted(LISTS, language, [text])


@pytest.mark.parametrize(("language", "text"), cases(WRITTEN["harmless"]))
def test_harmless_words_stop_nobody(language, text):
    assert spotted(LISTS, language, [text]) == ""


@pytest.mark.parametrize("language", ["es", "vi", "zh-hant", "ar"])
def test_english_words_of_danger_are_seen_on_every_page(language):
    assert spotted(LISTS, language, ["there is a fire"]) == "fire"
    assert spotted(LISTS, language, ["fire hydrant"]) == ""


def test_a_harmless_phrase_hides_no_danger_beside_it():
    assert spotted(LISTS, "en", ["the fire hydrant is on fire"]) == "fire"
    assert spotted(LISTS, "zh-hant", ["消防栓被打開，有人被打"]) == "被打"


@pytest.mark.parametrize("language", ["en", "es", "vi"])
def test_what_people_report_on_other_days_hardly_ever_stops_them(language):
    """Of the made-up past, which holds some real dangers too, at most one in twenty is asked about an emergency."""
    told = [words.partition(": ")[2] or words for listed in voices(language)["descriptions"].values() for words in listed]
    assert sum(bool(spotted(LISTS, language, [words])) for words in told) <= len(told) / 20
