"""Starting a server in the background, waiting until it answers, and ending what runs of it."""

import contextlib
import os
import pwd
import signal
import subprocess
import time
from pathlib import Path

import psutil

START_SECONDS = 60
STOP_SECONDS = 30


class EmbeddedError(SystemExit):
    """The servers cannot run here; the message is one line for the person at the keyboard."""


def launch(arguments: list[str], log: Path, owner: pwd.struct_passwd | None, cwd: Path) -> subprocess.Popen:
    """Start a server in a session of its own (Ctrl-C is not for it), as its owner, writing to the log."""
    identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": "/", "LC_ALL": "C", "TZ": "UTC"}
    with open(log, "wb") as output:
        return subprocess.Popen(
            arguments,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            umask=0o077,
            **identity,
        )


def wait(process: subprocess.Popen, answers, name: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise EmbeddedError(f"{name} did not start: {last_line(log)} (more in {log})")
        time.sleep(0.02)


def last_line(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (telling or lines or ["it said nothing"])[-1].strip()


def named(name: str) -> list:
    return [p for p in psutil.process_iter(["name"]) if (p.info["name"] or "").startswith(name)]


def end(processes: list, *, gently: str) -> None:
    """Ask the processes to stop, kill those that have not after a while, and wait until they are gone."""
    if not processes:
        return
    parents = [p for p in processes if p.ppid() not in {q.pid for q in processes}]
    for process in parents:
        with contextlib.suppress(psutil.Error):
            process.send_signal(getattr(signal, gently))
    _, left = psutil.wait_procs(processes, timeout=STOP_SECONDS)
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=STOP_SECONDS)
