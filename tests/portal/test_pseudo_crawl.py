"""Every page, letter and text message in two languages nobody speaks: whatever still reads as English was never given to a translator (R82)."""

import re

import polib
import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from catalog.pseudo import PSEUDO, pseudo
from catalog.queries import current
from notifications.actions import render
from notifications.letters import LETTERS
from notifications.models import Message
from notifications.texts import SENTENCES
from portal.urls import urlpatterns
from portal.views import errors
from tests import factories as make
from tests.messages import languages
from tests.notifications.test_letters import WORDS
from tests.portal.crawling import Crawl
from tests.portal.leaks import Page, is_leak, plain, texts_of
from tests.portal.pseudo_world import PAGES, build

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def pseudo_files(tmp_path_factory):
    target = tmp_path_factory.mktemp("pseudo")
    call_command("make_pseudo", to=str(target))
    return target


@pytest.fixture
def speak(settings, pseudo_files):
    """Switches the two languages on, as CX311_PSEUDO=1 does."""

    def switch_on(files=pseudo_files):
        settings.LANGUAGES = [*settings.LANGUAGES, *PSEUDO.items()]
        settings.ALL_LANGUAGES = settings.ALL_LANGUAGES | PSEUDO
        settings.LOCALE_PATHS = [files, *settings.LOCALE_PATHS]
        settings.CITY_NAME = "Ćïťÿ"

    switch_on()
    return switch_on


@pytest.fixture
def world(speak, city, client, monkeypatch):
    monkeypatch.setattr("portal.limits.is_over", lambda *args: False)  # a crawl is many tries from one network
    return lambda language: build(language, client)


def test_every_name_of_the_portals_addresses_is_looked_at():
    assert sorted(PAGES) == sorted(pattern.name for pattern in urlpatterns)


OTHERS = ["ar-xb", *languages()]


@pytest.mark.parametrize("language", ["en-xa", *(pytest.param(other, marks=pytest.mark.slow) for other in OTHERS)])
def test_no_page_holds_a_word_that_was_never_given_to_a_translator(world, client, language, capsys):
    """From the home page to depth 10 over links and forms, and over an address of every name; the other languages take a minute."""
    with translation.override(language):
        here = world(language)
        addresses = {name: pages(here) for name, pages in PAGES.items()}
    crawl = Crawl(client, language).over(f"/{language}/", *(address for found in addresses.values() for address in found))
    with capsys.disabled():
        print(f"\n{language}: {crawl.pages} pages, {crawl.words} words, {len(crawl.names)} kinds of address")
    assert sorted(set(crawl.leaks)) == []
    assert sorted(set(crawl.problems)) == []
    assert {name for name, found in addresses.items() if found} <= crawl.names
    assert crawl.pages > 140
    assert crawl.words > (4_000 if language == "zh-hant" else 15_000)


@pytest.mark.parametrize("language", OTHERS)
def test_nor_do_the_pages_nearest_to_the_home_page(world, client, language):
    world(language)
    crawl = Crawl(client, language, depth=1).over(f"/{language}/")
    assert (sorted(set(crawl.leaks)), crawl.problems) == ([], [])
    assert crawl.pages > 15


@pytest.mark.parametrize("language", PSEUDO)
def test_no_page_of_an_error_holds_one(speak, language, static_files):
    request = RequestFactory().post(f"/{language}/help/", {"text": "⟦…⟧"})
    request.COOKIES = {}
    answers = [errors.bad_request(request), errors.denied(request), errors.not_found(request), errors.too_many(request), errors.csrf(request)]
    for problem in (OperationalError("away"), ValueError("ours")):
        try:
            raise problem
        except Exception:
            answers.append(errors.server_error(request))
    assert [answer.status_code for answer in answers] == [400, 403, 404, 429, 403, 503, 500]
    for answer in answers:
        texts = [text for _where, text in texts_of(answer)]
        assert [text for text in texts if is_leak(text, language)] == []
        assert len(texts) > 20


def facts(language):
    service = make.service(next_steps_en="We look.\nWe fill.")
    return {
        "reference": "CX4K7M2QXPZ", "token": "AbCdEfGhIjKlMnOpQrStUv", "service_id": service.pk, "department_id": service.department_id,
        "status": "in_progress", "promised_at": "2026-11-24T23:00:00+00:00", "address": "12 Main Street", "stop": "MQ:1abc:sig",
        "survey_token": "VuTsRqPoNmLkJiHgFeDcBa", "is_reporter": True,
    }  # fmt: skip


@pytest.mark.parametrize("language", PSEUDO)
@pytest.mark.parametrize("kind", LETTERS)
def test_no_letter_holds_one(speak, db, kind, language):
    context = facts(language) | WORDS[kind]
    for name in ("text", "outcome_text"):
        if name in context:
            context[name] = "⟦…⟧"
    letter = render(Message(kind=kind, channel="email", language=language, about="CX4K7M2QXPZ", context=context, to="ana@example.com"))
    page = Page(letter.html)
    assert [text for _where, text in page.texts if plain(text)] == []
    assert (page.language, page.direction) == (language, "rtl" if language == "ar-xb" else "ltr")
    assert plain(letter.subject) == []
    assert plain(letter.text) == []


