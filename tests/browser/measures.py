"""Measuring a page with the script beside this file, and the ways of looking at it: narrow, large text, wide spacing, on paper."""

from contextlib import contextmanager
from functools import cache
from pathlib import Path

WIDE_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }"
)
LARGE_TEXT = "html { font-size: 200% }"


@cache
def _source():
    return Path(__file__).with_suffix(".js").read_text()


def measure(page, name, argument=None):
    """What is wrong on the page as it stands, by one measure of measures.js: sentences, none when nothing is."""
    return page.evaluate(_source(), [name, argument])


def restyle(page, css):
    """Put a reader's own style on the page; the page's policy does not hold for what she brings herself."""
    page.evaluate("css => { const mine = new CSSStyleSheet(); mine.replaceSync(css); document.adoptedStyleSheets = [mine]; }", css)


@contextmanager
def styled(page, css):
    restyle(page, css)
    yield
    restyle(page, "")


@contextmanager
def sized(page, width, height):
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": height})
    yield
    page.set_viewport_size(before)


@contextmanager
def on_paper(page):
    page.emulate_media(media="print")
    yield
    page.emulate_media(media="screen")


def gather(visit, states, look):
    """Bring the window to each state and look(visit, state) -> {check: what is wrong}. -> {check: {state: what is wrong}}, and the checks made"""
    found, checks = {}, set()
    for state in states:
        visit.bring(state)
        for check, wrong in look(visit, state).items():
            checks.add(check)
            if wrong:
                found.setdefault(check, {})[state.name] = wrong
    return found, sorted(checks)
