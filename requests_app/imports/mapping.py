"""What a mapping file (TOML) says: which column is what, and what the other system's words mean here.

See requests_app/mappings/ for examples. Every [fields] entry is a column, a template such as "{Street 1} & {Street 2}", or a list of
these of which the first that is filled counts; a template counts as filled when all its columns are.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.text import slugify

from contacts.models import Channel
from requests_app.imports.cleaning import clean, fold
from requests_app.status import Outcome, Status

Values = Mapping[str, str]
Reader = Callable[[Values], str]
FIELDS = ("id", "submitted", "closed", "promised", "description", "address", "zipcode", "lat", "lon", "parent", "media_url", "outcome_text")
NEEDED = ("id", "submitted")
SEEN = 10_000
WORDS = ("status", "channel", "service", "department", "district")
PLACE = re.compile(r"{([^{}]+)}")
TABLES = {"system", "language", "public", "file", "dates", "fields", "endings", *WORDS}


class BadMapping(ValueError):
    """The mapping file asks for something that does not exist. The message names the entry."""


@dataclass(frozen=True)
class State:
    """What a status of the other system means here. *outcome* exactly when closed."""

    status: str
    outcome: str = ""


@dataclass(frozen=True)
class EndingRule:
    """A closed request whose value matches *pattern* ended with *outcome*. The first that matches wins over the status' own outcome."""

    read: Reader
    pattern: re.Pattern
    outcome: str


@dataclass(frozen=True)
class Named:
    """A department to be used, or made when it is missing."""

    code: str
    name: str = ""


@dataclass(frozen=True)
class Words:
    """A column whose values stand for things of ours: by folded value; *default* for every other one."""

    read: Reader
    values: dict
    default: object = None
    seen: dict = field(default_factory=dict, compare=False, repr=False)  # as they are written in the file, few and often

    def of(self, values: Values):
        """What the row's value stands for, or the default."""
        text = self.read(values)
        if text not in self.seen:
            if len(self.seen) > SEEN:
                self.seen.clear()
            self.seen[text] = self.values.get(fold(text), self.default)
        return self.seen[text]


@dataclass(frozen=True)
class ImportMapping:
    system: str
    language: str
    zone: ZoneInfo
    formats: list[str]
    fields: dict[str, Reader]
    day_only: frozenset[str]
    status: Words
    channel: Words
    service: Words
    department: Words
    district: Words
    endings: list[EndingRule] = field(default_factory=list)
    public: bool = False
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    items: str = ""
    columns: frozenset[str] = frozenset()


def load(path: Path) -> ImportMapping:
    """Read and check a mapping file. Raises BadMapping, OSError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path.name} is not TOML: {error}") from error
    return parse(data)


def parse(data: dict) -> ImportMapping:
    """A mapping from the content of its file. Raises BadMapping."""
    _only(data, TABLES, "the file")
    system = str(data.get("system", ""))
    if not system or system != slugify(system) or len(system) > 40:
        raise BadMapping("system: give the other system a short name in lower-case letters, digits and dashes.")
    fields, dates, file = data.get("fields", {}), data.get("dates", {}), data.get("file", {})
    _only(fields, FIELDS, "[fields]")
    _only(dates, {"zone", "formats", "day_only"}, "[dates]")
    _only(file, {"encoding", "delimiter", "items"}, "[file]")
    if missing := [name for name in NEEDED if name not in fields]:
        raise BadMapping(f"[fields] needs {' and '.join(missing)}.")
    if "zone" not in dates:
        raise BadMapping("[dates] needs zone: times without an offset mean nothing otherwise.")
    try:
        zone = ZoneInfo(dates["zone"])
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadMapping(f"[dates] zone: there is no time zone {dates['zone']!r}.") from error
    _only(dict.fromkeys(dates.get("day_only", [])), {"submitted", "closed", "promised"}, "[dates] day_only")
    return ImportMapping(
        system=system,
        language=data.get("language", "en"),
        public=bool(data.get("public", False)),
        zone=zone,
        formats=list(dates.get("formats", [])),
        day_only=frozenset(dates.get("day_only", [])),
        fields={name: reader(wanted) for name, wanted in fields.items()},
        status=_words(data, "status", _state),
        channel=_words(data, "channel", _channel, default=Channel.IMPORT.value),
        service=_words(data, "service", _code),
        department=_words(data, "department", _named),
        district=_words(data, "district", str, needed=False),
        endings=[_ending(entry) for entry in data.get("endings", [])],
        encoding=file.get("encoding", "utf-8-sig"),
        delimiter=file.get("delimiter", ","),
        items=file.get("items", ""),
        columns=_columns(data),
    )


def _columns(data: dict) -> frozenset[str]:
    """Every column that the mapping reads."""
    wanted = [*data["fields"].values(), *(data[name].get("column", []) for name in WORDS if name in data)]
    wanted += [entry["column"] for entry in data.get("endings", [])]
    texts = [text for entry in wanted for text in ([entry] if isinstance(entry, str) else entry)]
    return frozenset(name for text in texts for name in (PLACE.findall(text) or [text]))


def reader(wanted) -> Reader:
    """A function from a row's values to the text of one entry: a column, a template, or the first filled one of a list."""
    choices = [_choice(text) for text in ([wanted] if isinstance(wanted, str) else wanted)]
    if len(choices) == 1:
        return choices[0]

    def first(values: Values) -> str:
        return next((found for choice in choices if (found := choice(values)).strip()), "")

    return first


