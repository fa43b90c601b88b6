"""A resident without mouse and without touch: Tab, Shift+Tab, Enter, Space, arrows and letters, and nothing else."""

from tests.browser.measures import measure

MOST = 120  # stops until something counts as not reachable
WHERE = """e => { const now = document.activeElement;
  return e === now ? 'here' : e.type === 'radio' && now.type === 'radio' && now.name === e.name ? 'in its group' : ''; }"""


class Keyboard:
    """Drives a page by keys alone. Every stop on the way must be seen and free of what lies over it."""

    def __init__(self, page):
        self.page = page

    def press(self, key, times=1):
        for _time in range(times):
            self.page.keyboard.press(key)

    def to(self, target, backwards=False):
        """Tab until the focus is on what a selector or locator names; for one of a group of radio buttons, into the group, then by arrows."""
        wanted = self.page.locator(target) if isinstance(target, str) else target
        for _stop in range(MOST):
            match self._evaluate(wanted, WHERE):
                case "here":
                    return self._see()
                case "in its group":
                    return self._by_arrows(wanted)
            self.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"{target} cannot be reached by Tab on {self.page.url}")

    def enter(self, target):
        """Go to a link or button and press Enter; wait for the page it leads to."""
        self.to(target)
        with self.page.expect_navigation():
            self.press("Enter")

    def type(self, target, text):
        """Go to a field, and write over what stands in it."""
        self.to(target)
        self.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, target):
        """Go to a radio button, a box to tick or a line that opens, and choose it."""
        self.to(target)
        if not self._evaluate(self.page.locator(target) if isinstance(target, str) else target, "e => e.checked || e.parentElement.open"):
            self.press("Space")

    def pick(self, target, label):
        """Go to a list and choose a line by the letters it begins with."""
        self.to(target)
        self.page.keyboard.type(label)

    def twice(self, target):
        """Press Enter twice, as who is in doubt does, and wait for the page it leads to."""
        self.to(target)
        with self.page.expect_navigation():
            self.press("Enter", 2)

    def when(self, target, moment):
        """Go to a field for a day and time and type both, part by part, as an American keyboard is asked for them."""
        self.to(target)
        self.page.keyboard.type(f"{moment:%m%d%Y}")
        self.press("ArrowRight")
        self.page.keyboard.type(f"{moment:%I%M%p}")

    def attach(self, target, *paths):
        """Go to a field for files; the window that then opens belongs to the system, so the files are handed over directly."""
        self.to(target)
        (self.page.locator(target) if isinstance(target, str) else target).set_input_files(paths)

    def _see(self):
        stop = measure(self.page, "stop")
        assert stop["isRinged"], f"{stop['name']} shows no focus"
        assert stop["isFree"], f"{stop['name']} is covered"

    def _by_arrows(self, wanted):
        for _step in range(MOST):
            if self._evaluate(wanted, WHERE) == "here":
                return self._see()
            self.press("ArrowDown")
        raise AssertionError("not reached by the arrow keys")

    @staticmethod
    def _evaluate(wanted, script):
        return wanted.evaluate_all(f"found => found.length > 0 && ({script})(found[0])")
