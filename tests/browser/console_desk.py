"""A member of staff at her desk: a browser of her own, watched for faults of the page."""

from tests.browser.axe import violations

DESK = {"width": 1440, "height": 900}


class Desk:
    def __init__(self, browser, base, user, **context):
        self.context = browser.new_context(viewport=DESK, locale="en-US", base_url=base, **context)
        self.page = self.context.new_page()
        self.problems = []
        self.page.on(
            "console", lambda message: self.problems.append(message.text) if message.type == "error" and "status of 4" not in message.text else None
        )
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", lambda request: None if request.url.startswith((base, "data:", "blob:")) else self.problems.append(request.url))
        self.go("/account/login/")
        self.page.fill("#id_login", user.email)
        self.page.fill("#id_password", "a-long-test-password")
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url("**/console/**")

    def go(self, path):
        self.page.goto(path)

    def say(self, status):
        """Use the presence switch."""
        self.page.locator("details[data-heartbeat] summary").click()
        self.page.locator("details[data-heartbeat]").get_by_role("button", name=status).click()
        self.page.wait_for_load_state()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def look(self, name):
        """The page as it stands has a title, one heading, no violation, and nothing is cut off at the side."""
        page = self.page
        assert page.title(), name
        assert page.locator("h1").count() == 1, name
        found = violations(page)
        assert not found, f"{name}: {found}"
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], f"{name} is too wide"
