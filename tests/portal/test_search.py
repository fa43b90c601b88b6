"""Search: everyday words, without accents, with a slip of the finger, in the page's language and in English."""

from datetime import date

import pytest

from catalog.models import Office, Service
from portal.search import find
from tests import factories as make

TODAY = date(2026, 11, 23)


@pytest.fixture
def offered(city):
    make.service("light", name="Streetlight out", name_es="Farola apagada", name_vi="Đèn đường bị hỏng", keywords_en="lamp, dark street")
    make.service(
        "bin", name="New recycling bin", name_es="Contenedor de reciclaje", name_vi="Thùng tái chế", description_en="Also for a streetlight pole."
    )
    make.article("holidays", title_en="Holidays", body_en="When the streetlight crew rests.")


def codes(query, language="en"):
    return [hit.entry.code for hit in find(query, language, TODAY).services]


@pytest.mark.parametrize(
    ("query", "language", "first"),
    [
        ("pothole", "en", "pothole"),
        ("POTHOLES", "en", "pothole"),
        ("crater in the road", "en", "pothole"),
        ("strretlight", "en", "light"),
        ("dark street", "en", "light"),
        ("farola", "es", "light"),
        ("hoyo", "es", "pothole"),
        ("streetlight", "es", "light"),
        ("thung tai che", "vi", "bin"),
        ("den duong", "vi", "light"),
        ("Đèn Đường", "vi", "light"),
    ],
)
def test_the_service_she_means_comes_first(offered, query, language, first):
    assert codes(query, language)[0] == first


def test_a_name_comes_before_a_description(offered):
    assert codes("streetlight") == ["light", "bin"]


def test_articles_are_found_too(offered):
    assert [hit.entry.slug for hit in find("holidays", "en", TODAY).articles] == ["holidays"]


def test_the_line_under_an_answer_shows_no_markdown(client, offered):
    make.article("paint", title_en="Paint", body_en="- **Paint, oil:** free at the yard.\n- More")
    page = client.get("/en/search/", {"q": "paint"}).content.decode()
    assert ">Paint, oil: free at the yard.<" in page


def test_places_to_go_are_shown_after_services_and_answers(client, offered):
    Office.objects.create(code="hall", department=make.department(), name_en="Streetlight counter", address="1 First Street", phone="311")
    page = client.get("/en/search/", {"q": "streetlight"}).content.decode()
    assert page.index("Streetlight out") < page.index("Holidays") < page.index("Streetlight counter")
    assert "1 First Street" in page


@pytest.mark.parametrize("query", ["", "   ", "%", "\x00", "qqqq", "' or 1=1"])
def test_nothing_found_is_an_answer_and_leads_somewhere(client, offered, query):
    response = client.get("/en/search/", {"q": query})
    assert response.status_code == 200
    assert "Not listed here?" in response.content.decode()


def test_a_word_with_markup_is_shown_as_text(client, offered):
    assert "<script>alert" not in client.get("/en/search/", {"q": "<script>alert(1)</script>"}).content.decode()


def test_a_hidden_service_is_not_found(offered):
    make.service("secret", name="Pothole secret", is_hidden=True)
    assert "secret" not in codes("pothole")


def test_each_result_says_why_it_was_found(client, offered):
    page = " ".join(client.get("/en/search/", {"q": "dark strretlight"}).content.decode().split())
    assert "found by the words: <bdi>dark, streetlight</bdi>" in page


def test_without_a_service_for_everything_else_she_is_led_to_a_person(client, offered):
    Service.objects.filter(code="other").update(is_active=False)
    page = client.get("/en/search/", {"q": "volcano"}).content.decode()
    assert page.rindex('href="/en/call-me/"') > page.index("Not listed here?")
    assert "We found nothing for “volcano”" in page
