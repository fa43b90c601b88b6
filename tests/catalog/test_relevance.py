"""Everyday words in five languages, looked for in the catalogue of the demo city: what people mean comes first."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

from catalog.queries import current
from catalog.search import search
from cx311.demo.load import load_city

DAY = date(2026, 11, 23)
MEANT = tomllib.loads(Path(__file__).with_name("searches.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with transaction.atomic():
            load_city()
            yield current()
            transaction.set_rollback(True)
        connection.close()


def first(text, language):
    found = [hit for hit in search(text, language, DAY) if hit.kind == "service"]
    return found[0].entry.code if found else ""


@pytest.mark.parametrize("language", MEANT)
def test_everyday_words_find_first_what_people_mean(demo, language):
    missed = {text: f"{first(text, language)} instead of {code}" for text, code in MEANT[language].items() if first(text, language) != code}
    assert sorted(missed.items()) == []
