"""The demo's mail server: takes every letter on a loopback port and keeps it as a file, so that one person can play every part."""

import itertools
import os
import time
from pathlib import Path

from aiosmtpd.controller import Controller

LETTERS_KEPT = 2000


class Keeper:
    """Writes each letter whole or not at all; names sort by time."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.numbers = itertools.count()
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def handle_DATA(self, server, session, envelope):
        name = f"{time.time_ns() // 1_000_000:013d}-{next(self.numbers):06d}"
        fresh = self.directory / f".{name}"
        fresh.write_bytes(envelope.content)
        os.replace(fresh, self.directory / f"{name}.eml")
        for old in sorted(self.directory.glob("*.eml"))[:-LETTERS_KEPT]:
            old.unlink(missing_ok=True)
        return "250 Kept"


def serve(directory: Path, port: int) -> Controller:
    """Start the mail server in a thread; stop() it when done."""
    controller = Controller(Keeper(directory), hostname="127.0.0.1", port=port, server_hostname="localhost")
    controller.start()
    return controller
