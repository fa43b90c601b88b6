"""The demo command from outside: what a person sees, and what is left when it is killed. Slow: it starts whole installations."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from cx311 import embedded, processes

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def data(tmp_path):
    yield tmp_path / "data"
    processes.end_left_over(tmp_path / "data")
    embedded.destroy(tmp_path / "data")


def start(data, port, *more):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CX311_", "DJANGO_", "EMAIL_"))}
    arguments = [sys.executable, "manage.py", "demo", "--port", str(port), "--data", str(data), "--empty", *more]
    return subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def ready(process):
    for line in process.stdout:
        if line.startswith("ready "):
            return line.split()[1:]
    raise AssertionError("the demo ended before it was ready")


def ours(data):
    return [p for p in psutil.process_iter() if str(data) in " ".join([p.name(), processes._mark_of(p), embedded._working_directory(p)])]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.status


def test_it_prints_its_addresses_and_leaves_nothing_behind(data):
    port = processes.free_port()
    process = start(data, port)
    base = f"http://127.0.0.1:{port}"
    assert ready(process) == [f"{base}/", f"{base}/console/", f"{base}/open311/v2/"]
    assert get(f"{base}/readyz") == 200
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert ours(data) == []
    assert processes.port_is_free(port)


def test_a_second_start_after_everything_was_killed(data):
    port = processes.free_port()
    first = start(data, port)
    ready(first)
    for process in [psutil.Process(first.pid), *ours(data)]:
        process.kill()
    first.communicate(timeout=30)
    second = start(data, port)
    ready(second)
    second.terminate()
    second.communicate(timeout=30)
    assert ours(data) == []


def test_a_start_after_only_the_starter_was_killed(data):
    port = processes.free_port()
    first = start(data, port)
    ready(first)
    first.kill()
    first.communicate(timeout=30)
    second = start(data, port)
    ready(second)
    second.terminate()
    second.communicate(timeout=30)
    assert ours(data) == []


def test_a_taken_port_is_one_clear_line(data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(data, port)
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert output == f'CommandError: Port {port} is taken by another program: choose one with --port (make demo ARGS="--port {port + 1}").\n'


def test_two_on_one_data_directory_is_one_clear_line(data):
    first = start(data, processes.free_port())
    ready(first)
    second = start(data, processes.free_port())
    output, _ = second.communicate(timeout=30)
    first.terminate()
    first.communicate(timeout=30)
    assert second.returncode == 1
    assert output.startswith("CommandError: The demo is already running on ")
    assert output.count("\n") == 1
