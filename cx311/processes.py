"""Starts, watches and stops the processes of one installation on this machine: web, worker, beat.

Each runs in a process group of its own, so that Ctrl-C reaches only the one who started them, who then stops them in order. They
carry a mark: when the starter was killed, the next start finds and ends what it left behind.
"""

import contextlib
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
MARK = "CX311_STARTED_FOR"  # in the environment of every process we start
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
    worker = ["celery", "-A", "cx311", "worker", "--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    beat = ["celery", "-A", "cx311", "beat", "--scheduler", "celery.beat:Scheduler", "--pidfile="]
    told = ["--loglevel", "INFO"]
    return {name: [sys.executable, "-m", *rest] for name, rest in (("web", web), ("worker", worker + told), ("beat", beat + told))}


def start(name: str, arguments: list[str], environment: dict[str, str], data: Path) -> Process:
    """Start one process; its output goes to DATA/logs/NAME.log."""
    log = data / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(log, "wb") as output:
        popen = subprocess.Popen(
            arguments, cwd=ROOT, env=environment | {MARK: str(data)}, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    return Process(name, arguments, log, popen)


def end_left_over(data: Path) -> None:
    """End what a killed starter left behind: every process that carries the data directory's mark."""
    left = [process for process in psutil.process_iter() if _mark_of(process) == str(data)]
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=STOP_SECONDS)


def _mark_of(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error, OSError):
        return process.environ().get(MARK, "")
    return ""


def stop(processes: list[Process]) -> None:
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