def _choice(text: str) -> Reader:
    names = PLACE.findall(text)
    if not names:
        return lambda values: values.get(text, "")

    def fill(values: Values) -> str:
        parts = {name: clean(values.get(name, "")) for name in names}
        return PLACE.sub(lambda match: parts[match[1]], text) if all(parts.values()) else ""

    return fill


def _only(table: Mapping, known, where: str) -> None:
    if unknown := sorted(set(table) - set(known)):
        raise BadMapping(f"{where} has entries nobody reads: {', '.join(unknown)}. Known are: {', '.join(sorted(known))}.")


def _words(data: dict, name: str, convert: Callable, *, default=None, needed: bool = True) -> Words:
    table = data.get(name)
    if table is None:
        if needed:
            raise BadMapping(f"The file needs a [{name}].")
        return Words(lambda values: "", {})
    _only(table, {"column", "default", "values"}, f"[{name}]")
    try:
        values = {fold(value): convert(meaning) for value, meaning in table.get("values", {}).items()}
        default = convert(table["default"]) if "default" in table else default
    except (BadMapping, TypeError) as error:
        raise BadMapping(f"[{name}] {error}") from error
    return Words(reader(table.get("column", [])), values, default)


def _state(meaning) -> State:
    """A status, or {status, outcome}."""
    found = State(meaning) if isinstance(meaning, str) else State(**meaning)
    if found.status not in Status.values:
        raise BadMapping(f"there is no status {found.status!r}; known are {', '.join(Status.values)}.")
    if (found.status == Status.CLOSED) != (found.outcome in Outcome.values):
        raise BadMapping(f"closed needs an outcome, and only closed has one; known are {', '.join(Outcome.values)}.")
    return found


def _channel(meaning: str) -> str:
    if meaning not in Channel.values:
        raise BadMapping(f"there is no channel {meaning!r}; known are {', '.join(Channel.values)}.")
    return meaning


def _code(meaning: str) -> str:
    if meaning != slugify(meaning) or not meaning:
        raise BadMapping(f"{meaning!r} is no code of a service.")
    return meaning


def _named(meaning) -> Named:
    """A department as "code", or {code, name} to make it when it is missing."""
    found = Named(meaning) if isinstance(meaning, str) else Named(**meaning)
    if found.code != slugify(found.code) or not found.code:
        raise BadMapping(f"{found.code!r} is no code of a department.")
    return found


def _ending(entry: dict) -> EndingRule:
    _only(entry, {"column", "pattern", "outcome"}, "[[endings]]")
    if entry.get("outcome") not in Outcome.values:
        raise BadMapping(f"[[endings]] there is no outcome {entry.get('outcome')!r}; known are {', '.join(Outcome.values)}.")
    try:
        return EndingRule(reader(entry["column"]), re.compile(entry["pattern"], re.IGNORECASE), entry["outcome"])
    except (KeyError, re.error) as error:
        raise BadMapping(f"[[endings]] {entry}: needs a column and a pattern that can be read ({error}).") from error
