"""Every page stays within its budget of bytes over the wire, the first time and the next; nothing comes from another host."""

import pytest
from django.conf import settings

from benchmarks.scale import KB, MORE_THAN_ENGLISH, REPEAT, Scale
from tests.browser.pages import ONE_EACH, STATES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
HEAVY = {"home", "search", "service", "prepare", "article", "help", "report", "done", "track", "requests", "mine"}  # the pages of a journey
MAIN = [state for state in ONE_EACH if state.of in HEAVY]


def weighed(visit, states):
    """State -> (Weight of a first visit, Weight of the next one), of its address as it is when the window has been brought there."""
    found = {}
    for state in states:
        visit.bring(state)
        page, url = visit.page, visit.page.url
        other = page.context.new_page()
        scale = Scale(other)
        found[state.name] = (scale.weigh(url), scale.weigh(url, cold=False))
        other.close()
    return found


def too_heavy(weights):
    wrong = {}
    for state, (first, again) in weights.items():
        over = first.over(is_status=state.startswith("track"))
        over += [f"{again.total / KB:.1f} KB again"] if again.total > REPEAT else []
        if over:
            wrong[state] = over
    return wrong


def test_the_pages_of_the_journeys_are_light_in_each_direction_of_writing(visits):
    english, vietnamese, arabic = (weighed(visits(language), MAIN) for language in ("en", "vi", "ar"))
    for language, weights in (("en", english), ("vi", vietnamese), ("ar", arabic)):
        assert too_heavy(weights) == {}, language
        more = {state: (first.total - english[state][0].total) / KB for state, (first, _again) in weights.items()}
        assert {state: f"{kb:.1f} KB more" for state, kb in more.items() if kb > MORE_THAN_ENGLISH / KB} == {}, language
    assert {first.by_kind.get("html", 0) > 0 for weights in (english, vietnamese, arabic) for both in weights.values() for first in both} == {True}
    assert {first.by_kind["fonts"] > 0 for first, _again in english.values()} == {True}
    assert {first.by_kind.get("fonts", 0) for first, _again in arabic.values()} == {0}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_light(visits, language):
    assert too_heavy(weighed(visits(language), [state for state in STATES if state.status < 400])) == {}


def test_the_scale_sees_what_is_too_heavy(visits):
    visit = visits()
    scale = Scale(visit.page)
    weight = scale.weigh(visit.base + visit.address("home"))
    assert set(weight.by_kind) - {"other"} == {"html", "css", "js", "fonts", "images"}  # other: the icon, when the browser wants it
    assert weight.over() == []
    weight.by_kind["js"] += 101 * KB
    weight.requests, weight.foreign = 13, ["http://elsewhere.example/"]
    assert weight.over() == [
        f"total {weight.total / KB:.1f} KB",
        f"js {weight.by_kind['js'] / KB:.1f} KB",
        "13 requests",
        "asks http://elsewhere.example/",
    ]
