"""Words that mean danger stop the report and show 911, in the language of the page; no word inside another word does."""

import pytest

from catalog.models import DangerWords
from contact_center.models import CallBack
from portal.danger import spotted
from surveys.models import PageFeedback
from tests import factories as make

LISTS = {
    "en": ("fire", "gas leak", "is bleeding"),
    "es": ("fuga de gas", "está sangrando", "explosion"),
    "vi": ("bị cháy", "rò rỉ ga"),
    "zh-hant": ("著火", "受傷"),
    "ar": ("حريق", "تسرب غاز"),
}


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "There is a FIRE!", "fire"),
        ("en", "I smell a gas\nleak here", "gas leak"),
        ("en", "The campfire and the firefly", ""),
        ("en", "gas in the street, a leak of water", ""),
        ("es", "Un hombre esta sangrando", "está sangrando"),
        ("es", "Hubo una explosión", "explosion"),
        ("es", "hay una fuga de gasolina", ""),
        ("vi", "Xe bi chay", "bị cháy"),
        ("vi", "Nước bị chảy ra đường", ""),
        ("vi", "there is a fire", "fire"),
        ("zh-hant", "我家隔壁著火了", "著火"),
        ("zh-hant", "火車站的路燈", ""),
        ("ar", "هناك حريق في الشارع", "حريق"),
        ("ar", "تسرّب غاز", "تسرب غاز"),
        ("en", "", ""),
    ],
)
def test_what_is_written_is_looked_through(settings, language, text, found):
    assert spotted(LISTS, language, ["Some words.", text]) == found


@pytest.fixture
def listed(city):
    DangerWords.objects.create(language="en", words="on fire, gas leak")
    DangerWords.objects.create(language="es", words="fuga de gas")


def test_dangerous_words_show_911_until_she_says_it_is_no_emergency(listed, ana):
    ana.begin().up_to("details")
    ana.send(size="small", description="The pole is on fire.")
    page = ana.client.get(ana.url).content.decode()
    assert ana.step == "emergency"
    assert 'href="tel:911"' in page
    assert "<bdi>on fire</bdi>" in page
    assert ana.client.get(ana.at("check")).headers["Location"] == ana.at("emergency")
    ana.send()
    assert ana.step == "more"
    ana.up_to("check")


def test_another_danger_stops_again(listed, ana):
    ana.begin().up_to("details")
    ana.send(size="small", description="On fire!")
    ana.send()
    ana.url = ana.at("details")
    ana.send(size="small", description="It smells of a gas leak.")
    assert ana.step == "emergency"


def test_an_answer_and_words_are_asked_about_once(listed, ana):
    ana.begin().up_to("details")
    ana.send(size="gas", description="A gas leak.")
    assert ana.step == "emergency"
    ana.send()
    assert ana.step == "photos"


def test_words_in_a_later_answer_stop_too(listed, city, ana):
    size = city.questions.get(code="size")
    make.question(city, "near", "string", depends_on=size, depends_keys=["small"])
    ana.begin().up_to("more")
    ana.send(depth="5", near="a car on fire")
    assert ana.step == "emergency"
    ana.send()
    assert ana.step == "photos"


def test_the_page_is_in_her_language(listed, client, resident_of):
    rosa = resident_of(client, "es").begin().up_to("details")
    rosa.send(size="small", description="Hay una FUGA de gas")
    assert rosa.step == "emergency"
    assert 'lang="es"' in client.get(rosa.url).content.decode()


def test_harmless_words_stop_nobody(listed, ana):
    ana.begin().up_to("details")
    ana.send(size="small", description="A fire hydrant leaks.")
    assert ana.step == "more"


@pytest.mark.parametrize(
    ("path", "field", "data"), [("call-me", "about", {"phone": "408 555 0123", "language": "en"}), ("about-this-page", "text", {})]
)
def test_the_forms_to_reach_us_show_911_first_and_keep_what_she_typed(listed, client, path, field, data):
    typed = {**data, field: "The kitchen is on fire"}
    response = client.post(f"/en/{path}/", typed)
    page = response.content.decode()
    assert 'href="tel:911"' in page
    assert "The kitchen is on fire" in page
    assert (CallBack.objects.count(), PageFeedback.objects.count()) == (0, 0)
    client.post(f"/en/{path}/", {**typed, "calm": "on fire"})
    assert CallBack.objects.count() + PageFeedback.objects.count() == 1


def test_what_she_says_about_a_request_is_kept_and_911_comes_first(listed, client):
    made = make.request(answers={"size": "small"})
    response = client.post(f"/en/track/{made.token}/", {"act": "say", "text": "Now the pole is on fire"}, follow=True)
    page = response.content.decode()
    assert page.index('href="tel:911"') < page.index("Now the pole is on fire")
    response = client.post(f"/en/track/{made.token}/", {"act": "say", "text": "A fire hydrant stands there"}, follow=True)
    assert 'href="tel:911"' not in response.content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", "my house is on fire"), ("es", "fuga de gas"), ("vi", "on fire")])
def test_a_search_shows_911_before_what_it_found(listed, client, language, words):
    page = client.get(f"/{language}/search/", {"q": words}).content.decode()
    assert page.index('href="tel:911"') < page.index('class="found"')
    assert 'href="tel:911"' not in client.get(f"/{language}/search/", {"q": "fire hydrant"}).content.decode()
