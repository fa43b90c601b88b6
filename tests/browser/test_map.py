"""Saying where in a real browser: suggestions while typing, the map by thumb and by keyboard, the phone's position, the public map."""

import re

import pytest
from django.conf import settings as our_settings
from django.core.cache import cache

from requests_app.models import ServiceRequest
from tests import factories as make
from tests.browser.axe import violations
from tests.browser.portal_walk import PHONE, Walk
from tests.portal.conftest import city  # noqa: F401  (the fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = [code for code, _name in our_settings.LANGUAGES]
NEAR_12 = {"latitude": 37.05012, "longitude": -121.95}
KB = 1024


@pytest.fixture(autouse=True)
def _afresh():
    cache.clear()


@pytest.fixture
def her(page, live_server, city):  # noqa: F811
    """Somebody with a phone at the place step of an English report."""
    walk = Walk(page, live_server.url, "en")
    walk.go("/en/report/pothole/")
    return walk


def open_map(page):
    page.locator("[data-offer] button").click()
    page.wait_for_selector(".citymap__canvas.leaflet-container .leaflet-overlay-pane path")
    page.locator("[data-offer] [role=status]:empty").wait_for(state="attached")


def position(page):
    """The (lat, lon) that the form would send along, or None."""
    lat, lon = page.input_value("[name=lat]"), page.input_value("[name=lon]")
    return (float(lat), float(lon)) if lat else None


def said(page):
    return page.locator(".citymap__said").text_content()


def wait_said(page, words):
    page.locator(".citymap__said", has_text=words).wait_for()


def tab_to(page, selector, limit=60):
    for _ in range(limit):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", f"{selector} shows no focus"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


# --- suggestions -----------------------------------------------------------------------------------------------------------------------


def type_address(page, text):
    page.locator("#id_address").press_sequentially(text)
    page.wait_for_selector(".suggest__list li")


def test_suggestions_are_a_combobox_for_the_keyboard(her):
    page = her.page
    type_address(page, "main")
    field = page.locator("#id_address")
    assert page.locator("[role=option]").all_text_contents() == ["12 Main Street", "14 Main Street", "120 Main Street"]
    assert page.locator(".suggest > [role=status]").text_content() == "3 addresses fit."
    assert (field.get_attribute("role"), field.get_attribute("aria-expanded"), field.get_attribute("aria-activedescendant")) == (
        "combobox",
        "true",
        None,
    )
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.text_content() == "14 Main Street"
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert violations(page) == []
    page.keyboard.press("Enter")
    assert (field.input_value(), her.step(), field.get_attribute("aria-expanded")) == ("14 Main Street", "place", "false")
    page.keyboard.press("Enter")
    page.wait_for_url("**/details/")
    assert her.problems == []


def test_escape_closes_the_suggestions_and_enter_goes_on_as_ever(her):
    page = her.page
    type_address(page, "main")
    page.keyboard.press("ArrowUp")
    assert page.locator("[aria-selected=true]").text_content() == "120 Main Street"
    page.keyboard.press("Escape")
    assert page.locator(".suggest__list").is_hidden()
    assert page.input_value("#id_address") == "main"
    page.keyboard.press("Enter")
    page.wait_for_url("**/place/?q=main")


def test_a_suggestion_is_taken_by_a_tap_and_leaving_closes_the_list(her):
    page = her.page
    type_address(page, "main")
    page.get_by_role("option", name="12 Main Street").click()
    assert page.input_value("#id_address") == "12 Main Street"
    page.locator("#id_address").press_sequentially("x")
    page.locator("#id_address").press("Backspace")
    page.wait_for_selector(".suggest__list li")
    page.keyboard.press("Tab")
    assert page.locator(".suggest__list").is_hidden()


