"""Every form that comes back keeps what was typed and chosen, says in her language what is wrong, and puts her where she reads it."""

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override

from tests.browser.measures import measure
from tests.browser.pages import BY_NAME

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TODAYS = LANGUAGES[timezone.now().toordinal() % len(LANGUAGES)]
KEPT = """form => Object.fromEntries([...new FormData(document.querySelector(form))].filter(([, value]) => typeof value === 'string'))"""
# state to begin from, form, what is typed: something wrong or missing in each, and something right beside it where there is a place for it
WRONG = [
    ("details", "#step", {"size": "", "description": "A hole as deep as a hand."}),
    ("more", "#step", {"depth": "deep"}),
    ("you", "#step", {"channel": "email", "email": "ana@", "name": "Ana Ruiz", "language": "vi"}),
    ("you", "#step", {"channel": "sms", "phone": "555", "name": "Ana Ruiz"}),
    ("you", "#step", {"channel": "email", "email": "", "name": "Ana Ruiz"}),
    ("save", "main form", {"point": "ana@"}),
    ("lookup", "main form", {"reference": "nonsense"}),
    ("mine, ask", "main form", {"point": "Ana"}),
    ("mine, code", "main form", {"code": "12"}),
    ("survey", "#step", {"q1": "", "comment": "Only words."}),
    ("follow by another", "main form", {"point": "Ana"}),
    ("alert", "#step", {"service": "pothole", "district": "north", "email": "bo@"}),
    ("alert", "#step", {"service": "", "district": "", "email": "bo@example.com"}),
    ("call me", "#step", {"phone": "555", "language": "vi", "name": "Ana Ruiz", "about": "A bill"}),
    ("about page", "#step", {"text": "", "email": "ana@example.com"}),
    ("about page", "#step", {"text": "Too small.", "email": "ana@"}),
]


@pytest.fixture
def visit(visits):
    return visits(TODAYS)


def test_what_was_typed_is_still_there_and_the_mistake_is_told(visit):
    lost, silent = {}, {}
    for name, form, typed in WRONG:
        visit.bring(BY_NAME[name])
        visit.page.evaluate("document.querySelectorAll('main [type=radio]').forEach(choice => { choice.checked = false })")
        visit.send(form, **typed)
        kept = visit.page.evaluate(KEPT, form)
        case = f"{name} {typed}"
        assert visit.status == 422, case
        if gone := {field: value for field, value in typed.items() if value and kept.get(field) != value}:
            lost[case] = gone
        if wrong := measure(visit.page, "errors"):
            silent[case] = wrong
        with override(TODAYS):
            assert visit.page.title().startswith(gettext("Please check:")), case
    assert lost == {}
    assert silent == {}


def test_every_error_is_written_in_the_language_of_the_page(visits):
    """What is said in English and in another language differs, also where the framework says it."""
    english, hers, same = visits("en"), visits("vi" if TODAYS == "en" else TODAYS), {}
    for name, form, typed in WRONG:
        said = []
        for visit in (english, hers):
            visit.bring(BY_NAME[name])
            visit.page.evaluate("document.querySelectorAll('main [type=radio]').forEach(choice => { choice.checked = false })")
            visit.send(form, **typed)
            said.append(set(visit.page.locator("#errors li").all_inner_texts()))
        if both := said[0] & said[1]:
            same[name] = both
    assert same == {}
