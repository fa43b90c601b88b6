"""Starts, watches and stops the processes of one installation on this machine: web, worker, beat.

Each runs in a process group of its own, so that Ctrl-C reaches only the one who started them, who then stops them in order. Their
numbers are kept in the data directory: when the starter was killed, the next start finds and ends what it left behind.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10
WEB_WORKERS = 2
WEB_THREADS = 2


@dataclass
class Process:
    """One child: how it was started, so that it can be started again."""

    name: str
    arguments: list[str]
    log: Path
    popen: subprocess.Popen


def commands(port: int) -> dict[str, list[str]]:
    """The command lines of the three processes, the same as in production."""
    web = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(WEB_WORKERS)]
    web += ["--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers", "--no-ws", "cx311.wsgi:application"]
    worker = ["celery", "-A", "cx311", "worker", "--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    beat = ["celery", "-A", "cx311", "beat", "--scheduler", "celery.beat:Scheduler", "--pidfile=", "--loglevel", "INFO"]
    return {name: [sys.executable, "-m", *rest] for name, rest in (("web", web), ("worker", worker), ("beat", beat))}


def start(name: str, arguments: list[str], environment: dict[str, str], data: Path) -> Process:
    """Start one process; its output goes to DATA/logs/NAME.log."""
    log = data / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(log, "wb") as output:
        popen = subprocess.Popen(
            arguments, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    return Process(name, arguments, log, popen)


def remember(processes: list[Process], data: Path) -> None:
    """Note the children's numbers and birth times, for whoever starts after us."""
    noted = []
    for process in processes:
        with contextlib.suppress(psutil.Error):
            noted.append([process.popen.pid, psutil.Process(process.popen.pid).create_time()])
    (data / "processes.json").write_text(json.dumps(noted))


def end_left_over(data: Path) -> None:
    """End the children of a starter that was killed."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        for pid, born in json.loads((data / "processes.json").read_text()):
            with contextlib.suppress(psutil.Error, ProcessLookupError):
                if abs(psutil.Process(pid).create_time() - born) < 1:
                    os.killpg(pid, signal.SIGKILL)
        (data / "processes.json").unlink()


def stop(processes: list[Process], data: Path) -> None:
    """Ask all to finish what they do, and kill whoever has not after a while."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            process.popen.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.popen.wait(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):  # also the children of one that is gone itself
            os.killpg(process.popen.pid, signal.SIGKILL)
        process.popen.wait()
    (data / "processes.json").unlink(missing_ok=True)


def port_is_free(port: int) -> bool:
    """Whether nobody listens on the loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    """Whether the page says 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 our own loopback address
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False


def log_says(process: Process, words: str) -> bool:
    """Whether the process has written the words."""
    return words in process.log.read_text(errors="replace")


def last_words(process: Process) -> str:
    """The last line that the process wrote."""
    lines = [line.strip() for line in process.log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
