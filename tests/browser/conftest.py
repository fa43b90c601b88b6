"""A browser for each language that goes from page to page of the portal."""

import pytest

from tests.browser.pages import Visit
from tests.browser.portal_walk import PHONE
from tests.browser.town import Town
from tests.portal.conftest import city  # noqa: F401  (the fixture)


@pytest.fixture
def town(city, settings, tmp_path, static_files):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ROOT_URLCONF = "tests.browser.faults"
    return Town(city)


@pytest.fixture
def visits(town, browser, live_server):
    """visits(language, **how): a visit in a window of its own, a phone where nothing else is said; closed before the database goes away."""
    contexts = []

    def visit(language="en", **how):
        contexts.append(browser.new_context(**{"viewport": PHONE, **how}))
        return Visit(contexts[-1].new_page(), live_server.url, town, language)

    yield visit
    for context in contexts:
        context.close()
