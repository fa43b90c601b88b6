"""Call me back, and a word about a page: from every page, with where she came from and without the secrets of its address."""

import pytest

from contact_center.models import CallBack
from surveys.models import PageFeedback
from tests import factories as f

pytestmark = pytest.mark.django_db
CALL = "/en/call-me/"
ABOUT = "/en/about-this-page/"


def test_every_page_leads_to_both(client, city):
    page = client.get("/en/").content.decode()
    assert f'href="{CALL}"' in page
    assert f'href="{ABOUT}"' in page


def test_asked_in_her_language_and_told_by_when(client, city):
    form = client.get("/vi/call-me/", headers={"referer": "http://testserver/vi/service/pothole/"}).context["form"]
    assert (form["language"].value(), form["page"].value()) == ("vi", "/vi/service/pothole/")
    response = client.post(
        "/vi/call-me/", {"phone": "408 555 0123", "language": "vi", "name": "Lan", "about": "Ổ gà", "page": "/vi/service/pothole/"}
    )
    row = CallBack.objects.get()
    assert (row.phone, row.language, row.name, row.about, row.page) == ("+14085550123", "vi", "Lan", "Ổ gà", "/vi/service/pothole/")
    assert response.context["asked"] == row
    assert "(408) 555-0123" in response.content.decode()


def test_a_second_press_says_the_same_and_asks_once(client, city):
    answers = [client.post(CALL, {"phone": number, "language": "en"}).content for number in ("408 555 0123", "4085550123")]
    assert answers[0] == answers[1]
    assert CallBack.objects.count() == 1


def test_without_opening_hours_she_is_told_a_day_too(client):
    response = client.post(CALL, {"phone": "408 555 0123", "language": "en"})
    assert response.status_code == 200
    assert "at the latest" in response.content.decode()


@pytest.mark.parametrize("data", [{"phone": "", "language": "en"}, {"phone": "555", "language": "en"}, {"phone": "408 555 0123", "language": "xx"}])
def test_what_is_missing_is_said_and_nothing_is_written(client, city, data):
    assert client.post(CALL, data).status_code == 422
    assert CallBack.objects.count() == 0


def test_a_word_about_a_page_keeps_page_and_language(client, city):
    client.post("/es/about-this-page/", {"text": "No entiendo.", "email": "ANA@example.com", "page": "/es/help/"})
    row = PageFeedback.objects.get()
    assert (row.page, row.language, row.text, row.email, row.handled_at) == ("/es/help/", "es", "No entiendo.", "ana@example.com", None)


def test_an_empty_word_writes_nothing(client, city):
    assert client.post(ABOUT, {"text": "  ", "page": "/en/"}).status_code == 422
    assert PageFeedback.objects.count() == 0


def test_the_secret_of_an_address_is_never_written_down(client, city):
    made = f.request(of=f.service("lamp", name="Lamp"))
    secret = f"/es/track/{made.token}/"
    form = client.get(ABOUT, headers={"referer": f"http://testserver{secret}"}).context["form"]
    assert form["page"].value() == "/es/track/-/"
    client.post(ABOUT, {"text": "Too small.", "page": secret})
    assert PageFeedback.objects.get().page == "/es/track/-/"


@pytest.mark.parametrize("whence", ["http://elsewhere.example/en/help/", "http://testserver/nowhere/", "", "nonsense"])
def test_other_sites_and_unknown_paths_are_no_pages_of_ours(client, city, whence):
    assert client.get(ABOUT, headers={"referer": whence}).context["form"]["page"].value() == ""
    client.post(ABOUT, {"text": "Words", "page": "javascript:alert(1)"})
    assert PageFeedback.objects.get().page == ""


def test_many_words_from_one_place_are_slowed(client, city):
    answers = [client.post(ABOUT, {"text": f"Word {n}", "page": ""}).status_code for n in range(11)]
    assert answers == [200] * 10 + [429]
    assert PageFeedback.objects.count() == 10
