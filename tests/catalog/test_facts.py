"""A fact stands in one place: a text names it, and is read with it."""

import pytest

from catalog.models import AnswerTemplate, Office
from catalog.queries import current
from tests import factories as make


@pytest.fixture
def city(db):
    department = make.department("police", name="Police", phone="831-555-0150", email="reports@city.example")
    Office.objects.create(
        code="desk", department=department, name_en="Desk", address="1 First Street", directions_en="Ring {phone:desk}.", phone="555"
    )
    words = {"description_en": "Costs {cost:pothole}. Call {phone:police}.", "description_es": "{cost:pothole}", "description_vi": "{cost:pothole}"}
    return make.service(cost_en="$65", cost_es="65 dólares", **words)


def test_a_text_is_read_with_the_facts_it_names(city):
    entry = current().service("pothole")
    assert entry.description == {"en": "Costs $65. Call 831-555-0150.", "es": "65 dólares", "vi": "$65"}
    assert current().offices[0].directions == {"en": "Ring 555."}


def test_articles_answers_questions_and_checklists_too(city):
    make.article(body_en="Write to {email:police} or come to {address:desk}.")
    make.question(city, "size", hint_en="{phone:police}")
    AnswerTemplate.objects.create(code="done", outcome="resolved", title_en="Done", text_en="Call {phone:police}.")
    catalogue = current()
    assert catalogue.all_articles[0].body == {"en": "Write to reports@city.example or come to 1 First Street."}
    assert catalogue.service("pothole").questions[0].hint == {"en": "831-555-0150"}
    assert catalogue.template("done").text == {"en": "Call 831-555-0150."}


def test_a_changed_fact_is_changed_everywhere(city):
    current()
    city.cost_en = "$70"
    city.save()
    assert current().service("pothole").description["en"] == "Costs $70. Call 831-555-0150."


@pytest.mark.parametrize("text", ["{phone:nobody}", "{cost:police}", "{name}", "{", "{phone:police", "100 {%}"])
def test_what_names_no_fact_stays_as_it_is(city, text):
    city.description_en = text
    city.save()
    assert current().service("pothole").description["en"] == text
