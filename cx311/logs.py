"""Log lines without personal data: whatever a library or a traceback puts in, addresses, numbers, tokens and row details go out."""

import logging
import re

MASKS = [
    (re.compile(r"^DETAIL:.*$", re.MULTILINE), "DETAIL: <left out>"),  # Postgres quotes the row
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "<e-mail>"),
    (re.compile(r"(?<![\w.:-])(?!\d{4}-\d\d-\d\d)\+?\(?\d[\d\s().-]{7,}\d(?![\w:])"), "<number>"),
    (re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{20,}"), "<token>"),
]


class PrivateFormatter(logging.Formatter):
    """Formats message and traceback as usual, then masks them; our own time stamp and logger name stay."""

    def formatMessage(self, record):
        record.message = masked(record.message)
        return super().formatMessage(record)

    def formatException(self, exc_info):
        return masked(super().formatException(exc_info))


def masked(text):
    """The text without e-mail addresses, telephone numbers, secret tokens and the row details of database errors."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text
