"""manage.py demo: the whole city on this machine, with one command."""

import os
import signal
import tempfile
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cx311 import embedded, installation, processes, smoke
from cx311.demo import city

PORT = 8311


class Command(BaseCommand):
    help = "Start servers, web, worker, beat and a mailbox with the demo city in it; Ctrl-C stops all of it."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=PORT, help=f"port of the web server on 127.0.0.1 (default {PORT})")
        parser.add_argument("--data", type=Path, help="data directory (default: CX311_DATA, else .data)")
        parser.add_argument("--empty", action="store_true", help="start with an empty database instead of the demo city")
        parser.add_argument("--check", action="store_true", help="start on free ports in a temporary directory, walk the main job, stop")
        parser.add_argument("--reset", action="store_true", help="delete the data directory, so that the next start is afresh")

    def handle(self, *, port, data, empty, check, reset, **options):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # also where a shell told us to ignore them: `make demo &`
            signal.signal(number, signal.default_int_handler)
        data = data or Path(os.environ.get("CX311_DATA") or processes.ROOT / ".data")
        try:
            if reset:
                installation.delete(data)
                self.say(f"{data} is deleted; the next start is afresh.")
            elif check:
                self.check_main_job()
            else:
                self.serve(data, port, empty)
        except (installation.CannotRun, embedded.EmbeddedError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.say("\nStopped.")

    def serve(self, data, port, empty):
        with installation.up(data, port, empty=empty, say=self.say) as running:
            self.greet(running, empty)
            while True:
                time.sleep(1)
                running.revive(self.say)

    def check_main_job(self):
        with tempfile.TemporaryDirectory(prefix="cx311-check-") as place:
            data = Path(place) / "data"
            try:
                with installation.up(data, processes.free_port(), empty=False, say=self.say) as running:
                    failed = smoke.walk(running, self.say)
                    if failed:
                        self.show_logs(running)
            finally:
                embedded.destroy(data)
        if failed:
            raise CommandError(f"The step that failed: {failed}")
        self.say("The main job works.")

    def show_logs(self, running):
        for child in running.children:
            self.say(f"--- {child.log.name}")
            self.say("\n".join(child.log.read_text(errors="replace").splitlines()[-30:]))

    def greet(self, running, empty):
        self.say(f"""
  Residents     {running.url}/
  Staff         {running.console}
  Open311       {running.open311}   (api_key=demo-key)
  Mailbox       {running.url}/demo/mail/
""")
        if empty:
            self.say("  The database is empty: `manage.py createsuperuser` makes the first account.\n")
        else:
            self.say(f"  Sign in as (password {city.password()}):")
            for account in city.sign_ins():
                self.say(f"    {account['email']:<28}{account['name']}, {account['role']}")
            self.say("\n  Ctrl-C stops everything.\n")
        self.say(f"ready {running.url}/ {running.console} {running.open311}")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
