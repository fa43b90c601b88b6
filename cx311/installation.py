"""One whole demo installation on this machine: servers, mailbox, city, web, worker, beat; up inside a block, gone after it."""

import contextlib
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cx311 import embedded, processes
from cx311.demo import city, smtp

READY_SECONDS = 60


class CannotRun(Exception):
    """The installation cannot start; the message is one line for the person at the keyboard."""


@dataclass
class Installation:
    """A running installation: where it answers, and its processes."""

    url: str
    data: Path
    environment: dict[str, str]
    children: list[processes.Process]

    @property
    def console(self) -> str:
        return f"{self.url}/console/"

    @property
    def open311(self) -> str:
        return f"{self.url}/open311/v2/"

    def child(self, name: str) -> processes.Process:
        return next(child for child in self.children if child.name == name)

    def revive(self, say: Callable[[str], None]) -> None:
        """Start again whichever process has ended by itself."""
        for place, child in enumerate(self.children):
            if child.popen.poll() is not None:
                say(f"The {child.name} process ended ({processes.last_words(child)}); starting it again. Its log: {child.log}")
                time.sleep(1)
                self.children[place] = processes.start(child.name, child.arguments, self.environment, self.data)


@contextlib.contextmanager
def up(data: Path, port: int, *, empty: bool, say: Callable[[str], None]) -> Iterator[Installation]:
    """Have the demo answer on the port inside the block.

    data is the data directory; empty leaves the database without a city; say prints a line of progress. Raises CannotRun.
    """
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    (data / "media").mkdir(exist_ok=True, mode=0o700)
    with _only_one(data):
        processes.end_left_over(data)
        if not processes.port_is_free(port):
            raise CannotRun(f'Port {port} is taken by another program: choose one with --port (make demo ARGS="--port {port + 1}").')
        say("Starting Postgres and Valkey ...")
        with embedded.running(data), _mailbox(data) as mail_port:
            environment = _environment(data, port, mail_port)
            _prepare(environment, data, empty=empty)
            say("Starting web, worker and beat ...")
            children = [processes.start(name, arguments, environment, data) for name, arguments in processes.commands(port).items()]
            installation = Installation(f"http://127.0.0.1:{port}", data, environment, children)
            try:
                _wait(installation)
                yield installation
            finally:
                for number in (signal.SIGINT, signal.SIGTERM):  # the impatient second Ctrl-C must not leave half of it behind
                    signal.signal(number, signal.SIG_IGN)
                processes.stop(installation.children)


def delete(data: Path) -> None:
    """Delete the data directory and what belongs to it, unless the demo runs on it. Raises CannotRun."""
    data = data.resolve()
    if data.exists():
        with _only_one(data):
            processes.end_left_over(data)
    embedded.destroy(data)


@contextlib.contextmanager
def _only_one(data: Path) -> Iterator[None]:
    with open(data / "demo.lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(f"The demo is already running on {data}: stop that one first, or start another with --data DIR --port N.") from None
        yield


@contextlib.contextmanager
def _mailbox(data: Path) -> Iterator[int]:
    port = processes.free_port()
    server = smtp.serve(data / "mail", port)
    try:
        yield port
    finally:
        server.stop()


def _environment(data: Path, port: int, mail_port: int) -> dict[str, str]:
    """The variables that make the settings those of the demo city; what the caller has set himself wins, but for what makes it a demo."""
    return (
        city.environment()
        | dict(os.environ)
        | {
            "DJANGO_SETTINGS_MODULE": "cx311.settings",
            "CX311_DATA": str(data),
            "CX311_DEMO": "1",
            "CX311_DEMO_SKIPS_MFA": "1",
            "CX311_URL": f"http://127.0.0.1:{port}",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        }
    )


def _prepare(environment: dict[str, str], data: Path, *, empty: bool) -> None:
    """Migrate and load the city; skipped when this very code has done it to this very database."""
    done, state = data / "prepared", _code_state(empty)
    if embedded.wanted()[0] and done.exists() and done.read_text() == state:
        return
    arguments = [sys.executable, "manage.py", "prepare_demo", *(["--empty"] if empty else [])]
    marked = environment | {processes.MARK: str(data)}
    if subprocess.run(arguments, cwd=processes.ROOT, env=marked, stdin=subprocess.DEVNULL).returncode:
        raise CannotRun("The database could not be prepared: see above.")
    done.write_text(state)


def _code_state(empty: bool) -> str:
    digest = hashlib.sha256(repr(empty).encode())
    for path in [processes.ROOT / "requirements.txt", *sorted(processes.ROOT.glob("*/migrations/*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _wait(installation: Installation) -> None:
    """Until web answers that it can work, and worker and beat say so in their logs."""
    tests = {
        "web": lambda: processes.answers(f"{installation.url}/readyz"),
        "worker": lambda: processes.log_says(installation.child("worker"), " ready."),
        "beat": lambda: processes.log_says(installation.child("beat"), "is starting"),
    }
    deadline = time.monotonic() + READY_SECONDS
    for name, test in tests.items():
        while not test():
            child = installation.child(name)
            if child.popen.poll() is not None:
                raise CannotRun(f"The {name} process ended: {processes.last_words(child)} (more in {child.log})")
            if time.monotonic() > deadline:
                raise CannotRun(f"The {name} process did not answer within {READY_SECONDS} seconds (see {child.log})")
            time.sleep(0.1)
