"""Walking over every page of the portal from the home page: over its links, and through its forms, sent empty and with nonsense."""

from collections import Counter, deque
from urllib.parse import parse_qs, urljoin, urlsplit

from django.db import transaction
from django.urls import Resolver404, resolve

from tests.portal.leaks import Page, is_leak, texts_of

MOST = 12  # pages looked at of one name and status: a list of a thousand requests shows the same words again and again
NONSENSE = "ẋẋ@@"


class Crawl:
    """pages: how many were read; words: how many words; leaks, problems: what was wrong, with the page it was on."""

    def __init__(self, client, language, depth=10):
        self.client, self.language, self.depth = client, language, depth
        self.pages = self.words = 0
        self.leaks, self.problems, self.names = [], [], set()
        self._seen, self._sent, self._looked = set(), set(), Counter()
        self._queue = deque()

    def over(self, *addresses):
        """Everything that can be reached from these, in at most *depth* steps. -> itself"""
        self._queue.extend((address, 0) for address in addresses)
        while self._queue:
            address, depth = self._queue.popleft()
            address = address.split("#")[0]
            if address in self._seen or not address.startswith(f"/{self.language}/"):
                continue
            self._seen.add(address)
            name = self.name(address)
            if self._looked[name] >= MOST:
                continue
            response = self.client.get(address, follow=True)
            self.look(response, f"GET {address}", depth)
        return self

    def name(self, address):
        try:
            return resolve(urlsplit(address).path).url_name
        except Resolver404:
            return "nothing"

    def look(self, response, where, depth):
        last = response.redirect_chain[-1][0] if getattr(response, "redirect_chain", None) else where.split(" ")[1]
        name = self.name(last)
        self.names |= {name, self.name(where.split(" ")[1])}
        self._looked[name] += 1
        texts = texts_of(response)
        self.pages += 1
        self.words += sum(len(text.split()) for _place, text in texts)
        self.leaks += [f"{where} ({response.status_code}): {place}: {text[:90]}" for place, text in texts if is_leak(text, self.language)]
        if response.status_code >= 500:
            self.problems.append(f"{where}: {response.status_code}")
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return
        page = Page(response.content.decode())
        self.problems += [f"{where}: {problem}" for problem in page.problems]
        if page.language != self.language:
            self.problems.append(f"{where}: the page says its language is {page.language!r}")
        if page.direction != ("rtl" if self.language.startswith("ar") else "ltr"):
            self.problems.append(f"{where}: the page says its direction is {page.direction!r}")
        if depth >= self.depth:
            return
        self._queue.extend((urljoin(last, link), depth + 1) for link in page.links)
        for form in page.forms:
            self._through(form, last, depth)

    def _through(self, form, page, depth):
        """Send a form empty and with nonsense; what it changed is taken back."""
        action = urljoin(page, form["action"])
        buttons = [(name, value) for tag, kind, name, value in form["fields"] if tag == "button" or kind in ("submit", "button")] or [None]
        hidden = {name: value for tag, kind, name, value in form["fields"] if kind == "hidden" and name != "csrfmiddlewaretoken"}
        others = [name for tag, kind, name, _value in form["fields"] if tag in ("input", "select", "textarea") and kind not in ("hidden", "file")]
        key = (self.name(action), form["method"], *sorted({*hidden, *others}), hidden.get("act", ""))
        if key in self._sent or not action.startswith(f"/{self.language}/"):
            return
        self._sent.add(key)
        for button in buttons:
            if button and button[0] == "switch":  # another language
                continue
            for filled in ({}, dict.fromkeys(others, NONSENSE)):
                data = {**hidden, **filled, **({button[0]: button[1]} if button else {})}
                with transaction.atomic():
                    if form["method"] == "post":
                        response = self.client.post(action, data, follow=True)
                    else:
                        response = self.client.get(action.split("?")[0], {**parse_qs(urlsplit(action).query), **data}, follow=True)
                    self.look(response, f"{form['method'].upper()} {action} {'nonsense' if filled else 'empty'}", depth + 1)
                    transaction.set_rollback(True)
