"""What the demo city is called and how to sign in to it."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "city.toml"


@cache
def _facts():
    return tomllib.loads(FILE.read_text("utf-8"))


def environment():
    """The CX311_* environment variables that make this installation the demo city. Needs no database and no settings."""
    return dict(_facts()["settings"])


def password():
    """The one password of all demo accounts."""
    return _facts()["accounts"]["password"]


def sign_ins():
    """Who to sign in as, one per role: [{"role", "email", "name", "password"}], in the order a visitor would try them."""
    return [{**account, "password": password()} for account in _facts()["sign_ins"]]
