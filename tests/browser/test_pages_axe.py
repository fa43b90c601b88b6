"""What axe finds wrong, over every page and state, in every language, in light and in dark: nothing."""

import pytest
from django.conf import settings
from django.utils import timezone

from portal.urls import urlpatterns
from tests.browser.axe import BEST, violations
from tests.browser.pages import ONE_EACH, STATES, WITHOUT_PAGE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TODAYS = LANGUAGES[timezone.now().toordinal() % len(LANGUAGES)]  # the quick test of all pages takes another language each day


def wrong(visit, states):
    """State -> what axe says."""
    found = {}
    for state in states:
        visit.bring(state)
        if said := violations(visit.page, BEST):
            found[state.name] = said
    return found


def test_every_address_of_the_portal_is_looked_at():
    assert {pattern.name for pattern in urlpatterns} == {state.of for state in STATES if state.of} | WITHOUT_PAGE


def test_the_states_have_names_of_their_own():
    assert len({state.name for state in STATES}) == len(STATES)


def test_axe_sees_a_fault(visits):
    visit = visits()
    visit.open("home")
    visit.page.evaluate("document.querySelector('main').append(document.createElement('img')); document.querySelector('h1').style.color = '#ccc'")
    assert [found.split(":")[0] for found in violations(visit.page)] == ["color-contrast", "image-alt"]


def test_no_page_has_a_violation_in_the_language_of_the_day(visits):
    assert wrong(visits(TODAYS), ONE_EACH) == {}


def test_no_page_and_state_has_a_violation_when_mirrored(visits):
    assert wrong(visits("ar"), STATES) == {}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_violation_in_any_language_and_scheme(visits, language, scheme):
    assert wrong(visits(language, color_scheme=scheme), STATES) == {}
