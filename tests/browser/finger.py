"""A resident who taps: the same movements as tests.browser.keyboard, so that a walk can be done with either."""


class Finger:
    """Drives a page by tapping what is to be seen and typing into it. What lies under something else, or is off the screen, cannot be tapped."""

    def __init__(self, page):
        self.page = page

    def enter(self, target):
        """Tap a link or button and wait for the page it leads to."""
        with self.page.expect_navigation():
            self._at(target).tap()

    def type(self, target, text):
        """Write into a field, over what stands in it."""
        self._at(target).tap()
        self._at(target).fill(text)

    def choose(self, target):
        """Choose a radio button, a box to tick (by their words, which are larger) or a line that opens."""
        wanted = self._at(target)
        if wanted.evaluate("e => e.checked || (e.parentElement.tagName === 'DETAILS' && e.parentElement.open)"):
            return
        words = self.page.locator(f"label[for='{wanted.get_attribute('id')}']")
        (words if words.count() else wanted).tap()

    def pick(self, target, label):
        """Choose a line of a list."""
        self._at(target).select_option(label=label)

    def when(self, target, moment):
        """Choose a day and time."""
        self._at(target).fill(f"{moment:%Y-%m-%dT%H:%M}")

    def twice(self, target):
        """Tap twice, as who is in doubt does, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self._at(target).dblclick()

    def attach(self, target, *paths):
        """Hand files to a field: the window in which they are chosen belongs to the system."""
        self._at(target).set_input_files(paths)

    def _at(self, target):
        return self.page.locator(target) if isinstance(target, str) else target
