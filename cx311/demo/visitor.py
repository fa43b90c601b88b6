"""A person with a plain browser, without JavaScript: opens pages, follows links, fills in forms and sends them, over real HTTP."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser

SECONDS = 30


@dataclass
class Form:
    """A form as it stands on the page: where it goes, what it would send, and what may be chosen."""

    action: str
    method: str
    attributes: dict[str, str]
    values: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


@dataclass
class Page:
    """An answer: its status, its final address, its language, its text, links and forms."""

    status: int
    url: str
    html: str
    language: str = ""
    text: str = ""
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    def link(self, part: str) -> str:
        """The first link whose address contains the part."""
        return _first(self, [link for link in self.links if part in link], f"a link with {part}")

    def form(self, *, name: str = "", action: str = "") -> Form:
        """The first form that has a field of this name and goes to an address with this part."""
        found = [form for form in self.forms if (not name or name in form.names) and action in form.action]
        return _first(self, found, f"a form with the field {name!r} for {action!r}")


class NotThere(AssertionError):
    """A page lacks what a person would need to go on."""


def _first(page, found, what):
    if not found:
        raise NotThere(f"{page.url} ({page.status}) has not {what}")
    return found[0]


class Visitor:
    """One browser with its own cookies and language."""

    def __init__(self, base: str, language: str):
        self.base, self.language = base, language
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def open(self, address: str, data: list[tuple[str, str]] | None = None, referer: str = "") -> Page:
        """GET the address, or POST the data to it, and follow redirects."""
        url = urllib.parse.urljoin(referer or self.base, address)
        headers = {"Accept-Language": self.language, "Referer": referer or url}
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        try:
            answer = self.opener.open(urllib.request.Request(url, body, headers), timeout=SECONDS)  # noqa: S310 our own loopback address
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            page = Page(answer.status, answer.url, answer.read().decode())
        _Reader(page).feed(page.html)
        page.text = " ".join(page.text.split())
        return page

    def send(self, page: Page, form: Form, **values: str) -> Page:
        """Send a form of the page with these fields filled in; the others go as they stand."""
        for name in values:
            if name not in form.names:
                raise NotThere(f"{page.url}: the form has no field {name}, only {', '.join(form.names)}")
        data = [(name, value) for name, value in form.values if name not in values] + list(values.items())
        action = form.action or page.url
        if form.method == "get":
            return self.open(urllib.parse.urljoin(page.url, action).split("?")[0] + "?" + urllib.parse.urlencode(data))
        return self.open(action, data, referer=page.url)


class _Reader(HTMLParser):
    """Reads what a person could see and use into a Page."""

    def __init__(self, page: Page):
        super().__init__()
        self.page, self.form, self.select, self.textarea, self.hidden = page, None, None, None, ""

    def handle_starttag(self, tag, attrs):
        a = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page.language = a.get("lang", "")
        elif tag == "a" and "href" in a:
            self.page.links.append(a["href"])
        elif tag in {"script", "style"}:
            self.hidden = tag
        elif tag == "form":
            self.form = Form(a.get("action", ""), a.get("method", "get").lower(), a)
            self.page.forms.append(self.form)
        elif self.form and a.get("name") and "disabled" not in a:
            self._field(tag, a)
        elif tag == "option" and self.select:
            name, form = self.select
            form.choices[name].append(a.get("value", ""))
            if "selected" in a or len(form.choices[name]) == 1:
                form.values = [pair for pair in form.values if pair[0] != name] + [(name, a.get("value", ""))]

    def _field(self, tag, a):
        form, name = self.form, a["name"]
        if tag == "button" or a.get("type") in {"submit", "image", "file", "button"}:
            return
        form.names.append(name)
        if a.get("type") in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(a.get("value", "on"))
            if "checked" in a:
                form.values.append((name, a.get("value", "on")))
        elif tag == "select":
            form.choices[name] = []
            self.select = (name, form)
        elif tag == "textarea":
            form.values.append((name, ""))
            self.textarea = name
        elif tag == "input":
            form.values.append((name, a.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None
        elif tag == self.hidden:
            self.hidden = ""

    def handle_data(self, data):
        if self.textarea and self.form:
            last = self.form.values.pop()
            self.form.values.append((last[0], last[1] + data.removeprefix("\n")))
        elif not self.hidden:
            self.page.text += data + " "
