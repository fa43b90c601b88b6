"""Rows of a file, one at a time: CSV, JSON, or JSON lines."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import ijson

csv.field_size_limit(16 * 1024 * 1024)
KINDS = {".csv": "csv", ".tsv": "csv", ".json": "json", ".geojson": "json", ".jsonl": "lines", ".ndjson": "lines"}


class BadFile(ValueError):
    """The file as a whole cannot be read."""


@dataclass
class Row:
    """One record as it came: its number in the file (from 1), its values by column as text, and what is wrong with its form, if anything."""

    number: int
    values: dict[str, str]
    broken: str = ""


class Source:
    """A file of requests. Iterating yields rows and never holds more than one."""

    def __init__(self, path: Path, *, encoding: str = "utf-8-sig", delimiter: str = ",", items: str = ""):
        """items: where a JSON document keeps its list, with dots ("service_requests", "data.rows"); empty when it is the list itself."""
        self.path, self.encoding, self.delimiter, self.items = path, encoding, delimiter, items
        suffixes = [suffix.lower() for suffix in path.suffixes]
        self.zipped = suffixes[-1:] == [".gz"]
        suffix = (suffixes[:-1] if self.zipped else suffixes)[-1:]
        if not suffix or suffix[0] not in KINDS:
            raise BadFile(f"{path.name}: the name must end in {', '.join(sorted(KINDS))}, or one of these and .gz.")
        self.kind = KINDS[suffix[0]]
        self.size = path.stat().st_size
        self.raw: BinaryIO | None = None

    def position(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return min(self.raw.tell() / self.size, 1.0) if self.raw and self.size and not self.raw.closed else 1.0

    def __iter__(self) -> Iterator[Row]:
        with open(self.path, "rb") as self.raw:
            stream = gzip.GzipFile(fileobj=self.raw) if self.zipped else self.raw
            yield from {"csv": self._csv, "json": self._json, "lines": self._lines}[self.kind](stream)

    def _text(self, stream) -> io.TextIOWrapper:
        return io.TextIOWrapper(stream, encoding=self.encoding, errors="replace", newline="")

    def _csv(self, stream) -> Iterator[Row]:
        reader = csv.reader(self._text(stream), delimiter=self.delimiter)
        header = [name.strip() for name in next(reader, [])]
        if not header:
            raise BadFile(f"{self.path.name} is empty.")
        number = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                number += 1
                yield Row(number, {}, str(error))
                continue
            if not cells:
                continue
            number += 1
            values = dict(zip(header, cells, strict=False))
            yield Row(number, values, "" if len(cells) == len(header) else f"{len(cells)} columns instead of {len(header)}")

    def _json(self, stream) -> Iterator[Row]:
        prefix = f"{self.items}.item" if self.items else "item"
        try:
            for number, item in enumerate(ijson.items(stream, prefix, use_float=True), 1):
                yield _row(number, item)
        except ijson.JSONError as error:
            raise BadFile(f"{self.path.name} is not JSON: {error}") from error

    def _lines(self, stream) -> Iterator[Row]:
        number = 0
        for line in self._text(stream):
            if not line.strip():
                continue
            number += 1
            try:
                yield _row(number, json.loads(line))
            except ValueError as error:
                yield Row(number, {"line": line.strip()}, str(error))


def _row(number: int, item) -> Row:
    if not isinstance(item, dict):
        return Row(number, {"line": json.dumps(item)}, "not an object")
    return Row(number, dict(_flat(item)))


def _flat(item: dict, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested objects with dots ("location.lat"); lists as JSON; null as nothing."""
    for key, value in item.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, bool | list):
            yield name, json.dumps(value, ensure_ascii=False)
        else:
            yield name, "" if value is None else str(value)
