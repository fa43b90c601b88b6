#!/usr/bin/env python
"""Every command uses the embedded servers of CX311_DATA when no outside ones are named, and starts them for its own run."""

import contextlib
import os
import signal
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from cx311 import embedded

NEEDS_NO_SERVERS = {"demo", "help", "version", "check", "makemessages", "compilemessages", "compile_translations", "collectstatic", "startapp"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cx311.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leave the blocks below in order
    servers = contextlib.nullcontext()
    if len(sys.argv) > 1 and sys.argv[1] not in NEEDS_NO_SERVERS and "--help" not in sys.argv and any(embedded.wanted()):
        servers = embedded.running(Path(os.environ.get("CX311_DATA") or Path(__file__).parent / ".data"))
    with servers:
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
