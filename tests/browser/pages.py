"""Every page of the portal in every state that a resident can see: a name, and a plain function that brings a browser to it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import override

from tests.browser.town import ANA, BO

WITHOUT_PAGE = {
    "helpful",
    "mine_leave",
    "photo",
    "feed",
    "track_date",
    "one_code",
    "worker",
    "requests_map",
    "city_map",
    "places",
    "place",
}  # addresses that answer with a file, or only send on
SEND = """([form, values]) => {
  const found = document.querySelector(form);
  for (const [name, value] of Object.entries(values))
    for (const field of found.querySelectorAll(`[name="${name}"]`))
      if (field.type === 'radio' || field.type === 'checkbox') field.checked = value === true || field.value === value;
      else field.value = value;
  found.submit();
}"""


class Visit:
    """One browser window that goes from state to state in one language."""

    def __init__(self, page, base, town, language="en"):
        self.page, self.base, self.town, self.language = page, base, town, language
        self.status = None
        page.on("response", self._note)

    def _note(self, response):
        if response.request.is_navigation_request() and response.request.frame == self.page.main_frame:
            self.status = response.status

    def address(self, name, *args, query=""):
        """The path of an address of the portal in the visit's language."""
        with override(self.language):
            return reverse(f"portal:{name}", args=args) + query

    def open(self, name, *args, query="", session=None):
        """Go there, with the session of somebody of the town or with none."""
        self.go(self.address(name, *args, query=query), session)

    def go(self, path, session=None):
        self.page.context.clear_cookies()
        if session:
            self.page.context.add_cookies([{**self.town.cookie(session), "url": self.base}])
        self.page.goto(self.base + path)

    def step(self, step, session, query=""):
        self.open("report_step", self.town.drafts[session], step, query=query, session=session)

    def send(self, form="#step", **values):
        """Fill in a form as given and send it."""
        with self.page.expect_navigation():
            self.page.evaluate(SEND, [form, values])

    def bring(self, state):
        """Bring the window to a state, and see that it is that state."""
        self.town.again()
        state.go(self)
        assert self.status == state.status, f"{state.name}: answered {self.status}, not {state.status} ({self.page.url})"


@dataclass(frozen=True)
class State:
    """One page as a resident can see it. of: the names of its addresses in portal/urls.py. is_form_error: a form came back."""

    name: str
    of: str
    go: Callable[[Visit], None]
    status: int = 200
    is_form_error: bool = False


def _form_error(name, of, go):
    return State(name, of, go, 422, True)


def _track(name, of="track", case=""):
    return State(f"track, {name}", of, lambda v: v.open(of, v.town.token(case or name)))


def _track_error(name, case, act):
    def go(visit):
        visit.open("track", visit.town.token(case))
        visit.send(f"main form:has([name=act][value={act}])")

    return _form_error(f"track, {name}", "track", go)


def _done(visit):
    visit.open("done", visit.town.token("sent"), session="sent")


def _follow_another(visit):
    visit.open("follow", visit.town.requests["open"].reference)


def _chain(*moves):
    """One move after the other."""

    def go(visit):
        for move in moves:
            move(visit)

    return go


def _opens(name, *args, **kwargs):
    return lambda visit: visit.open(name, *args, **kwargs)


def _sends(form="#step", **values):
    return lambda visit: visit.send(form, **values)


def _step(step, session="ready", query=""):
    return lambda visit: visit.step(step, session, query)


def _faults(code):
    return State(f"fault {code}", "", lambda v: v.go(f"/{v.language}/fault/{code}/"), int(code))


def _spoil_token(visit):
    visit.page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(field => field.value = 'x'.repeat(64))")


def _adds(**values):
    """Fields that the page's script adds to the form."""
    script = "values => Object.entries(values).forEach(([name, value]) => Object.assign(document.querySelector('#step').appendChild(document.createElement('input')), {type: 'hidden', name, value}))"  # noqa: E501
    return lambda visit: visit.page.evaluate(script, values)


def _shows_map(visit):
    visit.page.click("[data-offer] button")
    visit.page.wait_for_selector(".leaflet-control-zoom-in")
    visit.page.wait_for_load_state("networkidle")


def _types_address(visit):
    visit.page.locator("#id_address").press_sequentially("main")
    visit.page.wait_for_selector("[role=option]")


