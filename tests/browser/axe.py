"""axe-core in a page: every violation of WCAG 2.2 A and AA it can find."""

from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BEST = [*WCAG, "best-practice"]  # what its makers recommend beyond the letter


@cache
def _source():
    return SOURCE.read_text()


def violations(page, tags=WCAG, within=None):
    """["rule: element, element"] of what axe finds wrong on the page as it stands, or within what a selector names."""
    page.evaluate(_source())  # not a script tag: the page's policy would rightly refuse it
    options = {"runOnly": tags, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
    found = page.evaluate("([within, options]) => axe.run(within || document, options)", [within, options])["violations"]
    return [f"{rule['id']}: {', '.join(node['target'][0] for node in rule['nodes'])}" for rule in found]
