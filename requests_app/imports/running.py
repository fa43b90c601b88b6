"""A whole import: rows read, turned into records, written in batches, and counted."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TextIO

from django.db import transaction
from django.utils import timezone

from requests_app.imports.copying import link_duplicates, refresh_statistics, write
from requests_app.imports.mapping import ImportMapping
from requests_app.imports.owners import Owners
from requests_app.imports.rows import Reading, Rejected, RowReader
from requests_app.imports.sources import BadFile, Row, Source

BATCH = 2000
FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.]+$)")  # a cell that a spreadsheet would run


@dataclass
class Report:
    """What an import did. read = imported + present + all rejected."""

    read: int = 0
    imported: int = 0
    present: int = 0
    rejected: Counter = field(default_factory=Counter)
    notes: Counter = field(default_factory=Counter)
    services_made: list[str] = field(default_factory=list)
    departments_made: list[str] = field(default_factory=list)
    linked: int = 0
    parents_unknown: int = 0
    seconds: float = 0.0

    @property
    def rows_per_second(self) -> int:
        return round(self.read / self.seconds) if self.seconds else 0


class Rejects:
    """The file of rejected rows: number and reason before the columns as they came, so that it can be mended and imported again."""

    def __init__(self, path: Path):
        self.path = path
        self.file: TextIO | None = None
        self.writer: csv.DictWriter | None = None
        path.unlink(missing_ok=True)  # those of an earlier run

    def add(self, row: Row, rejected: Rejected) -> None:
        if self.writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = file = open(self.path, "w", newline="", encoding="utf-8")  # noqa: SIM115 closed with the run
            self.writer = csv.DictWriter(file, ["rejected_row", "rejected_because", "rejected_value", *row.values], extrasaction="ignore")
            self.writer.writeheader()
        reason = {"rejected_row": row.number, "rejected_because": rejected.code, "rejected_value": rejected.found}
        self.writer.writerow({name: f"'{value}" if FORMULA.match(str(value)) else value for name, value in (reason | row.values).items()})

    def close(self) -> None:
        if self.file:
            self.file.close()


def run(source: Source, mapping: ImportMapping, *, rejects: Path, limit: int | None = None, dry_run: bool = False,
        progress: Callable[[Report], None] = lambda report: None) -> Report:  # fmt: skip
    """Import a file. Safe to run again: what is here already is left alone, whatever the file says now, for staff may have worked on it since.

    limit: read no more rows than this; rejects: where rejected rows go (no file when there are none); dry_run: do everything, then undo it;
    progress: called with the report so far after each batch. Sends no messages and asks nobody for an answer to a survey.
    Raises BadFile, BadMapping; batches written before stay written.
    """
    if dry_run:
        with transaction.atomic():
            report = _run(source, mapping, rejects, limit, progress)
            transaction.set_rollback(True)
            return report
    return _run(source, mapping, rejects, limit, progress)


def _run(source, mapping, rejects_path, limit, progress):
    began = monotonic()
    report, owners, rejects = Report(), Owners(mapping), Rejects(rejects_path)
    report.services_made, report.departments_made = owners.services_made, owners.departments_made
    reader, rows = RowReader(mapping, timezone.now()), islice(source, limit)
    try:
        with ThreadPoolExecutor(1) as thread:  # reads the next batch while Postgres writes this one; it never asks the database
            upcoming = thread.submit(_read, rows, reader)
            while (batch := upcoming.result()).count:
                if batch.first and not report.read:
                    _check_columns(source, mapping, batch.first)
                upcoming = thread.submit(_read, rows, reader)
                new = write(batch.readings, owners.places(batch.readings), system=mapping.system, language=mapping.language)
                report.read += batch.count
                report.imported += new
                report.present += len(batch.readings) - new
                report.notes.update(note for reading in batch.readings for note in reading.notes)
                for row, rejected in batch.rejected:
                    report.rejected[rejected.code] += 1
                    rejects.add(row, rejected)
                report.seconds = monotonic() - began
                progress(report)
        if report.imported:
            refresh_statistics()
        report.linked, report.parents_unknown = link_duplicates(mapping.system)
    finally:
        rejects.close()
    report.seconds = monotonic() - began
    return report


@dataclass
class Batch:
    count: int = 0
    first: Row | None = None
    readings: list[Reading] = field(default_factory=list)
    rejected: list[tuple[Row, Rejected]] = field(default_factory=list)


def _read(rows: Iterator[Row], reader: RowReader) -> Batch:
    batch = Batch()
    for row in islice(rows, BATCH):
        batch.count += 1
        batch.first = batch.first or row
        try:
            batch.readings.append(reader.read(row))
        except Rejected as rejected:
            batch.rejected.append((row, rejected))
    return batch


def _check_columns(source: Source, mapping: ImportMapping, first: Row) -> None:
    """A column that a CSV file does not have is a mistake in the mapping; JSON leaves out what is empty."""
    if source.kind == "csv" and not first.broken and (missing := sorted(mapping.columns - first.values.keys())):
        raise BadFile(f"{source.path.name} has no column {', '.join(repr(name) for name in missing)}, which the mapping reads.")
