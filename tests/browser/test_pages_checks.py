"""What axe cannot see of WCAG 2.2 AA, measured on every page and state: structure, size, width, spacing, movement, surprises, errors."""

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.measures import LARGE_TEXT, WIDE_SPACING, gather, measure, on_paper, sized, styled
from tests.browser.pages import BY_NAME, ONE_EACH, STATES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TODAYS = LANGUAGES[timezone.now().toordinal() % len(LANGUAGES)]
AUTOCOMPLETE = {
    "email": "email", "type=email": "email", "phone": "tel", "type=tel": "tel", "name": "name", "code": "one-time-code",
    "point": "email", "reference": "off", "other_email": "off", "other_phone": "off", "other_name": "off",
}  # fmt: skip
PLAIN = ("headings", "targets", "clipped", "overlaps", "alternatives", "autocomplete", "labels", "names", "motion", "media", "surprises")
ARGUMENTS = {"autocomplete": AUTOCOMPLETE}
ENGLISH = ["Is the road sinking", "Three working days", "We look at it.", "The address", "City hall", "A drawing", "A license", "Ten dollars",
           "By size", "Six days", "Room 2", "About potholes", "A deep hole near", "asphalt", "This road is private", "The power company",
           "Which side of the street", "The hole is back"]  # fmt: skip
NAMED_BY_THE_CITY = {"service, not translated", "article", "article, rated"}  # their titles are content, in English only


def listed(by_state):
    """What is wrong, each with the states where it is so."""
    where = {}
    for state, wrong in by_state.items():
        for problem in wrong:
            where.setdefault(problem, []).append(state)
    return [f"{problem} [{', '.join(states)}]" for problem, states in where.items()]


def checked(found, checks, subtests):
    """Each check by itself, so that one that fails does not hide another."""
    for check in checks:
        with subtests.test(check):
            assert listed(found.get(check, {})) == []


def structure(visit, state):
    """What a page is made of. The errors first, as they are when the page has just come; the surprises last, as they change fields."""
    title = visit.page.title()
    with override(visit.language):
        says_so = title.startswith(gettext("Please check:"))
    return {
        "errors": measure(visit.page, "errors") if state.is_form_error else [],
        "title says when something is wrong": [] if says_so == state.is_form_error else [title],
        **{name: measure(visit.page, name, ARGUMENTS.get(name)) for name in PLAIN},
    }


def room(page):
    return [wrong for name in ("width", "clipped", "overlaps") for wrong in measure(page, name)]


def space(visit, state):
    """Whether there is room for everything, however the page is looked at."""
    page = visit.page
    with sized(page, 320, 256):
        narrow = room(page)
    with styled(page, WIDE_SPACING):
        wide = room(page)
    with styled(page, LARGE_TEXT):
        large = room(page)
    with on_paper(page):
        pressed = measure(page, "printed")
    parts = measure(page, "parts", ENGLISH) if visit.language != "en" else []
    return {"320 by 256": narrow, "wide spacing": wide, "text twice as large": large, "on paper": pressed, "other languages": parts}


def test_how_every_page_is_made(visits, subtests):
    checked(*gather(visits(TODAYS, reduced_motion="reduce"), STATES, structure), subtests)


def test_every_page_has_room_for_its_words(visits, subtests):
    checked(*gather(visits("vi"), STATES, space), subtests)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(visits, subtests, language):
    for look in (structure, space):
        checked(*gather(visits(language, reduced_motion="reduce"), STATES, look), subtests)


def test_titles_help_header_and_footer(visits):
    """Every address has a title of its own; whatever surrounds the pages is the same on all, in the same order."""
    visit, titles, frames = visits(TODAYS), {}, {}
    for state in ONE_EACH:
        visit.bring(state)
        if state.status < 400:
            titles.setdefault(visit.page.title(), set()).add(state.of.removesuffix("_step"))
        frame = measure(visit.page, "frame")
        with override(TODAYS):
            frame["help"] = [line for line in frame["help"] if line != gettext("Hours")]  # not where the database may be away
        frames.setdefault(str(frame), []).append(state.name)
    assert {title: pages for title, pages in titles.items() if len(pages) > 1} == {}
    assert len(frames) == 1, list(frames.values())


