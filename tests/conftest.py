"""What every test stands on: real servers, one migrated template database per state of the migrations, a real mailbox, a real browser."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if "CX311_TESTING" not in os.environ:  # xdist's workers inherit what their controller has set
    os.environ["CX311_DATA"] = str(Path(os.environ.get("CX311_DATA") or ROOT / ".data").resolve() / "test")  # never the demo's
    os.environ["CX311_TESTING"] = "1"
    os.environ["CX311_CATALOGUE_CHECK_SECONDS"] = "0"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's event loop runs in the thread of the test
    os.environ["DJANGO_SETTINGS_MODULE"] = "cx311.settings"

import django  # noqa: E402

django.setup()

pytest_plugins = ["tests.servers", "tests.browsers"]
