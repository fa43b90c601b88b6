"""A resident with a phone walks through the portal, looking at every page on the way."""

from pathlib import Path

from django.utils.translation import gettext, override, pgettext
from PIL import Image

from tests.browser.axe import violations
from tests.browser.leaks import english_left

PHONE = {"width": 390, "height": 844}


class Walk:
    """One resident in one browser: moves like her, and checks each page she sees."""

    def __init__(self, page, base, language):
        self.page, self.base, self.language = page, base, language
        self.seen = []
        self.problems = []
        page.set_viewport_size(PHONE)
        page.on(
            "console", lambda message: self.problems.append(message.text) if message.type == "error" and "status of 4" not in message.text else None
        )
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self.problems.append(request.url) if not request.url.startswith((base, "data:", "blob:")) else None)

    def say(self, message, **values):
        """A sentence of the pages in the walk's language."""
        with override(self.language):
            return gettext(message) % values if values else gettext(message)

    def button(self, message, context=None):
        with override(self.language):
            name = pgettext(context, message) if context else gettext(message)
        return self.page.get_by_role("button", name=name, exact=True)

    def go(self, path):
        self.page.goto(f"{self.base}{path}")

    def look(self, name, again=False):
        """Check the page as it stands: language, no English left, title, one heading, no violation, nothing cut off at the side.

        again: the same page in another state, which has the title it had before.
        """
        page = self.page
        assert page.locator("html").get_attribute("lang") == self.language, name
        assert page.title(), name
        assert page.locator("h1").count() == 1, name
        assert [name, *self.violations()] == [name]
        assert [name, *english_left(page, self.language)] == [name]
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], f"{name} is too wide"
        assert again or page.title() not in self.seen, f"{name} has the title of another page"
        self.seen.append(page.title())

    def violations(self):
        """What axe finds wrong on the page as it stands."""
        return violations(self.page)

    def step(self):
        return self.page.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]

    def on(self):
        """Press the one primary button of the page."""
        self.button("Continue").click()


def draw_photo(directory: Path) -> Path:
    """A photo as a phone takes it: large, with the place hidden inside."""
    path = directory / "hole.jpg"
    image = Image.effect_noise((2400, 1800), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    image.save(path, quality=92, exif=exif)
    return path
