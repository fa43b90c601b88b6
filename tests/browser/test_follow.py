"""The status page on a phone: every state without a violation, every act by keyboard alone, and what she takes along."""

import pytest
from playwright.sync_api import expect

from requests_app.models import EventKind
from requests_app.status import Status
from tests.browser.axe import BEST, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STATES = ["open", "late", "moved", "asked", "outside", "resolved", "refused", "proved", "reopened", "withdrawn"]


@pytest.fixture
def her(visits):
    """A visit on a phone; nothing on its pages may have had a fault."""
    visit = visits()
    problems = []
    visit.page.on("console", lambda said: problems.append(said.text) if said.type == "error" and "status of 422" not in said.text else None)
    visit.page.on("pageerror", lambda error: problems.append(str(error)))
    yield visit
    assert problems == []


def follow(visit, name):
    visit.open("track", visit.town.token(name))
    return visit.town.requests[name]


def tab_to(page, words, limit=80):
    """Press Tab until what has the focus says these words, and shows that it has it."""
    for _turn in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", f"“{words}” shows no focus"
            return
    raise AssertionError(f"“{words}” cannot be reached by Tab")


def tab_into(page, selector, limit=10):
    for _turn in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_no_state_has_a_violation_is_too_wide_or_has_a_target_that_is_too_small(her):
    found = {}
    for name in STATES:
        follow(her, name)
        page = her.page
        page.evaluate("document.querySelectorAll('details').forEach(part => (part.open = true))")
        wrong = violations(page, BEST)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append("too wide")
        wrong += page.evaluate("""() => [...document.querySelectorAll('main :is(summary, button)')]
            .filter(part => part.getClientRects().length && part.getBoundingClientRect().height < 44).map(part => part.textContent)""")
        if wrong:
            found[name] = wrong
    assert found == {}


def test_she_says_something_by_keyboard_alone(her):
    made, page = follow(her, "open"), her.page
    tab_to(page, "Say something or add a photo or document")
    page.keyboard.press("Enter")
    tab_into(page, "#id_text")
    page.keyboard.type("It is deeper now.")
    tab_to(page, "Send")
    page.keyboard.press("Enter")
    expect(page.locator("[role=status].box")).to_have_text("Thank you. We have it, and whoever works on this sees it.")
    assert made.events.get(kind=EventKind.REPLY).text == "It is deeper now."


def test_she_answers_our_question_by_keyboard_alone(her):
    made, page = follow(her, "asked"), her.page
    tab_into(page, "#id_text", limit=20)
    page.keyboard.type("The north side.")
    tab_to(page, "Send")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We are working on it.")
    made.refresh_from_db()
    assert made.status == Status.IN_PROGRESS


def test_she_asks_again_by_keyboard_alone(her):
    made, page = follow(her, "late"), her.page
    tab_to(page, "Ask again")
    page.keyboard.press("Enter")
    expect(page.locator("#ask-again")).to_have_attribute("open", "")
    tab_into(page, "#again_text")
    page.keyboard.type("Any news?")
    tab_to(page, "Ask again")
    page.keyboard.press("Enter")
    expect(page.locator("#date")).to_contain_text("You asked again on")
    assert made.events.get(kind=EventKind.ASKED_AGAIN).text == "Any news?"


def test_the_link_of_the_letter_opens_the_words_and_she_says_by_keyboard_that_it_is_not_fixed(her):
    page = her.page
    her.open("track", her.town.token("proved"), query="#not-fixed")
    expect(page.locator("#not-fixed")).to_have_attribute("open", "")
    tab_into(page, "#id_reason")
    page.keyboard.type("The hole is back.")
    tab_to(page, "Open it again")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have opened this request again.")


def test_an_error_is_named_at_the_top_with_a_way_to_its_field(her):
    page = her.page
    her.open("track", her.town.token("resolved"), query="#not-fixed")
    page.locator("#not-fixed button").click()
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#errors a").click()
    expect(page.locator("#id_reason")).to_be_focused()
    expect(page.locator("#id_reason")).to_have_attribute("aria-invalid", "true")


def test_the_whole_page_works_without_javascript(visits):
    visit = visits(java_script_enabled=False)
    made, page = follow(visit, "late"), visit.page
    page.locator("#ask-again summary").click()
    page.locator("#ask-again button").click()
    expect(page.locator("#date")).to_contain_text("You asked again on")
    page.get_by_text("Stop the messages about this request").click()
    page.get_by_role("button", name="Stop the messages").click()
    expect(page.locator("[role=status].box")).to_contain_text("We do not write to you about this any more.")
    assert made.followers.get().stopped_at is not None
    page.get_by_role("link", name="Share it, or show its QR code to somebody").click()
    expect(page.get_by_role("link", name="/requests/")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()


def test_the_public_link_is_copied_and_said(her):
    page = her.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    her.open("track_share", her.town.token("open"))
    assert page.locator(".share [role=status]").inner_text() == ""
    page.get_by_role("button", name="Copy the link").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".share [role=status]")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".share__link a").get_attribute("href")
    assert page.evaluate("document.querySelector('.share__code').naturalWidth") > 0


def test_where_the_browser_copies_nothing_the_page_says_what_to_do(her):
    page = her.page
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject()}})")
    her.open("track_share", her.town.token("open"))
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator(".share [role=status]")).to_have_text("Your browser did not copy it. Hold the link, then choose copy.")


def test_a_phone_that_can_share_is_handed_the_public_link(her):
    page = her.page
    page.add_init_script("navigator.share = found => { window.shared = found; return Promise.resolve(); }")
    her.open("track_share", her.town.token("open"))
    page.get_by_role("button", name="Send the link to somebody").click()
    assert page.evaluate("window.shared") == {"title": "Pothole", "url": page.locator(".share__link a").get_attribute("href")}


def test_a_closed_public_request_leads_to_a_new_one_by_keyboard_alone(her):
    closed, page = her.town.requests["resolved"], her.page
    her.open("one", closed.reference)
    tab_to(page, "This is not fixed")
    page.keyboard.press("Enter")
    page.wait_for_url("**/place/")
    expect(page.locator("#id_address")).to_have_value("1200–1299 Main Street")


@pytest.mark.parametrize(("of", "name"), [("track", "moved"), ("track", "proved"), ("done", "open"), ("track_share", "open")])
def test_on_paper_it_is_one_sheet(her, of, name):
    her.open(of, her.town.token(name))
    sheet = her.page.pdf(format="Letter", margin=dict.fromkeys(("top", "bottom", "left", "right"), "0.6in"))
    assert sheet.count(b"/Type /Page\n") == 1


def test_on_paper_the_reference_is_large_and_nothing_stands_there_to_be_pressed(her):
    follow(her, "moved")
    page = her.page
    page.emulate_media(media="print")
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.follow__what .reference')).fontSize)") >= 30
    assert page.locator("main :is(button, summary):visible").count() == 0