FIND = [
    State("home", "home", _opens("home")),
    State("search, results", "search", _opens("search", query="?q=pothole")),
    State("search, danger", "search", _opens("search", query="?q=on+fire")),
    State("search, nothing", "search", _opens("search", query="?q=xyzzy")),
    State("search, by need", "search", _opens("search", query="?need=streets")),
    State("search, asked nothing", "search", _opens("search")),
    State("service", "service", _opens("service", "pothole")),
    State("service, not translated", "service", _opens("service", "permit")),
    State("prepare", "prepare", _opens("prepare", "permit")),
    State("prepare, answered", "prepare", _opens("prepare", "permit", query="?who=contractor")),
    State("prepare, sent", "prepare", _chain(_opens("prepare", "permit"), _sends(".prepare form[method=post]", point="eva@example.com"))),
    _form_error("prepare, wrong address", "prepare", _chain(_opens("prepare", "permit"), _sends(".prepare form[method=post]", point="555"))),
    State("paper", "paper", _opens("paper", "pothole")),
    State("article", "article", _opens("article", "pothole-facts")),
    State("article, rated", "article", _chain(_opens("article", "pothole-facts"), _sends("#helpful form"))),
    State("help", "help", _opens("help")),
    State("accessibility", "accessibility", _opens("accessibility")),
    State("offline", "offline", _opens("offline")),
]
REPORT = [
    State("place", "report", _opens("report", "pothole")),
    State("place, typed before", "report_step", _step("place")),
    _form_error("place, error", "report_step", _chain(_step("place", "new"), _sends(address=""))),
    _form_error("place, outside", "report_step", _step("place", "new", "?lat=10&lon=10")),
    State("places", "report_step", _step("place", "new", "?q=main+street")),
    State("places, here", "report_step", _step("place", "new", "?lat=37.05012&lon=-121.95")),
    State("places, none", "report_step", _step("place", "new", "?q=xyzzy")),
    _form_error("places, error", "report_step", _chain(_step("place", "new", "?q=main+street"), _sends())),
    State("place, suggestions", "report_step", _chain(_step("place", "new"), _types_address)),
    State("place, map", "report_step", _chain(_step("place", "new"), _shows_map)),
    State("near", "report_step", _step("near")),
    State("details", "report_step", _step("details")),
    _form_error("details, error", "report_step", _chain(_step("details", "danger"), _sends(size=""))),
    State("emergency", "report_step", _step("emergency", "danger")),
    State("more", "report_step", _step("more")),
    _form_error("more, error", "report_step", _chain(_step("more"), _sends(depth="deep"))),
    State("photos", "report_step", _step("photos")),
    State("photos, taken elsewhere", "report_step", _chain(_step("photos"), _adds(taken="37.0512,-121.95"), _sends())),
    _form_error("photos, refused", "report_step", _chain(_step("photos"), _adds(refused="page.html: We could not read this file."), _sends())),
    State("save", "save", lambda v: v.open("save", v.town.drafts["ready"], session="ready")),
    _form_error("save, error", "save", _chain(lambda v: v.open("save", v.town.drafts["ready"], session="ready"), _sends("main form", point="Ana"))),
    State("save, sent", "save", _chain(lambda v: v.open("save", v.town.drafts["ready"], session="ready"), _sends("main form", point=ANA))),
    State("saved", "saved", lambda v: v.open("saved", v.town.tokens["saved"])),
    State("saved, over", "saved", _opens("saved", "no-such-link-0000"), 410),
    State("you", "report_step", _step("you")),
    _form_error("you, error", "report_step", _chain(_step("you"), _sends(channel="email", email="ana@", phone=""))),
    _form_error("you, empty", "report_step", _chain(_step("you"), _sends(channel="", email="", phone=""))),
    State("you, known", "report_step", _step("you", "known")),
    State("you, settled", "report_step", _step("you", "settled")),
    State("you, for somebody else", "report_step", _step("you", "helper")),
    _form_error("you, for somebody else, empty", "report_step", _chain(_step("you", "helper"), _sends(other_channel="sms"))),
    State("check", "report_step", _step("check")),
    State("check, for somebody else", "report_step", _step("check", "helped")),
    State("form gone", "report_step", _opens("report_step", "0123456789abcdef", "place"), 410),
    State("done", "done", lambda v: v.open("done", v.town.token("open"))),
    State("done, address to confirm", "done", _done),
    _form_error("done, no digits", "done", _chain(_done, _sends("main form:has([name=code])"))),
    _form_error("done, no address", "done", _chain(_done, _sends("main form:has([name=point])", point="Ana"))),
    State("address, link", "address_open", lambda v: v.open("address_open", v.town.tokens[ANA])),
    State("address, link over", "address_open", _opens("address_open", "no-such-link"), 410),
]
FOLLOW = [
    *map(_track, ("open", "late", "working", "asked", "outside", "resolved", "refused", "reopened", "withdrawn")),
    *map(_track, ("moved", "proved")),
    _track("share", "track_share", "open"),
    _track("share, private", "track_share", "private"),
    _track_error("said nothing", "open", "say"),
    _track_error("no reason", "resolved", "not_fixed"),
    State("lookup", "lookup", _opens("lookup")),
    State("lookup, found", "lookup", lambda v: v.open("lookup", query=f"?reference={v.town.requests['open'].reference}")),
    _form_error("lookup, missing", "lookup", _opens("lookup", query="?reference=1")),
    _form_error("lookup, empty", "lookup", _opens("lookup", query="?reference=")),
    State("mine, ask", "mine", _opens("mine")),
    _form_error("mine, error", "mine", _chain(_opens("mine"), _sends("main form", point="Ana"))),
    State("mine, code", "mine_code", _opens("mine_code", session="asked")),
    _form_error("mine, code error", "mine_code", _chain(_opens("mine_code", session="asked"), _sends("main form", code=""))),
    State("mine, link", "mine_open", lambda v: v.open("mine_open", v.town.tokens[ANA])),
    State("mine, link over", "mine_open", _opens("mine_open", "no-such-link"), 410),
    State("mine, list", "mine", _opens("mine", session="ana")),
    State("mine, nothing", "mine", _opens("mine", session="nobody")),
    State("survey", "survey", lambda v: v.open("survey", v.town.tokens["survey resolved"], query="?q1=5")),
    _form_error("survey, error", "survey", _chain(lambda v: v.open("survey", v.town.tokens["survey refused"]), _sends())),
    State("survey, answered", "survey", lambda v: v.open("survey", v.town.tokens["survey answered"])),
    State("survey, over", "survey", lambda v: v.open("survey", v.town.tokens["survey survey closed"])),
    State("stop", "stop", lambda v: v.open("stop", v.town.tokens["stop"])),
]
OTHERS = [
    State("public list", "requests", _opens("requests")),
    State("public list, map", "requests", _chain(_opens("requests"), _shows_map)),
    State("public list, empty", "requests", _opens("requests", query="?service=other")),
    State("public one", "one", lambda v: v.open("one", v.town.requests["resolved"].reference)),
    State("follow by another", "follow", lambda v: v.open("follow", v.town.requests["open"].reference)),
    State("follow by another, known", "follow", lambda v: v.open("follow", v.town.requests["open"].reference, session="nobody")),
    _form_error("follow by another, error", "follow", _chain(_follow_another, _sends(point="Ana"))),
    State("follow by another, asked", "follow_code", _chain(_follow_another, _sends(point="new@example.com"))),
    _form_error("follow by another, code error", "follow_code", _chain(_follow_another, _sends(point="new@example.com"), _sends(code=""))),
    State("follow by another, link", "follow_open", lambda v: v.open("follow_open", v.town.tokens[BO])),
    State("follow by another, link over", "follow_open", _opens("follow_open", "no-such-link"), 410),
    State("alert", "alert", _opens("alert")),
    _form_error("alert, error", "alert", _chain(_opens("alert"), _sends(email=""))),
    State("alert, asked", "alert", _chain(_opens("alert"), _sends(service="pothole", email="new@example.com"))),
    State("alert, link", "alert_open", lambda v: v.open("alert_open", v.town.tokens[BO])),
    State("alert, link over", "alert_open", _opens("alert_open", "no-such-link"), 410),
    State("alert, stop", "alert_stop", lambda v: v.open("alert_stop", v.town.tokens["stop alert"])),
]
PEOPLE = [
    State("call me", "call_me", _opens("call_me")),
    _form_error("call me, error", "call_me", _chain(_opens("call_me"), _sends(phone="555"))),
    State("call me, danger", "call_me", _chain(_opens("call_me"), _sends(phone="408 555 0123", about="The kitchen is on fire"))),
    State("call me, asked", "call_me", _chain(_opens("call_me"), _sends(phone="408 555 0123"))),
    State("about page", "about_page", _opens("about_page")),
    _form_error("about page, error", "about_page", _chain(_opens("about_page"), _sends(text=""))),
    State("about page, told", "about_page", _chain(_opens("about_page"), _sends(text="Too small."))),
]
FAULTS = [
    State("not found", "", lambda v: v.go(f"/{v.language}/nothing/"), 404),
    *map(_faults, ("400", "403", "429", "500", "503")),
    State("open too long", "", _chain(_step("details"), _spoil_token, _sends(description="It is a deep hole near the school.")), 403),
]
STATES = [*FIND, *REPORT, *FOLLOW, *OTHERS, *PEOPLE, *FAULTS]
BY_NAME = {state.name: state for state in STATES}
ONE_EACH = list({state.of or state.name: state for state in reversed(STATES)}.values())[::-1]  # the first state of each address, for quick tests
