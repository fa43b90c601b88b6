"""What a page weighs over the wire, as Chromium counts it, and the budgets for residents' pages."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

KB = 1024
KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js", "Font": "fonts", "Image": "images"}
# bytes over the wire of one page, the first time; photos of residents are counted apart, and come only when they are scrolled to
BUDGET = {"total": 100 * KB, "html": 14 * KB, "css": 17 * KB, "js": 20 * KB, "fonts": 40 * KB, "images": 15 * KB}
STATUS_TOTAL = 60 * KB  # of the page of a request, the one that is opened most often
PHOTO = 60 * KB  # of one small photo
REPEAT = 20 * KB  # of a page whose files she has already
REQUESTS = 12
MORE_THAN_ENGLISH = 5 * KB


@dataclass
class Weight:
    """Bytes by kind, headers included; how many requests; addresses of other hosts."""

    by_kind: dict = field(default_factory=dict)
    photos: list = field(default_factory=list)
    requests: int = 0
    foreign: list = field(default_factory=list)

    @property
    def total(self):
        return sum(self.by_kind.values())

    def over(self, *, is_status=False):
        """What is over its budget: sentences, none when nothing is."""
        limits = BUDGET | ({"total": STATUS_TOTAL} if is_status else {})
        weights = self.by_kind | {"total": self.total}
        found = [f"{kind} {weights[kind] / KB:.1f} KB" for kind, most in limits.items() if weights.get(kind, 0) > most]
        found += [f"a photo of {size / KB:.1f} KB" for size in self.photos if size > PHOTO]
        found += [f"{self.requests} requests"] if self.requests > REQUESTS else []
        return found + [f"asks {address}" for address in self.foreign]


class Scale:
    """Weighs what one window loads."""

    def __init__(self, page):
        self.page = page
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("Network.enable")
        self.devtools.send("Network.setBypassServiceWorker", {"bypass": True})  # it hands pages on as they come, and hides what they weigh
        self.devtools.on("Network.requestWillBeSent", self._asked)
        self.devtools.on("Network.responseReceived", self._answered)
        self.devtools.on("Network.loadingFinished", self._came)
        self.weight, self._known, self._host = Weight(), {}, ""

    def weigh(self, url, *, cold=True):
        """Load a page to its end. cold: as if for the first time. -> Weight"""
        self.devtools.send("Network.setCacheDisabled", {"cacheDisabled": cold})
        self.weight, self._known, self._host = Weight(), {}, urlsplit(url).netloc
        self.page.goto(url, wait_until="load")
        self.page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        return self.weight

    def _asked(self, event):
        url = event["request"]["url"]
        if not url.startswith(("data:", "blob:")):
            self._known[event["requestId"]] = (event.get("type"), url)
            if urlsplit(url).netloc != self._host:
                self.weight.foreign.append(url)

    def _answered(self, event):
        """What is kept in the browser already costs nothing."""
        response = event["response"]
        if response.get("fromDiskCache") or response.get("fromPrefetchCache"):
            self._known.pop(event["requestId"], None)

    def _came(self, event):
        kind, url = self._known.pop(event["requestId"], (None, None))
        size = round(event["encodedDataLength"])
        if url is None or not size:
            return
        self.weight.requests += 1
        if "/photo/" in url:
            self.weight.photos.append(size)
        else:
            name = KINDS.get(kind, "other")
            self.weight.by_kind[name] = self.weight.by_kind.get(name, 0) + size
