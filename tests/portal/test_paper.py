"""A report on paper: every question with room to answer, in her language; and the ways to a person that stand on every page."""

import pytest

from catalog.models import Office
from tests import factories as make


@pytest.fixture
def hall(city):
    return Office.objects.create(code="hall", department=make.department(), name_en="City hall", name_es="Ayuntamiento", address="1 First Street")


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_form_holds_every_question_with_its_options_as_boxes(client, city, hall):
    service = make.service()
    shown = text(client, "/en/service/pothole/paper/")
    for question in service.questions.filter(is_variable=True):
        assert question.label_en in shown
        for option in question.options.all():
            assert f"<li>{option.name_en}</li>" in shown or f">{option.name_en}</span></li>" in shown


def test_the_form_says_where_to_bring_it(client, hall):
    assert "Ayuntamiento" in text(client, "/es/service/pothole/paper/")


def test_a_service_without_a_place_asks_for_none(client, hall):
    make.service("other", name="Something else", needs_place=False)
    assert "Where is it?" not in text(client, "/en/service/other/paper/")
    assert "Where is it?" in text(client, "/en/service/pothole/paper/")


def test_a_hidden_or_unknown_service_has_no_form(client, hall):
    make.service("secret", is_hidden=True)
    assert client.get("/en/service/secret/paper/").status_code == 404
    assert client.get("/en/service/nothing/paper/").status_code == 404


def test_the_help_page_lists_the_offices(client, hall):
    assert "1 First Street" in text(client, "/en/help/")


def test_sending_a_message_leads_somewhere_where_there_is_no_service_for_it(client, db):
    assert client.get("/en/report/other/").headers["Location"] == "/en/call-me/"


@pytest.mark.parametrize("offices", [1, 3])
def test_the_form_asks_the_database_nothing_but_the_version_of_the_catalogue(client, hall, settings, django_assert_num_queries, offices):
    for number in range(offices - 1):
        Office.objects.create(code=f"office-{number}", department=make.department(), name_en="Office", address="2 First Street")
    text(client, "/en/service/pothole/paper/")  # reads the catalogue
    settings.CATALOGUE_CHECK_SECONDS = 3600
    with django_assert_num_queries(0):
        text(client, "/en/service/pothole/paper/")