@pytest.mark.parametrize("language", PSEUDO)
@pytest.mark.parametrize("kind", SENTENCES)
def test_no_text_message_holds_one(speak, db, kind, language):
    message = Message(kind=kind, channel="sms", language=language, about="CX4K7M2QXPZ", context=facts(language) | WORDS.get(kind, {}), to="+1")
    assert plain(render(message).text) == []


# and it would find one


def test_the_crawl_finds_a_word_that_no_translation_reaches(speak, city, client, pseudo_files, tmp_path, settings):
    """A leak planted on the home page: its question is taken out of the language's file, as if the template had said it in English alone."""
    assert Crawl(client, "en-xa", depth=0).over("/en-xa/").leaks == []
    name = "en_XA/LC_MESSAGES/django.mo"
    file = polib.mofile(str(pseudo_files / name))
    file.remove(file.find("What do you need?"))
    (tmp_path / name).parent.mkdir(parents=True)
    file.save(str(tmp_path / name))
    settings.LOCALE_PATHS = [tmp_path]
    assert Crawl(client, "en-xa", depth=0).over("/en-xa/").leaks == [
        "GET /en-xa/ (200): title: What do you need? – Ćïťÿ 311",
        "GET /en-xa/ (200): label: What do you need?",
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Read me</p>", "<title>Read me</title>", '<img alt="Read me">', '<a aria-label="Read me"></a>', '<input placeholder="Read me">',
        '<input type="submit" value="Read me">', '<div data-words="Read me"></div>', "<div data-words='{\"x\": \"Read me\"}'></div>",
        '<p lang="es">Hola <span lang="en-xa">Read me</span></p>', '<p lang="es">Hola</p> Read me', "<p>⟦Ŕéáđ⟧ Read</p>",
        '<meta name="description" content="Read me">', "<option>Read</option>", "<br>Read", '<optgroup label="Read"></optgroup>',
    ],
)  # fmt: skip
def test_it_reads_whatever_a_person_or_her_screen_reader_meets(html):
    page = Page(f'<html lang="en-xa" dir="ltr"><body>{html}</body></html>')
    assert [text for _where, text in page.texts if plain(text)] != []


@pytest.mark.parametrize(
    "html",
    [
        "<p>⟦Ŕéáđ ɱé⟧</p>", '<p lang="en">Read me</p>', '<option lang="en" dir="ltr">Read me</option>', "<script>read()</script>",
        '<input value="Read me">', '<p class="Read me" id="read">⟦ŕ⟧</p>', "<p>CX-4K7M-2QXP-Z ana@example.com https://a.example/read 311</p>",
    ],
)  # fmt: skip
def test_it_lets_pass_what_is_marked_typed_or_a_name(html):
    page = Page(f'<html lang="en-xa" dir="ltr"><body>{html}</body></html>')
    assert [text for _where, text in page.texts if plain(text)] == []


def test_a_form_that_the_browser_would_check_in_its_own_language_is_found():
    page = '<html lang="en-xa"><form{}><input name="email" type="email"></form></html>'
    assert len(Page(page.format("")).problems) == 1
    assert Page(page.format(" novalidate")).problems == []


# how such a text is made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Hi", "⟦Ĥí õ⟧"), ("", ""), ("%(day)s, %(time)s", "⟦%(day)s, %(time)s⟧"), ("Call <b>us</b>", "⟦Çáļļ <b>úš</b> õõ⟧"),
        ("See [here](/en/x/)", "⟦Šéé [ĥéŕé](/en/x/) õõ⟧"), ("- one\n- two", "- ⟦óñé õ⟧\n- ⟦ŧŵó õ⟧"), ("100%% of {n}", "⟦100%% óƒ {n} õ⟧"),
    ],
)  # fmt: skip
def test_letters_change_and_what_machines_read_stays(text, made):
    assert pseudo(text, "en-xa") == made


def test_from_right_to_left_everything_is_turned_round():
    assert pseudo("Hi", "ar-xb") == "⟦\u202eĤí õ\u202c⟧"


@pytest.mark.parametrize("language", PSEUDO)
def test_plurals_and_dates_keep_their_form(speak, language):
    with translation.override(language):
        shown = translation.ngettext("%(count)d new report in your area", "%(count)d new reports in your area", 3) % {"count": 3}
        assert re.search(r"3 ñéŵ ŕéþóŕŧš", shown)
        assert translation.pgettext("date format: weekday and day", "l, F j") == "l, F j"


def test_the_catalogue_speaks_them_too_and_has_no_columns_for_them(speak, city):
    assert current().service("pothole").name["en-xa"] == pseudo("Pothole", "en-xa")
    assert not hasattr(city, "name_en_xa")


def test_without_asking_nobody_speaks_them(city, client):
    assert client.get("/en-xa/").status_code == 404
    assert "en-xa" not in current().service("pothole").name
    assert reverse("portal:home") == "/en/"
