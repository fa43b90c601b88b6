"""manage.py import_requests FILE --mapping MAPPING.toml: past requests of another system into our tables."""

import sys
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from requests_app.imports.mapping import BadMapping, load
from requests_app.imports.rows import NOTES, REASONS
from requests_app.imports.running import Report, run
from requests_app.imports.sources import BadFile, Source

SHIPPED = Path(__file__).resolve().parents[2] / "mappings"
EVERY_SECONDS = {True: 0.3, False: 10.0}  # on a terminal, in a log


class Command(BaseCommand):
    help = "Import past requests of another system from CSV, JSON or JSON lines. Safe to run again. Tells nobody."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a .csv, .json, .jsonl or .ndjson file, also with .gz")
        parser.add_argument("--mapping", required=True, help="a TOML file, or the name of one that comes with us (boston, new-york, san-diego)")
        parser.add_argument("--limit", type=int, help="read no more rows than this")
        parser.add_argument("--rejects", type=Path, help="where rejected rows go (default: FILE.rejects.csv in the data directory)")
        parser.add_argument("--dry-run", action="store_true", help="do everything, report, and undo it")

    def handle(self, *, file, mapping, limit, rejects, dry_run, **options):
        rejects = rejects or settings.DATA / f"{file.name}.rejects.csv"
        said = monotonic()
        is_terminal = sys.stderr.isatty()

        def progress(report: Report):
            nonlocal said
            if monotonic() - said >= EVERY_SECONDS[is_terminal]:
                said = monotonic()
                line = f"{source.position():4.0%}  {report.read:,} rows, {report.rows_per_second:,} a second, {report.rejected.total():,} rejected"
                self.stderr.write(f"\r{line}\x1b[K" if is_terminal else line, ending="" if is_terminal else "\n")

        try:
            known = load(self._mapping(mapping))
            source = Source(file, encoding=known.encoding, delimiter=known.delimiter, items=known.items)
            report = run(source, known, rejects=rejects, limit=limit, dry_run=dry_run, progress=progress)
        except (BadFile, BadMapping) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}") from error
        finally:
            if is_terminal:
                self.stderr.write("\r\x1b[K", ending="")
        self._tell(report, rejects, dry_run)

    def _mapping(self, given: str) -> Path:
        path = Path(given)
        return SHIPPED / f"{given}.toml" if not path.suffix and not path.exists() else path

    def _tell(self, report: Report, rejects: Path, dry_run: bool):
        lines = [("read", report.read), ("imported", report.imported), ("already there", report.present), ("rejected", report.rejected.total())]
        lines += [(f"  {REASONS[code]}", count) for code, count in report.rejected.most_common()]
        lines += [(NOTES[code], count) for code, count in report.notes.most_common()]
        lines += [("services made, hidden", len(report.services_made)), ("departments made", len(report.departments_made))]
        lines += [("duplicates linked", report.linked), ("duplicates of requests that are not here", report.parents_unknown)]
        for name, count in lines:
            self.stdout.write(f"{count:>10,}  {name}")
        self.stdout.write(f"{report.rows_per_second:>10,}  rows a second, in {report.seconds:.1f} s")
        if report.rejected:
            self.stdout.write(f"Rejected rows with their reasons: {rejects}")
        if dry_run:
            self.stdout.write("A dry run: nothing was kept.")
