"""Bring the database of the demo up to date and load its city: one process, for starting Django twice takes longer than the work."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, then load the demo city when there is none yet."

    def add_arguments(self, parser):
        parser.add_argument("--empty", action="store_true", help="migrate only")

    def handle(self, *, empty, **options):
        call_command("migrate", interactive=False, verbosity=0)
        if not empty:
            call_command("load_demo")
