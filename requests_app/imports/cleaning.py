"""Values of other systems made clean: text, ZIP codes, coordinates, dates. Pure; each says what it cannot read."""

import re
from contextlib import suppress
from datetime import datetime, time, tzinfo
from functools import cache
from math import isfinite

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
C1 = re.compile(r"[\x80-\x9f]")
PARTS = {"%Y": r"(?P<Y>\d{4})", "%p": "(?P<p>[AaPp][Mm])"} | {f"%{letter}": rf"(?P<{letter}>\d\d?)" for letter in "mdHIMS"}


class Unreadable(ValueError):
    """A value that cannot be what it should be. The message is a short code, *value* what was found."""

    def __init__(self, code: str, value: str):
        self.code, self.value = code, value
        super().__init__(f"{code}: {value!r}")


def clean_lines(text: str) -> str:
    """Text of several lines without control characters, odd spaces and trailing blanks. Everything else stays as it was written."""
    if text.isprintable():  # neither line breaks nor anything odd, as nearly always
        return " ".join(text.split())
    text = mend_encoding(text).replace("\r\n", "\n").replace("\r", "\n")
    lines = (SPACES.sub(" ", CONTROL.sub("", line)).strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def clean(text: str) -> str:
    """Text on one line."""
    return " ".join(clean_lines(text).split()) if text else ""


def mend_encoding(text: str) -> str:
    """UTF-8 that somebody read as Latin-1 ("â\\x80\\x99" for "’"): its second bytes are control characters that no text has."""
    if not C1.search(text):
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def fold(text: str) -> str:
    """What values of a mapping are compared by: one line, lower case."""
    return clean(text).casefold()


def zip_code(text: str) -> str:
    """A ZIP code that spreadsheets have taken for a number is one again: "2108.0" becomes "02108"."""
    text = clean(text)
    if re.fullmatch(r"\d{1,5}(\.0+)?", text):
        digits = text.split(".")[0].zfill(5)
        return "" if digits == "00000" else digits
    return text[:12]


def coordinates(lat: str, lon: str) -> tuple[float, float] | None:
    """A place in WGS84 degrees; None when none is given. Raises Unreadable for what is no place on earth, and for 0, 0."""
    if not lat or not lon:
        return None
    try:
        place = float(lat), float(lon)
    except ValueError:
        place = float("nan"), float("nan")
    if not (isfinite(place[0]) and isfinite(place[1]) and abs(place[0]) <= 90 and abs(place[1]) <= 180) or place == (0, 0):
        raise Unreadable("impossible_place", f"{lat}, {lon}")
    return place


def read_date(text: str, formats: list[str], zone: tzinfo) -> datetime | None:
    """An aware datetime from ISO 8601 or one of *formats* (strptime); without an offset it is wall time in *zone*. None for no text.

    A wall time shown twice in autumn is the first of the two; one skipped in spring is read with the offset before the jump. Raises Unreadable.
    """
    if not text:
        return None
    found = None
    if text[4:5] == "-":
        with suppress(ValueError):
            found = datetime.fromisoformat(text)
    for form in formats if found is None else ():
        with suppress(ValueError):
            found = _strptime(text, form)
            break
    if found is None or not 1900 <= found.year <= 9000:
        raise Unreadable("unreadable_date", text)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _strptime(text: str, form: str) -> datetime:
    """datetime.strptime, ten times as fast for formats of numbers only, of which millions are read."""
    pattern = _pattern(form)
    if pattern is None:
        return datetime.strptime(text, form)  # noqa: DTZ007 the caller knows the zone
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(text)
    part = match.groupdict()
    hour = int(part.get("H") or 0)
    if half := part.get("p"):
        if not 1 <= int(part["I"]) <= 12:
            raise ValueError(text)
        hour = int(part["I"]) % 12 + (12 if half[0] in "Pp" else 0)
    return datetime(int(part["Y"]), int(part["m"]), int(part["d"]), hour, int(part.get("M") or 0), int(part.get("S") or 0))  # noqa: DTZ001


@cache
def _pattern(form: str) -> re.Pattern | None:
    """The format as a pattern, or None when it has more than the numbers of a date and a time."""
    pieces = re.split(r"(%.)", form)
    known = [PARTS.get(piece) if piece.startswith("%") else re.escape(piece) for piece in pieces]
    has_a_day = all(part in form for part in ("%Y", "%m", "%d")) and ("%I" in form) == ("%p" in form)
    return re.compile("".join(known)) if has_a_day and None not in known and len(set(pieces[1::2])) == len(pieces[1::2]) else None


def end_of_day(at: datetime, zone: tzinfo) -> datetime:
    """The last minute of the local day of *at*, for dates of which only the day is known: never before anything of that day."""
    return datetime.combine(at.astimezone(zone).date(), time(23, 59), zone)


def second_reading(at: datetime) -> datetime | None:
    """The later of the two instants that a repeated wall time may mean, or None when it means only one."""
    later = at.replace(fold=1)
    return later if later.timestamp() > at.timestamp() else None
