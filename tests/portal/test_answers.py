"""Answers: reads are counted, "was this helpful" once a session, and the most read stand on the home page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import ArticleUse
from portal import popular
from tests import factories as make


@pytest.fixture
def answer(city):
    popular._held.clear()
    yield make.article()
    popular._held.clear()


def uses():
    return list(ArticleUse.objects.order_by("day", "language").values_list("language", "read", "helped", "did_not_help"))


def test_each_reading_is_counted_by_day_and_language(client, answer):
    for language in ("en", "en", "es"):
        assert client.get(f"/{language}/answer/pothole-facts/").status_code == 200
    client.head("/en/answer/pothole-facts/")
    assert uses() == [("en", 2, 0, 0), ("es", 1, 0, 0)]


def test_helpful_is_counted_once_a_session(client, answer):
    for said in ("no", "yes", "yes"):
        response = client.post("/vi/answer/pothole-facts/helpful/", {"helpful": said})
        assert response.headers["Location"] == "/vi/answer/pothole-facts/#helpful"
    assert uses() == [("vi", 0, 0, 1)]
    assert 'role="status"' in client.get("/vi/answer/pothole-facts/").content.decode()
    Client().post("/vi/answer/pothole-facts/helpful/", {"helpful": "yes"})
    assert uses() == [("vi", 0, 1, 1)]


@pytest.mark.parametrize("sent", [{}, {"helpful": "perhaps"}])
def test_what_is_neither_yes_nor_no_is_not_counted(client, answer, sent):
    client.post("/en/answer/pothole-facts/helpful/", sent)
    assert uses() == []


def test_an_answer_that_is_not_shown_cannot_be_rated(client, answer):
    make.article("old", expires_on="2020-01-01")
    assert client.get("/en/answer/old/").status_code == 404
    assert client.post("/en/answer/old/helpful/", {"helpful": "yes"}).status_code == 404
    assert client.get("/en/answer/pothole-facts/helpful/").status_code == 405
    assert uses() == []


def test_the_home_page_shows_the_most_read_answers_of_the_last_month_first(client, answer):
    today = timezone.localdate()
    last, once = make.article("a-moon", title_en="The moon"), make.article("b-sun", title_en="The sun")
    ArticleUse.objects.create(article=once, day=today, language="es", read=5)
    ArticleUse.objects.create(article=answer, day=today, language="en", read=7)
    ArticleUse.objects.create(article=last, day=today - timedelta(days=40), language="en", read=900)
    page = client.get("/en/").content.decode()
    assert page.index("About potholes") < page.index("The sun") < page.index("The moon")


def test_without_any_use_answers_about_common_services_come_first(client, city, answer):
    make.article("a-moon", title_en="The moon")
    answer.services.add(city)
    page = client.get("/en/").content.decode()
    assert page.index("About potholes") < page.index("The moon")
