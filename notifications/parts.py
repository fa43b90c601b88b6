"""What a letter is made of: the two mail templates know how each part looks."""

from dataclasses import dataclass

from django.utils.translation import get_language_bidi

from catalog.texts import Piece


@dataclass(frozen=True)
class Paragraph:
    text: str
    shape = "paragraph"


@dataclass(frozen=True)
class Quote:
    """Words somebody wrote, in the language she wrote them in."""

    piece: Piece
    shape = "quote"


@dataclass(frozen=True)
class Facts:
    """(label, value) rows; a value is a str or a Piece."""

    rows: list
    shape = "facts"


@dataclass(frozen=True)
class Steps:
    title: str
    pieces: list
    shape = "steps"


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_main: bool = True
    shape = "link"


@dataclass(frozen=True)
class Choices:
    title: str
    links: list
    shape = "choices"


@dataclass(frozen=True)
class Letter:
    subject: str
    preheader: str
    heading: str
    parts: list
    stop_words: str = ""  # what the link at the end stops, when it is not the messages about a request


def isolated(text):
    """Latin text inside a line of plain text: kept together where the line runs from right to left."""
    return f"\u2066{text}\u2069" if get_language_bidi() else text


def present(*parts):
    """The parts that are there."""
    return [part for part in parts if part]
