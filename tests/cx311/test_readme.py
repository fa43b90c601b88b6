"""The README's table names every variable that the settings read."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_variable_of_the_settings_stands_in_the_readme():
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z0-9_]+)"', (ROOT / "cx311" / "settings.py").read_text("utf-8")))
    told = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", (ROOT / "README.md").read_text("utf-8")))
    assert read - told == set()
    assert {name for name in told if name.startswith("CX311_")} - read <= {"CX311_CHROMIUM"}  # read by the browser tests alone
