"""Starts Postgres and Valkey as the demo has them, on a directory of their own (DATA/bench), and runs the measurement on them."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from cx311 import embedded, processes
from cx311.demo import city


def main():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8, help="how long each page is asked (default 8)")
    parser.add_argument("--requests", type=int, default=100_000, help="requests in the tables (default 100,000)")
    parser.add_argument("--only", default="", help="comma separated names of rows to measure; weight: the pages in a browser")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    data = Path(os.environ.get("CX311_DATA") or processes.ROOT / ".data").resolve()
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)  # the ceiling is only comparable on the servers that we bring
    place = data / "bench"
    with embedded.running(place):
        environment = (
            city.environment()
            | dict(os.environ)
            | {
                "DJANGO_SETTINGS_MODULE": "cx311.settings",
                "CX311_DATA": str(place),
                "CX311_DEMO": "1",
                "CX311_DEMO_SKIPS_MFA": "1",
                "CX311_URL": "http://127.0.0.1",
                "DATABASE_URL": f"postgresql://{embedded.USER}@/bench?host={embedded.sockets(place)}",
                "BENCH_RESULT": str(data / "bench.json"),
            }
        )
        arguments = [sys.executable, "-m", "benchmarks.run", str(options.seconds), str(options.requests), options.only]
        sys.exit(subprocess.run(arguments, cwd=processes.ROOT, env=environment).returncode)


main()
