"""One run: database, server, every page, the ceiling, the table. Started by `python -m benchmarks` with its environment."""

import os
import subprocess
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from benchmarks import ceiling, client, database, finding, nearby, table  # noqa: E402
from benchmarks.pages import Town, pages  # noqa: E402
from cx311 import processes  # noqa: E402

WARM_UP = 1.5
MOST_PER_SECOND = 500  # of prepared reports
COUNTED = 3  # requests by the test client, of which the last is counted


def main(seconds, count, only):
    load = os.getloadavg()[0]
    database.prepare(count, say)
    town = Town()
    measured = [page for page in pages(town, int((seconds + WARM_UP) * MOST_PER_SECOND) + COUNTED) if not only or page.name in only]
    counts = {page.name: _queries(page) for page in measured}
    rows = []
    port = processes.free_port()
    web = processes.start("web", processes.commands(port)["web"], dict(os.environ), settings.DATA)
    try:
        _wait(web, port)
        for page in measured:
            say(f"Measuring {page.name} ...")
            rows.append(_row(page, port, seconds, counts[page.name]))
        if not only or "weight" in only:
            _weigh(port)
    finally:
        processes.stop([web])
    if only == ["weight"]:
        return
    say("Measuring the ceiling of Postgres ...")
    ceiling_tps, statements = ceiling.measure(town, seconds)
    say("Measuring the search ...")
    found = finding.measure()
    say("Measuring what is nearby ...")
    near = nearby.measure(town)
    table.show(rows, ceiling_tps, {"statements": statements, "shared": _shared(count, load)}, near)
    table.show_search(found)
    table.write(Path(os.environ["BENCH_RESULT"]), rows, ceiling_tps, nearby=near, search=found)


def _weigh(port):
    """The pages in a browser, in a process of its own: without Chromium there are no weights, but everything else."""
    say("Weighing the residents' pages ...")
    path = Path(os.environ["BENCH_RESULT"]).with_name("weights.json")
    if subprocess.run([sys.executable, "-m", "benchmarks.weight", str(port), str(path)], cwd=processes.ROOT).returncode:
        say("The pages were not weighed: that needs the packages for testing and a Chromium (`make test` installs both).")


def _wait(web, port):
    while not processes.answers(f"http://127.0.0.1:{port}/readyz"):
        if web.popen.poll() is not None:
            raise SystemExit(f"The web server ended: {processes.last_words(web)} (more in {web.log})")


def _row(page, port, seconds, sql):
    """Warm up, then measure. The n-th request is never asked twice where it writes."""
    first = client.drive(port, lambda n: page.raw(n + COUNTED), status=page.status, seconds=WARM_UP, limit=page.limit and page.limit - COUNTED)
    used = COUNTED + first.count + client.CONCURRENCY
    found = client.drive(port, lambda n: page.raw(n + used), status=page.status, seconds=seconds, limit=page.limit and page.limit - used)
    return {"name": page.name, "kind": page.kind, "rps": found.rps, "p50_ms": found.p50_ms, "p95_ms": found.p95_ms, "sql": sql}


@override_settings(CATALOGUE_CHECK_SECONDS=3600)
def _queries(page):
    """SQL statements of one request in steady state."""
    for number in range(COUNTED):
        path, form, cookies = page.ask(number)
        browser = Client(headers={"Host": "127.0.0.1", "Accept-Language": "en"})
        browser.cookies.load(cookies)
        with CaptureQueriesContext(connection) as caught:
            answer = browser.get(path) if form is None else browser.post(path, _fields(form))
        if answer.status_code != page.status:
            raise SystemExit(f"{page.name} answered {answer.status_code} instead of {page.status}: {answer.content[:1500].decode()}")
    return len(caught)


def _fields(form):
    fields = {}
    for name, value in form:
        fields.setdefault(name, []).append(value)
    return fields


def _shared(count, load):
    return (
        f"{os.cpu_count()} cores are shared by Postgres, {processes.WEB_WORKERS} web workers of {processes.WEB_THREADS} threads "
        f"and the measuring client; worker and beat do not run. {count:,} requests in the tables at the start. "
        f"Load of the machine before: {load:.1f} (above 0.5 others were busy, and every figure is too low)."
    )


def say(line):
    print(line, flush=True)


main(float(sys.argv[1]), int(sys.argv[2]), [name for name in sys.argv[3].split(",") if name])