def test_without_an_answer_typing_still_works(her):
    page = her.page
    page.route("**/places.json*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.locator("#id_address").press_sequentially("12 Main Street")
    page.keyboard.press("Enter")
    page.wait_for_url("**/details/")


# --- the map and its pin -----------------------------------------------------------------------------------------------------------------


def test_the_map_comes_only_when_asked_for_and_weighs_little(her):
    page, asked = her.page, []
    page.wait_for_load_state("networkidle")
    page.on("requestfinished", lambda request: asked.append(request))
    assert page.locator("script[src*='build/map'], link[href*='build/map']").count() == 0
    open_map(page)
    page.wait_for_load_state("networkidle")
    names = [re.sub(r"\.\w{12}(?=\.)|\?.*", "", request.url.rsplit("/", 1)[-1]) for request in asked]
    weights = dict(zip(names, (request.sizes()["responseBodySize"] for request in asked), strict=True))
    assert set(weights) == {"map.js", "map.css", "city.json"}
    assert sum(weights.values()) <= 250 * KB
    assert weights["city.json"] <= 40 * KB
    assert her.problems == []


def test_the_pin_by_keyboard_alone(her):
    page, press = her.page, her.page.keyboard.press
    tab_to(page, "[data-offer] button")
    press("Enter")
    page.wait_for_selector(".citymap__pin")
    page.locator("[data-offer] [role=status]:empty").wait_for(state="attached")
    assert position(page) is None
    tab_to(page, ".citymap__canvas")
    press("ArrowUp")
    start = position(page)
    press("ArrowRight")
    right = position(page)
    assert right[1] > start[1] and right[0] == pytest.approx(start[0], abs=1e-6)
    press("Shift+ArrowLeft")
    assert start[1] - position(page)[1] == pytest.approx(7 * (right[1] - start[1]), rel=0.01)
    before = position(page)
    press("+")
    press("ArrowDown")
    assert before[0] - position(page)[0] == pytest.approx((right[1] - start[1]) / 2, rel=0.3)  # half as far after zooming in once
    wait_said(page, "Press Continue when the pin is right.")
    tab_to(page, ".citymap__canvas a")
    tab_to(page, "#step .actions button")
    place = position(page)
    press("Enter")
    page.wait_for_url("**/place/?lat=*")
    tab_to(page, "[name=choice]")
    press("Space")
    tab_to(page, "#step .actions button")
    press("Enter")
    page.wait_for_url("**/details/")
    page.go_back()
    page.go_back()
    page.reload()
    assert [round(number, 6) for number in place] == page.evaluate("JSON.parse(document.querySelector('[data-pin]').dataset.pin)")
    assert her.problems == []


def test_a_tap_moves_the_pin_and_the_nearest_address_is_said(her):
    page = her.page
    open_map(page)
    page.locator(".citymap__canvas").click(position={"x": 240, "y": 140})
    wait_said(page, "The pin is inside the city. No address is near. Press Continue when the pin is right.")
    lat, lon = position(page)
    assert 37.05 < lat < 37.1 and -121.95 < lon < -121.9


def test_the_pin_is_dragged_and_what_was_done_last_counts(her):
    page = her.page
    open_map(page)
    page.locator(".citymap__canvas").scroll_into_view_if_needed()
    pin = page.locator(".citymap__pin").bounding_box()
    x, y = pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 20, steps=4)
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    lat, lon = position(page)
    assert lat < 37.05 and lon > -121.95
    page.fill("#id_address", "12 Main Street")
    assert position(page) is None
    her.on()
    page.wait_for_url("**/details/")


def test_outside_of_the_city_the_pin_says_who_is_responsible(her):
    page = her.page
    open_map(page)
    for _ in range(8):
        page.locator(".citymap__canvas").press("Shift+ArrowUp")
    wait_said(page, "This place is outside the city")
    her.on()
    page.wait_for_selector("#errors")
    assert page.evaluate("document.activeElement.id") == "errors"


