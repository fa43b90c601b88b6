"""By keyboard alone, on every page and state: the way past the header, the order, no trap, a focus that is seen and not covered."""

from itertools import pairwise

import pytest
from django.conf import settings
from django.utils import timezone

from requests_app.models import ServiceRequest
from tests.browser.keyboard import Keyboard
from tests.browser.measures import measure, restyle
from tests.browser.pages import BY_NAME, ONE_EACH, STATES
from tests.browser.portal_walk import draw_photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TODAYS = LANGUAGES[timezone.now().toordinal() % len(LANGUAGES)]
SAME_ROW = 8  # pixels


def stops(page):
    """Where Tab leads, from the top of the page until it comes round."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0); getSelection().removeAllRanges()")
    found = []
    for _stop in range(200):
        page.keyboard.press("Tab")
        stop = measure(page, "stop")
        if stop is None or (found and stop["mark"] == found[0]["mark"]):
            return found
        found.append(stop)
    raise AssertionError(f"Tab does not come round: {found[-1]['name']}")


def out_of_order(path):
    """Stops that stand above the one before, or before it on the same line."""
    wrong = []
    for one, other in pairwise(path):
        is_above = other["bottom"] <= one["top"] + SAME_ROW and not one["isSkip"]
        same_line = abs(other["top"] - one["top"]) < SAME_ROW and abs(other["bottom"] - one["bottom"]) < SAME_ROW
        if is_above or (same_line and other["start"] < one["start"]):
            wrong.append(f"{one['name']} -> {other['name']}")
    return wrong


def faults(visit, state):
    visit.bring(state)
    expected = measure(visit.page, "stops")
    path = stops(visit.page)
    return {
        "not reached": sorted(set(expected) - {stop["name"] for stop in path}),
        "out of order": out_of_order(path),
        "focus not seen": [stop["name"] for stop in path if not stop["isRinged"]],
        "covered": [stop["name"] for stop in path if not stop["isFree"]],
        "first is not the way to the content": [] if path and path[0]["isSkip"] else [path[0]["name"]],
    }


def walked(visit, states):
    found = {state.name: {what: wrong for what, wrong in faults(visit, state).items() if wrong} for state in states}
    return {name: wrong for name, wrong in found.items() if wrong}


def test_tab_goes_through_every_page_in_the_order_in_which_it_is_read(visits):
    assert walked(visits(TODAYS, reduced_motion="reduce"), ONE_EACH) == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tab_goes_through_every_state_in_both_directions_of_writing(visits, language, scheme):
    assert walked(visits(language, reduced_motion="reduce", color_scheme=scheme), STATES) == {}


def test_the_first_link_leads_past_the_header(visits):
    visit = visits(TODAYS, reduced_motion="reduce")
    for state in ONE_EACH:
        visit.bring(state)
        page = visit.page
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hash") == "#main", state.name
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", state.name


def test_a_report_with_a_photo_by_keyboard_alone(visits, tmp_path):
    visit = visits("en", reduced_motion="reduce")
    before = ServiceRequest.objects.count()
    visit.open("home")
    keys = Keyboard(visit.page)
    keys.type("#q", "pothole")
    keys.enter("main .hero button")
    keys.enter("main a.row__name >> nth=0")
    keys.enter("main .column > .actions a.usa-button")
    keys.type("#id_address", "12 Main Street")
    keys.enter("#step .actions .usa-button")
    assert visit.page.url.endswith("/near/")
    keys.enter("#step .actions .usa-button")
    keys.choose("#id_size_0")
    keys.type("#id_description", "A deep hole.")
    keys.enter("#step .actions .usa-button")
    keys.type("#id_depth", "5")
    keys.enter("#step .actions .usa-button")
    keys.attach("#photos", draw_photo(tmp_path))
    keys.enter("#step [name=add]")
    visit.page.wait_for_selector(".photos img")
    keys.enter("#step .actions .usa-button:not([name])")
    keys.choose("[name=channel][value=email]")
    keys.type("#id_email", "eva@example.com")
    keys.pick("#id_language", "Tiếng")
    keys.enter("#step .actions .usa-button")
    keys.enter("#step .actions .usa-button")
    assert "/done/" in visit.page.url
    assert ServiceRequest.objects.count() == before + 1
    made = ServiceRequest.objects.latest("id")
    assert (made.description, made.address, made.language, made.attachments.count()) == ("A deep hole.", "12 Main Street", "vi", 1)


def test_what_cannot_be_reached_is_said(visits):
    visit = visits()
    visit.open("help")
    with pytest.raises(AssertionError, match="cannot be reached by Tab"):
        Keyboard(visit.page).to("#nowhere")


def test_going_back_by_keyboard(visits):
    visit = visits()
    visit.open("lookup")
    keys = Keyboard(visit.page)
    keys.to("main form button")
    keys.to("#reference", backwards=True)
    assert visit.page.evaluate("document.activeElement.id") == "reference"


SPOILED = """
.footer ul { flex-direction: column-reverse } .help__phone:focus-visible { outline: 0; box-shadow: none }
.skip { display: none } .header { position: relative } .header::after { content: ''; position: absolute; inset: 0 }
"""


def test_a_spoiled_page_is_seen_through(visits):
    visit = visits(reduced_motion="reduce")
    visit.bring(BY_NAME["help"])
    restyle(visit.page, SPOILED)
    path = stops(visit.page)
    assert len(out_of_order(path)) == visit.page.locator(".footer a").count() - 1
    assert [stop["name"].split()[0] for stop in path if not stop["isRinged"]] == ["a.help__phone"]
    assert next(stop["name"].split()[0] for stop in path if not stop["isFree"]) == "a.header__city"
    assert not path[0]["isSkip"]