@pytest.mark.slow
@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_titles_are_translated(visits, language):
    hers, english = visits(language), visits("en")
    same = set()
    for state in STATES:
        for visit in (hers, english):
            visit.bring(state)
        same |= {state.name} if hers.page.title() == english.page.title() else set()
    assert same <= NAMED_BY_THE_CITY


def test_a_phone_held_across_offers_the_same(visits):
    visit, differ = visits(TODAYS), []
    for state in ONE_EACH:
        visit.bring(state)
        upright = measure(visit.page, "controls")
        with sized(visit.page, 844, 390):
            differ += [state.name] if measure(visit.page, "controls") != upright else []
    assert differ == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_pointed_at_or_stepped_on_can_still_be_read(visits, scheme):
    visit, wrong = visits("en", color_scheme=scheme, reduced_motion="reduce"), {}
    for state in ONE_EACH:
        visit.bring(state)
        for selector in measure(visit.page, "kinds"):
            target = visit.page.locator(selector).first
            for act in (target.hover, target.focus):
                act()
                if found := [line for line in violations(visit.page, within=selector) if line.startswith("color-contrast")]:
                    wrong.setdefault(state.name, []).append((act.__name__, found))
    assert wrong == {}


def test_without_colours_the_state_of_everything_is_told_in_words(visits):
    """Forced colours take backgrounds and washes away: what a step, an error, a choice or a language is must stand there, or be told."""
    visit = visits("en", forced_colors="active")
    page = visit.page
    visit.bring(BY_NAME["you, error"])
    assert "Please look at this again" in page.locator("#errors").inner_text()
    assert page.locator("[aria-invalid=true]").count() > 0
    assert page.locator(".usa-radio__input:checked").evaluate("e => getComputedStyle(e).appearance") == "auto"
    assert "Step 4 of 5" in page.locator(".steps").inner_text()
    assert page.locator(".languages [aria-current]").inner_text() == "English"
    assert measure(page, "edges") == []
    visit.bring(BY_NAME["track, working"])
    assert [item.split()[0] for item in page.locator(".journey li").all_text_contents()] == ["Done:", "Now:", "Next:"]
    assert measure(page, "edges") == []


def test_what_speaks_later_is_there_before(visits):
    """A screen reader reads only what changes in a region that it knows already."""
    visit = visits("en")
    page = visit.page
    visit.bring(BY_NAME["search, results"])
    assert page.locator("main [role=status]").inner_text() == "1 service for “pothole”"
    visit.bring(BY_NAME["place, error"])
    assert page.locator("[data-locate] [role=status]").text_content() == ""
    visit.bring(BY_NAME["check"])
    assert page.locator("#said[role=status]").text_content() == ""
    page.evaluate("addEventListener('submit', event => event.preventDefault())")  # it goes nowhere, so that one can look
    page.locator("#step .usa-button").click()
    expect(page.locator("#said")).to_have_text("Sending…")


FAULTS = """() => {
  const main = document.querySelector('.main');
  main.insertAdjacentHTML('beforeend', `<h4 id="deep">Deep</h4><a id="low" href="#">low</a><img alt="IMG_1.jpg" width="9" height="9">
    <div id="cut">This text is cut off at the side of its box</div><p id="one">Covered</p><p id="two">Covering</p>
    <input id="bare"><button aria-label="other">words</button><video></video>`);
  const set = (id, css) => Object.assign(document.getElementById(id).style, css);
  set('cut', {inlineSize: '50px', blockSize: '20px', overflow: 'hidden', whiteSpace: 'nowrap'});
  set('two', {marginBlockStart: '-40px'});
  set('low', {display: 'block', transition: 'color 1s'});
  document.querySelector('#id_phone').removeAttribute('autocomplete');
  document.querySelector('#id_language').addEventListener('change', event => event.target.form.submit());
}"""


def test_the_measures_see_faults(visits):
    visit = visits()
    visit.open("call_me")
    page = visit.page
    page.evaluate(FAULTS)
    assert [name for name in PLAIN if not measure(page, name, ARGUMENTS.get(name))] == []
    page.evaluate("document.getElementById('cut').style.inlineSize = '900px'")
    assert measure(page, "width") != []
    assert measure(page, "errors") == ["no summary"]
    assert measure(page, "printed") != []
    assert measure(page, "parts", ["Deep"]) == []
    page.evaluate("document.documentElement.lang = 'vi'")
    assert measure(page, "parts", ["Deep"]) == ["Deep"]