def test_the_map_is_hidden_and_shown_again_without_fetching_it_twice(her):
    page = her.page
    open_map(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    button = page.locator("[data-offer] button")
    assert (button.get_attribute("aria-expanded"), button.text_content()) == ("true", "Hide the map")
    button.click()
    assert page.locator(".citymap__canvas").is_hidden()
    assert (button.get_attribute("aria-expanded"), button.text_content()) == ("false", "Show the map")
    button.click()
    assert page.locator(".citymap__canvas").is_visible()
    assert asked == []


def test_a_map_that_cannot_be_loaded_says_so_and_takes_nothing_away(her):
    page = her.page
    page.route("**/map.*.js", lambda route: route.abort())
    page.fill("#id_address", "12 Main Street")
    page.locator("[data-offer] button").click()
    page.locator("[data-offer] [role=status]", has_text="could not be loaded").wait_for()
    assert page.locator(".citymap__canvas").count() == 0
    page.unroute("**/map.*.js")
    open_map(page)  # the next try is a new one
    her.on()
    page.wait_for_url("**/details/")


def test_without_javascript_there_is_the_typed_address_and_no_empty_promise(browser, live_server, city):  # noqa: F811
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/report/pothole/")
    assert page.locator("#id_address").is_visible() and page.locator("#step .actions button").is_visible()
    assert page.locator("[data-offer]").is_hidden() and page.locator("[data-locate]").is_hidden()
    page.goto(f"{live_server.url}/en/requests/")
    assert page.locator("[data-offer]").is_hidden()
    context.close()


def test_with_reduced_motion_the_map_does_not_glide(browser, live_server, city):  # noqa: F811
    for motion, gliding in (("reduce", 0), ("no-preference", 1)):
        context = browser.new_context(reduced_motion=motion, viewport=PHONE)
        page = context.new_page()
        page.goto(f"{live_server.url}/en/report/pothole/")
        open_map(page)
        assert page.locator(".citymap__canvas .leaflet-zoom-animated").first.count() or not gliding
        assert page.locator(".leaflet-proxy").count() == gliding  # Leaflet's own mark of an animated zoom
        context.close()


# --- the phone's position ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def phone(browser, live_server, city):  # noqa: F811
    """Somebody whose phone tells where it is, as exactly as the test says."""
    context = browser.new_context(viewport=PHONE, permissions=["geolocation"], geolocation={**NEAR_12, "accuracy": 60})
    page = context.new_page()
    page.goto(f"{live_server.url}/en/report/pothole/")
    yield page
    context.close()


def located(page, words):
    page.locator("[data-locate] [role=status]", has_text=words).wait_for()


def test_a_first_position_is_shown_and_a_better_one_waited_for(phone):
    page = phone
    open_map(page)
    page.locator("[data-locate] button").click()
    located(page, "We know the place to about 60 meters so far. Waiting for a better position…")
    assert position(page) == (37.05012, -121.95)
    assert page.locator("path.citymap__accuracy").count() == 1
    wide = page.locator("path.citymap__accuracy").bounding_box()["width"]
    page.context.set_geolocation({"latitude": 37.0512, "longitude": -121.95, "accuracy": 15})
    located(page, "Your phone knows the place to about 15 meters.")
    assert position(page) == (37.0512, -121.95)
    assert page.input_value("[name=accuracy]") == "15"
    assert page.locator("path.citymap__accuracy").bounding_box()["width"] < wide
    wait_said(page, "The pin is near 120 Main Street.")
    assert violations(page) == []


def test_a_pin_that_she_moves_stays_where_she_put_it(phone):
    page = phone
    open_map(page)
    page.locator("[data-locate] button").click()
    located(page, "We know the place to about 60 meters so far.")
    page.locator(".citymap__canvas").press("Shift+ArrowUp")
    mine = position(page)
    page.context.set_geolocation({"latitude": 37.0512, "longitude": -121.95, "accuracy": 15})
    located(page, "Your phone knows the place to about 15 meters.")
    assert position(page) == mine
    assert page.input_value("[name=accuracy]") == ""


def test_without_the_map_the_position_leads_to_the_choice(phone):
    page = phone
    page.context.set_geolocation({**NEAR_12, "accuracy": 12})
    page.locator("[data-locate] button").click()
    page.wait_for_url("**/place/?lat=37.05012*")
    assert "Your phone knows the place to about 12 meters." in page.locator("main").inner_text()
    page.get_by_label("12 Main Street", exact=True).check()
    page.locator("#step .actions button").click()
    page.wait_for_url("**/details/")


def test_a_phone_that_does_not_tell_is_no_dead_end(her):
    page = her.page
    page.context.clear_permissions()
    page.locator("[data-locate] button").click()
    located(page, "Your phone did not tell us where you are. Please type the address.")
    page.fill("#id_address", "12 Main Street")
    her.on()
    page.wait_for_url("**/details/")


# --- in every language, on a small screen ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_maps_in_every_language_are_accessible_and_ask_nobody_else(browser, live_server, city, language, scheme):  # noqa: F811
    make.request(of=city, answers={"size": "small"})
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    her = Walk(context.new_page(), live_server.url, language)
    page = her.page
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("report/pothole/", "requests/"):
        her.go(f"/{language}/{path}")
        open_map(page)
        page.locator(".citymap__canvas").press("ArrowUp")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        small = page.evaluate("""() => [...document.querySelectorAll('.citymap a, .citymap button, .citymap__circle')]
            .map(e => e.getBoundingClientRect()).filter(box => box.width < 44 || box.height < 44).length""")
        assert small == 0, path
        canvas, zoom = page.locator(".citymap__canvas").bounding_box(), page.locator(".leaflet-control-zoom").bounding_box()
        is_rtl = page.evaluate("document.documentElement.dir") == "rtl"
        assert (zoom["x"] + zoom["width"] / 2 > canvas["x"] + canvas["width"] / 2) == is_rtl, path
        assert page.locator(".leaflet-control-zoom-in").get_attribute("aria-label")
        pinned = page.locator(".citymap__pin, .citymap__circle").first.bounding_box()
        assert canvas["x"] <= pinned["x"] <= canvas["x"] + canvas["width"] - pinned["width"], path
    assert her.problems == []
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_addresses_run_in_their_own_direction(page, live_server, city, language):  # noqa: F811
    page.goto(f"{live_server.url}/{language}/report/pothole/")
    type_address(page, "main")
    directions = page.evaluate("[...document.querySelectorAll('#id_address, [role=option]')].map(e => getComputedStyle(e).direction)")
    assert directions == ["ltr"] * 4


# --- the public map ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(city):  # noqa: F811
    """Two requests close together, one far away."""
    return [
        make.request(of=city, answers={"size": "small"}, lat=lat, lon=lon, address=address)
        for lat, lon, address in ((37.05, -121.95, "12 Main Street"), (37.052, -121.95, "120 Main Street"), (37.09, -121.91, "5 Hill Road"))
    ]


def circles(page):
    """What each circle is called, from north to south."""
    return page.locator(".citymap__circle").evaluate_all("found => found.map(e => e.getAttribute('aria-label'))")


def test_the_public_map_by_keyboard_alone(page, live_server, three):
    her = Walk(page, live_server.url, "en")
    her.go("/en/requests/")
    tab_to(page, "[data-offer] button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".citymap__circle")
    assert said(page) == "The map shows 3 requests."
    assert circles(page) == ["Pothole, 1–99 Hill Road", "2 requests"]
    tab_to(page, ".citymap__circle[aria-label='2 requests']")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "citymap__here"
    assert page.locator(".citymap__here h2").text_content() == "2 requests"
    assert page.locator(".citymap__here bdi").all_text_contents() == ["100–199 Main Street", "1–99 Main Street"]
    assert violations(page) == []
    tab_to(page, ".citymap__here a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/requests/{three[1].reference}/")
    assert her.problems == []


def test_zooming_in_parts_what_is_close_together(page, live_server, three):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live_server.url}/en/requests/?service=pothole")
    open_map(page)
    page.locator(".citymap__circle[aria-label='2 requests']").click()
    page.locator(".citymap__canvas").focus()
    for _ in range(4):
        page.keyboard.press("+")
    page.locator(".citymap__circle").nth(2).wait_for()
    assert circles(page) == ["Pothole, 1–99 Hill Road", "Pothole, 100–199 Main Street", "Pothole, 1–99 Main Street"]


def test_the_map_shows_what_the_list_is_narrowed_to(page, live_server, three):
    page.goto(f"{live_server.url}/en/requests/?state=closed")
    open_map(page)
    assert said(page) == "There is nothing to show on the map."
    assert circles(page) == []
    assert ServiceRequest.objects.count() == 3


def test_a_district_on_the_map_leads_to_its_list(page, live_server, three):
    page.goto(f"{live_server.url}/en/requests/?state=open&before=2020-01-01T00:00:00%2B00:00~1")
    open_map(page)
    canvas = page.locator(".citymap__canvas")
    size = canvas.bounding_box()
    canvas.click(position={"x": size["width"] / 2, "y": size["height"] / 2})
    page.wait_for_url("**/requests/?state=open&district=north")
