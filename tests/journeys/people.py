"""Residents on their way through the whole portal: by touch, by keys alone, or in a browser without JavaScript."""

import pytest
from django.utils.translation import gettext, override, pgettext

from portal import steps
from tests.browser.finger import Finger
from tests.browser.glass import Glass
from tests.browser.keyboard import Keyboard
from tests.browser.portal_walk import PHONE, Walk
from tests.journeys.paper import plain

TOUCH, KEYS, PLAIN = "touch", "keys", "plain"
WAYS = (TOUCH, KEYS, PLAIN)
CONTEXTS = {
    TOUCH: {"has_touch": True, "is_mobile": True},
    KEYS: {"reduced_motion": "reduce"},  # the page must stand still where a key has brought it
    PLAIN: {"has_touch": True, "java_script_enabled": False},
}


class Someone(Walk):
    """One resident with one device. *hands*: how she uses it, tests.browser.keyboard or tests.browser.finger."""

    def __init__(self, browser, base, language, how, viewport=PHONE):
        self.context = browser.new_context(viewport=viewport, **CONTEXTS[how])
        self.glass = Glass(browser, viewport) if how == PLAIN else None
        super().__init__(self.context.new_page(), base, language)
        self.page.set_viewport_size(viewport)
        self.how = how
        self.hands = (Keyboard if how == KEYS else Finger)(self.page)

    def look(self, name, again=False):
        if name in steps.ORDER:
            assert self.step() == name, self.told()
        super().look(name, again)

    def violations(self):
        return self.glass.violations(self.page) if self.glass else super().violations()

    def press(self, message, context=None):
        """Press the button with these words and wait for the page it leads to."""
        self.hands.enter(self.button(message, context))

    def on(self):
        """Press the one primary button of the page."""
        self.press("Continue")

    def errors(self):
        """The errors of the summary on top of the page, where the focus is when there is script."""
        if self.how != PLAIN:
            assert self.page.evaluate("document.activeElement.id") == "errors"
        return self.page.locator("#errors li").all_inner_texts()

    def link(self, message, context=None):
        """The link with these words in the content of the page."""
        with override(self.language):
            name = pgettext(context, message) if context else gettext(message)
        return self.page.locator("main").get_by_role("link", name=name, exact=True)

    def tap(self, message, context=None):
        """Follow the link with these words."""
        self.hands.enter(self.link(message, context))

    def answer(self, **answers):
        """Answer questions that offer answers: code=key, or code=[keys]."""
        for code, keys in answers.items():
            for key in [keys] if isinstance(keys, str) else keys:
                self.hands.choose(f"[name='{code}'][value='{key}']")

    def chosen(self):
        """What is chosen on the page as it stands: {code: [keys]}."""
        found = {}
        for box in self.page.locator("#step input:checked").all():
            found.setdefault(box.get_attribute("name"), []).append(box.get_attribute("value"))
        return found

    def find(self, words, code):
        """From the home page by her own words to a service, which must come first."""
        self.go(f"/{self.language}/")
        self.look("home")
        self.hands.type("#q", words)
        self.press("Search")
        self.look("results")
        self.hands.enter("main .rows .row__name >> nth=0")
        assert self.page.url.endswith(f"/service/{code}/")
        self.look("service")

    def told(self, part="main"):
        """What she reads on the page as it stands, or in a part of it."""
        return plain(self.page.locator(part).inner_text())

    def offices(self):
        """The codes of the offices on her list of papers, in order."""
        return [item.get_attribute("id").removeprefix("office-") for item in self.page.locator("#list .rows > li").all()]

    def end(self):
        assert self.problems == []
        self.context.close()
        if self.glass:
            self.glass.close()


def ways(*quick):
    """Run a scenario in each way: in the *quick* ones with every test run, in the others with the slow tests."""
    return pytest.mark.parametrize("how", [how if how in quick else pytest.param(how, marks=pytest.mark.slow) for how in WAYS])
