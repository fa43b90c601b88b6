"""manage.py load_demo: fills an empty database with the demo city."""

from time import monotonic

from django.core.management.base import BaseCommand

from cx311.demo.history import load_history
from cx311.demo.load import is_loaded, load_city


class Command(BaseCommand):
    help = "Loads the demo city and, unless told otherwise, a year of past requests. Does nothing when there is a city already."

    def add_arguments(self, parser):
        parser.add_argument("--empty-history", action="store_true", help="load the city without past requests")

    def handle(self, *, empty_history, **options):
        if is_loaded():
            self.stdout.write("There is a city in this database already: nothing loaded.")
            return
        start = monotonic()
        load_city()
        past = 0 if empty_history else load_history()
        self.stdout.write(f"The demo city is loaded, with {past} past requests ({monotonic() - start:.1f} s).")
