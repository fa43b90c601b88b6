"""Fixtures: a real Chromium for pytest-playwright's `page` and `browser`."""

import os
import shutil

import pytest
from playwright.sync_api import Error

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def chromium() -> str | None:
    """The path of a Chromium on this machine; CX311_CHROMIUM names another one."""
    return os.environ.get("CX311_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    path = chromium()
    if not path:
        pytest.fail("There is no Chromium here: install the package `chromium`, or set CX311_CHROMIUM to its path.")
    return {"executable_path": path, "headless": True, "args": QUIET + (["--no-sandbox"] if os.geteuid() == 0 else [])}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"viewport": {"width": 1440, "height": 900}, "locale": "en-US", "timezone_id": "America/Los_Angeles"}


def back(page):
    """One page back. Chromium refuses while it is putting one page in another's place (nothing has moved then): ask again."""
    for last in (False, False, True):
        try:
            page.go_back()
        except Error as error:
            if last or "Not attached" not in str(error):
                raise
            page.wait_for_load_state()
        else:
            return
