"""The same help on every page, in the same place: a person is one call, one link or one visit away (WCAG 3.2.6)."""

import hashlib
import re

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from portal import words
from portal.views import errors
from tests import factories as make
from tests.sources import templates

HELP = re.compile(r'<section class="help".*?</section>', re.DOTALL)
PLACES = ["home", "search", "help", "call_me", "about_page", "lookup", "mine", "requests", "alert"]


def help_of(html):
    """A hash of the help block, which stands once, after the content and before the footer."""
    blocks = HELP.findall(html)
    assert len(blocks) == 1
    assert html.index("</main>") < html.index(blocks[0]) < html.index('<footer class="footer"')
    return hashlib.sha256(blocks[0].encode()).hexdigest()


def pages(client, language):
    """(name, html) of pages that need nothing, of those of a service, an answer and a request, and of every page for when something is wrong."""
    make.article()
    made = make.request(answers={"size": "small"})
    with translation.override(language):
        addresses = [reverse(f"portal:{name}") for name in PLACES]
        addresses += [reverse("portal:service", args=["pothole"]), reverse("portal:article", args=["pothole-facts"])]
        addresses += [reverse("portal:track", args=[made.token]), reverse("portal:one", args=[made.reference]), f"/{language}/nowhere/"]
        addresses += [reverse("portal:search") + "?q=pothole", reverse("portal:search") + "?q=nothingatall"]
    for address in addresses:
        yield address, client.get(address).content.decode()
    request = RequestFactory().get(f"/{language}/service/pothole/")
    for view in (errors.bad_request, errors.denied, errors.not_found, errors.too_many, errors.csrf, errors.server_error):
        yield view.__name__, view(request).content.decode()
    try:
        raise OperationalError("The database is away")
    except OperationalError:
        yield "away", errors.server_error(request).content.decode()


@pytest.mark.parametrize("language", ["en", "es", "vi"])
def test_it_is_the_same_on_every_page(client, city, language):
    found = {name: help_of(html) for name, html in pages(client, language)}
    assert len(found) == 23
    assert len(set(found.values())) == 1, found


def test_it_names_every_way_to_a_person(client, city, settings):
    block = HELP.search(client.get("/en/").content.decode())[0]
    links = [f"tel:{settings.CITY_PHONE}", f"tel:{settings.CITY_TTY}", reverse("portal:call_me")]
    ways = [f'href="{link}"' for link in links] + ["Monday to Friday, 8:00 a.m. to 5:00 p.m.", "Say the name of your language"]
    assert [way for way in ways if way not in block] == []


def test_every_page_of_the_portal_has_it():
    """A template of the portal that begins a page of its own would have none."""
    whole = {path for path, text in templates().items() if "/portal/" in path and "<html" in text}
    assert whole == {"templates/portal/base.html"}
    emptied = [
        path
        for path, text in templates().items()
        if re.search(r"block help\b", text) and not path.startswith(("templates/portal/base", "templates/demo/"))
    ]
    assert emptied == []


@pytest.mark.parametrize(("language", "said"), [("en", "a, b"), ("ar", "a، b"), ("zh-hant", "a、b")])
def test_a_list_is_parted_as_its_language_parts_it(language, said):
    with translation.override(language):
        assert words.comma().join("ab") == said
