"""What of a request may be told to anybody: its place to the block, its words without ways to reach a person. Pure."""

import re

from requests_app.screening import screened, unreachable

__all__ = ["block", "coarse", "screened", "unreachable"]

HOUSE = re.compile(r"^(?P<number>\d{1,6})(?:[A-Za-z]\b)?(?:\s?[-–]\s?\d+[A-Za-z]?)?(?:\s\d/\d)?\s+(?P<street>(?!(?:st|nd|rd|th)\b).*[^\W\d_].*)$")
UNIT_WORDS = "apt|apartment|unit|suite|ste|room|rm|floor|space|spc|bldg|building|dept|depto"
UNIT = re.compile(rf"\s*(?:#|\b(?:{UNIT_WORDS})\b\.?)\s*#?\s*(?:[\w-]*\d[\w-]*|[A-Za-z]\b)", re.IGNORECASE)


def block(address):
    """An address to the block: "1234 Oak Street, Apt 5" -> "1200–1299 Oak Street". A crossing or a park stays as it is."""
    parts = (UNIT.sub("", part).strip() for part in address.split(","))
    return unreachable(", ".join(_block_of(part) for part in parts if part))


def _block_of(part):
    found = HOUSE.match(part)
    if not found:
        return part
    first = int(found["number"]) // 100 * 100
    return f"{max(first, 1)}–{first + 99} {found['street']}"


def coarse(degrees):
    """A latitude or longitude to three decimals: within about 60 meters, a block."""
    return None if degrees is None else round(degrees, 3)
