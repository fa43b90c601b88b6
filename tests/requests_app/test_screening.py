"""What anybody may read of what people write: over a labelled set in five languages, and case by case what must never stay."""

import tomllib
from pathlib import Path

import pytest
from django.utils.translation import override

from requests_app.public import block
from requests_app.screening import screened
from tests import factories as make

LABELLED = tomllib.loads(Path(__file__).with_name("personal.toml").read_text("utf-8"))
LANGUAGES = ["en", "es", "vi", "zh-hant", "ar"]
RECALL = {"en": 0.93, "es": 0.96, "vi": 0.94, "zh-hant": 0.91, "ar": 0.86}  # measured; a rule that loses something is seen


def rows(kind, language):
    return [row for row in LABELLED[kind] if row["language"] == language]


def test_the_set_is_large_enough_to_say_something():
    assert sum(map(len, LABELLED.values())) >= 200
    assert all(len(rows(kind, language)) >= 12 for kind in LABELLED for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_of_what_is_private_is_taken_out(language):
    told = [(secret, screened(row["text"], row.get("name", ""))) for row in rows("private", language) for secret in row["hide"]]
    left = [secret for secret, text in told if secret in text]
    assert 1 - len(left) / len(told) >= RECALL[language], left


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_harmless_is_taken_out(language):
    assert [row["text"] for row in rows("harmless", language) if screened(row["text"]) != row["text"]] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Call 408 555 0123.", "Call [phone number removed]."),
        ("ana@example.com", "[e-mail address removed]"),
        ("Plate 7ABC123!", "Plate [license plate removed]!"),
        ("SSN 123-45-6789", "SSN [number removed]"),
        ("4111-1111-1111-1111", "[number removed]"),
        ("I live at 12 Oak Street apt 5.", "I live at [address removed]."),
        ("My name is Jane Doe.", "My name is [name removed]."),
        ("Mr. John Q. Citizen, Jane's uncle", "Mr. [name removed], Jane's uncle"),
        ("", ""),
        ("\x00", "\x00"),
    ],
)
def test_what_is_taken_out_is_said_and_the_rest_stays(text, shown):
    assert screened(text) == shown


def test_it_is_said_in_the_language_of_the_page():
    with override("es"):
        assert screened("Call 408 555 0123.") == f"Call {screened('408 555 0123')}."
        assert screened("408 555 0123") != "[phone number removed]"


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Ana Ruiz", "ana ruiz was here", "[name removed] was here"),
        ("Ana María Ruiz", "Ruiz called", "[name removed] called"),
        ("Nguyễn Văn Hùng", "NGUYEN VAN HUNG", "[name removed]"),
        ("Jane Park", "The tree in Orchard Park", "The tree in Orchard Park"),
        ("Rose Hill", "A rose on the hill", "A rose on the hill"),
        ("王小明", "王小明住這裡", "[name removed]住這裡"),
        ("", "Nobody", "Nobody"),
        ("J", "J is a letter", "J is a letter"),
    ],
)
def test_who_wrote_it_is_known(name, text, shown):
    assert screened(text, name) == shown


@pytest.mark.parametrize("text", ["a" * 20_000, "A " * 10_000, "1 " * 10_000, "王" * 10_000, "محمد " * 4_000, "my name is " * 2_000, "\n" * 10_000])
def test_long_words_take_no_time(text):
    """A rule that tries every way through a text would not come back."""
    screened(text)


def test_streets_that_bear_names_stay_in_places():
    assert block("1234 Nguyễn Trãi Avenue") == "1200–1299 Nguyễn Trãi Avenue"
    assert block("1234 Martin Luther King Boulevard") == "1200–1299 Martin Luther King Boulevard"


def test_public_pages_feed_and_api_know_the_writer(client, db):
    made = make.request(contact=make.resident(name="Wilhelmina Ostrowski"), description="The hole is back. Ostrowski")
    for address in (f"/en/requests/{made.reference}/", "/en/requests/feed.xml", f"/open311/v2/requests/{made.reference}.json"):
        body = client.get(address).content.decode()
        assert "The hole is back. [name removed]" in body
        assert "Ostrowski" not in body
