"""Looking through a glass: axe needs timers, which a browser without JavaScript does not have."""

from tests.browser.axe import violations


class Glass:
    """A second window in which a page can be looked at as it stands in a browser without JavaScript: the same words and styles, no script of ours."""

    def __init__(self, browser, viewport):
        self.context = browser.new_context(viewport=viewport)
        self.page = self.context.new_page()
        self.page.route("**/*.js", lambda route: route.abort())

    def violations(self, page):
        address, html = page.url.split("#")[0], page.content()
        self.page.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        self.page.goto(address)
        found = violations(self.page)
        self.page.unroute(address)
        return found

    def close(self):
        self.context.close()
