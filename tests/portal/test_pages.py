"""Every page: language, errors, weight of queries, and what must not be in a template."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import popular
from portal.colors import contrast, on, parsed, stylesheet
from tests import factories as make

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted([*(ROOT / "templates" / "portal").rglob("*.html"), *(ROOT / "templates").glob("*.html")])


def text(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("asks", "cookie", "gets"),
    [("vi;q=0.9,en;q=0.1", None, "/vi/"), ("fr", None, "/en/"), ("es-MX,es", None, "/es/"), ("es", "vi", "/vi/"), ("es", "xx", "/es/")],
)
def test_the_bare_address_leads_to_the_best_language(client, asks, cookie, gets):
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    response = client.get("/", headers={"accept-language": asks})
    assert response.headers["Location"] == gets
    assert response.headers["Vary"] == "Accept-Language, Cookie"


def test_the_language_of_the_page_is_remembered(client, city):
    client.get("/es/")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "es"
    assert client.get("/").headers["Location"] == "/es/"


@pytest.mark.parametrize("path", ["", "search/?q=bache&x=1", "service/pothole/", "help/", "lookup/?reference=abc"])
def test_every_page_links_to_itself_in_every_language(client, city, path):
    page = text(client.get(f"/en/{path}"))
    for code, name in settings.LANGUAGES:
        href = f"/{code}/{path}".replace("&", "&amp;")
        assert f'<a href="{href}" lang="{code}" hreflang="{code}"' in page
        assert name in page


def test_commonest_services_come_first(client, city):
    popular._held.clear()
    light = make.service("light", name="Streetlight", name_es="Farola")
    make.request(of=light)
    page = text(client.get("/en/"))
    popular._held.clear()
    assert page.index("Streetlight") < page.index("Pothole")


@pytest.mark.parametrize("path", ["/en/", "/en/search/?q=pot", "/en/service/pothole/"])
def test_a_page_asks_the_database_as_often_with_one_service_as_with_many(client, city, path):
    counts = []
    for codes in ([], ["second", "third", "fourth"]):
        for code in codes:
            make.service(code, name=f"Pothole {code}")
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(path)
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[0] <= 3


@pytest.mark.parametrize("language", ["en", "es", "vi"])
def test_not_found_is_in_her_language_and_asks_no_database(client, language, django_assert_num_queries, city):
    client.get(f"/{language}/")
    with django_assert_num_queries(0):
        response = client.get(f"/{language}/nothing/here/")
    assert response.status_code == 404
    assert f'<html lang="{language}"' in text(response)


def test_when_the_database_is_away_her_words_are_kept_and_can_be_sent_again(monkeypatch, client, city):
    client.raise_request_exception = False

    def away(*args, **kwargs):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("portal.views.report.drafts.find", away)
    response = client.post("/es/report/0123456789abcdef/details/", {"description": "Un bache enorme", "size": "small"})
    page = text(response)
    assert response.status_code == 503
    assert '<html lang="es"' in page
    assert '<p class="words">Un bache enorme</p>' in page
    assert '<input type="hidden" name="description" value="Un bache enorme">' in page
    assert 'action="/es/report/0123456789abcdef/details/"' in page


def test_our_own_mistake_has_its_page_too(monkeypatch, client, city):
    client.raise_request_exception = False
    monkeypatch.setattr("portal.views.home.commonest", lambda catalogue: 1 / 0)
    response = client.get("/vi/")
    assert response.status_code == 500
    assert '<html lang="vi"' in text(response)


def test_a_form_that_was_open_too_long_can_be_sent_again(city):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/en/report/0123456789abcdef/details/", {"description": "A hole"})
    assert response.status_code == 403
    assert '<input type="hidden" name="description" value="A hole">' in text(response)


def test_the_policy_lets_a_page_load_only_our_own(client, city):
    policy = client.get("/en/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


# --- what the sources must not hold ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_script_style_or_foreign_hosts(path):
    source = path.read_text()
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|<style|\son\w+=", source)
    assert not re.search(r"https?://", source)
    assert "|safe" not in source


PHYSICAL = re.compile(r"(margin|padding|border)-(left|right)|^\s*(left|right)\s*:|text-align:\s*(left|right)|float:\s*(left|right)", re.MULTILINE)


@pytest.mark.parametrize("path", sorted((ROOT / "assets").rglob("*.scss")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_our_styles_know_no_left_and_right(path):
    assert PHYSICAL.search(path.read_text()) is None


def test_a_page_loads_the_stylesheet_of_its_direction(client, city):
    for language, name in (("en", "portal"), ("vi", "portal"), ("ar", "portal.rtl")):
        loaded = re.findall(r'<link rel="stylesheet" href="/static/build/([\w.]+?)\.\w{12}\.css"', text(client.get(f"/{language}/")))
        assert loaded == [name]


def test_from_right_to_left_uswds_is_turned_round_and_ours_is_not():
    built = {name: (ROOT / "static" / "build" / name).read_text() for name in ("portal.css", "portal.rtl.css")}
    layers = {name: re.search(r"@layer uswds\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", css)[0] for name, css in built.items()}
    places = lambda css: sorted(re.findall(r"background-position:(left|right) ", css))  # noqa: E731  (the arrow of a select)
    assert (places(layers["portal.css"]), places(layers["portal.rtl.css"])) == (["right"], ["left"])
    ours = {css.replace(layers[name], "") for name, css in built.items()}
    assert len(ours) == 1
    assert re.findall(r"[{;](?:margin|padding|border)-(?:left|right)\b|[{;](?:left|right):|text-align:(?:left|right)", ours.pop()) == []


def test_the_files_of_a_page_are_light():
    import brotli

    build = ROOT / "static" / "build"
    assert len(brotli.compress((build / "portal.css").read_bytes())) <= 17 * 1024
    assert len(brotli.compress((build / "portal.rtl.css").read_bytes())) <= 17 * 1024
    assert len(brotli.compress((build / "portal.js").read_bytes())) <= 20 * 1024
    fonts = list((build / "fonts").glob("*.woff2"))
    assert len(fonts) <= 2
    assert sum(font.stat().st_size for font in fonts) <= 40 * 1024


# --- the city's colours -------------------------------------------------------------------------------------------------------


def test_a_citys_colours_become_a_stylesheet(client):
    response = client.get("/city.css")
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert text(response).startswith(":root{--city:#0b5d66;--on-city:#ffffff;")


@pytest.mark.parametrize("color", ["#0b5d66", "#ffd700", "#003f88", "#ffffff", "#000000", "#777777"])
def test_what_stands_on_a_citys_colour_can_be_read(color):
    assert contrast(parsed(color), parsed(on(parsed(color)))) >= 4.5


def test_a_colour_that_is_none_is_refused():
    with pytest.raises(ValueError, match="#0b5d66"):
        stylesheet("red;}body{display:none", "#b5500c")
