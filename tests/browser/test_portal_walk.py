"""The report on a phone in every language: by touch, by keyboard alone, without JavaScript; in the dark, at 320 pixels, with large text."""

import io

import pytest
from django.conf import settings
from PIL import Image

from requests_app.models import Attachment, ServiceRequest
from tests import factories as make
from tests.browser.axe import violations
from tests.browser.portal_walk import Walk, draw_photo
from tests.browsers import back
from tests.portal.conftest import city  # noqa: F401  (the fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def walk(page, live_server, city, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    return lambda language: Walk(page, live_server.url, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_from_the_home_page_to_following_it(walk, language, tmp_path):
    her = walk(language)
    page = her.page
    her.go(f"/{language}/")
    her.look("home")
    page.fill("#q", "pothole")
    her.button("Search").click()
    her.look("results")
    page.locator("main .row__name").first.click()
    her.look("service")
    page.locator("main a.usa-button").click()
    her.look("place")
    her.on()
    her.look("place, empty")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.fill("#id_address", "main street")
    her.on()
    her.look("places")
    page.get_by_label("12 Main Street", exact=True).check()
    her.on()
    her.look("details")
    page.locator("#id_size_1").check()
    page.fill("#id_description", "Ổ gà rất sâu — un bache")
    her.on()
    her.look("emergency")
    page.locator("#step button").click()
    assert her.step() == "photos"
    back(page)
    back(page)
    page.locator("#id_size_0").check()
    her.on()
    her.look("more")
    page.fill("#id_depth", "5")
    her.on()
    her.look("photos")
    page.set_input_files("#photos", draw_photo(tmp_path))
    page.locator("button[name=add]").click()
    page.wait_for_selector(".photos img")
    assert violations(page) == []
    her.on()
    her.look("you")
    page.locator("[name=channel][value=email]").check()
    page.fill("#id_email", "ana@")
    her.on()
    her.look("you, with an error")
    page.fill("#id_email", "ana@example.com")
    her.on()
    her.look("check")
    her.button("Send", "a report").dblclick()
    page.wait_for_url("**/done/**")
    her.look("done")
    made = ServiceRequest.objects.get()
    assert (made.language, made.description, made.address) == (language, "Ổ gà rất sâu — un bache", "12 Main Street")
    back(page)
    assert "/done/" in page.url
    page.locator("main a.usa-button").click()
    her.look("follow")
    her.go(f"/{language}/lookup/?reference={made.reference}")
    her.look("found")
    her.go(f"/{language}/help/")
    her.look("help")
    her.go(f"/{language}/nothing/")
    her.look("not found")
    assert her.problems == []


def test_the_photo_travels_small_and_keeps_no_secret(walk, tmp_path):
    her = walk("en")
    her.go("/en/report/other/")
    her.page.fill("#id_description", "A tree")
    her.on()
    path = draw_photo(tmp_path)
    with her.page.expect_request_finished(lambda request: request.method == "POST") as sent:
        her.page.set_input_files("#photos", path)
        her.page.locator("button[name=add]").click()
    assert sent.value.sizes()["requestBodySize"] < path.stat().st_size / 2
    her.page.wait_for_selector(".photos img")
    kept = Attachment.objects.get()
    assert max(kept.width, kept.height) <= 2048
    assert b"SecretPhone" not in kept.file.read()
    assert Image.open(io.BytesIO(kept.file.open().read())).getexif() == {}


def test_the_report_by_keyboard_alone(walk):
    her = walk("en")
    page, press = her.page, her.page.keyboard.press

    def to(selector, limit=60):
        for _ in range(limit):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", f"{selector} shows no focus"
                return
            press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab")

    def enter(step):
        press("Enter")
        page.wait_for_url(f"**/{step}/**")
        page.wait_for_load_state()

    her.go("/en/service/pothole/")
    press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    to("a.usa-button")
    enter("place")
    to("#id_address")
    page.keyboard.type("12 Main Street")
    enter("details")
    to("#id_size_0")
    press("Space")
    press("Tab")
    to("#step .usa-button")
    enter("more")
    to("#id_depth")
    page.keyboard.type("5")
    enter("photos")
    to("#photos")
    to("#step .usa-button:not([name])")
    enter("you")
    to("#id_channel_0")
    press("ArrowDown")
    press("ArrowDown")
    assert page.locator("[name=channel]:checked").get_attribute("value") == "none"
    to("#step .usa-button")
    enter("check")
    to("#step .usa-button")
    enter("done")
    assert ServiceRequest.objects.count() == 1


def test_the_report_without_javascript(browser, live_server, city, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/vi/report/pothole/")
    page.fill("#id_address", "main street")
    page.locator("#step .actions .usa-button").click()
    page.locator("[name=choice]").first.check()
    page.locator("#step .actions .usa-button").click()
    page.locator("#id_size_0").check()
    page.locator("#step .actions .usa-button").click()
    page.fill("#id_depth", "5")
    page.locator("#step .actions .usa-button").click()
    page.set_input_files("#photos", draw_photo(tmp_path))
    page.locator("#step .usa-button").first.click()
    page.locator("[name=channel][value=sms]").check()
    page.fill("#id_phone", "408 555 0123")
    page.fill("#id_name", "Nguyễn Thị Ánh")
    page.locator("header button[value=es]").click()
    assert page.input_value("#id_name") == "Nguyễn Thị Ánh"
    assert page.locator("html").get_attribute("lang") == "es"
    page.locator("#step .actions .usa-button").click()
    page.locator("#step .actions .usa-button").click()
    assert "/es/done/" in page.url
    made = ServiceRequest.objects.get()
    assert made.contact.name == "Nguyễn Thị Ánh"
    assert made.attachments.count() == 1
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_schemes_on_a_narrow_screen_with_large_text(browser, live_server, city, scheme):  # noqa: F811
    made = make.request(of=city, contact=make.resident(), answers={"size": "small"})
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    kinds = make.service("kinds", name="All kinds", needs_place=False)
    make.question(kinds, "one", "singlevaluelist", options=["red", "blue"], label="One?")
    make.question(kinds, "many", "multivaluelist", options=["red", "blue"], label="Many?", hint="As many as you like.")
    for path in (
        "/vi/report/kinds/",
        "/vi/report/pothole/",
        "/vi/",
        "/vi/search/?q=x",
        "/vi/service/pothole/",
        "/vi/lookup/?reference=1",
        f"/vi/done/{made.token}/",
        f"/vi/track/{made.token}/",
    ):
        page.goto(live_server.url + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.evaluate("document.documentElement.style.fontSize = '175%'")
        wide = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 321).map(e => e.outerHTML.slice(0, 90))"
        assert page.evaluate(wide) == [], path
    context.close()


def test_targets_are_large_enough_for_a_thumb(browser, live_server, city):  # noqa: F811
    made = make.request(of=city, contact=make.resident(), answers={"size": "small"})
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    for path in ("/en/", "/en/service/pothole/", "/en/report/pothole/", f"/en/track/{made.token}/"):
        page.goto(live_server.url + path)
        small = page.evaluate("""() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
            .filter(e => e.offsetParent && !e.closest('p, dd, .skip, [aria-hidden]') && getComputedStyle(e).display !== 'inline')
            .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 && box.height > 0)
            .map(([html, box]) => `${Math.round(box.height)} px: ${html}`)""")
        assert small == [], path
    context.close()
