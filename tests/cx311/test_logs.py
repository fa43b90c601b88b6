import logging
import sys

import pytest

from cx311.logs import PrivateFormatter, masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail to rosa.diaz+311@mail.example failed", "mail to <e-mail> failed"),
        ("call +1 (408) 555-0142 back", "call <number> back"),
        ("Internal Server Error: /es/track/Zk3vQm8wT1xYb7Lr0pNd2A/", "Internal Server Error: /es/track/<token>/"),
        ("duplicate key\nDETAIL:  Key (value)=(rosa@mail.example) already exists.", "duplicate key\nDETAIL: <left out>"),
        ("request MS-7KQ2M4XW took 12 ms at 2026-11-22", "request MS-7KQ2M4XW took 12 ms at 2026-11-22"),
        ("requests_app.actions.filing line 1204", "requests_app.actions.filing line 1204"),
    ],
)
def test_personal_data_is_masked(text, expected):
    assert masked(text) == expected


def test_tracebacks_are_masked_too():
    try:
        raise ValueError("no such contact rosa@mail.example")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "broken for %s", ("rosa@mail.example",), sys.exc_info())
    lines = PrivateFormatter("{name} {message}", style="{").format(record).splitlines()
    assert lines[0] == "x broken for <e-mail>"
    assert lines[-1] == "ValueError: no such contact <e-mail>"
