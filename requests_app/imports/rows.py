"""What one row of another system says, or the reason why it cannot become a request of ours. Pure."""

import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from contacts.models import Channel
from requests_app.imports.cleaning import Unreadable, clean, clean_lines, coordinates, end_of_day, fold, read_date, second_reading, zip_code
from requests_app.imports.mapping import FIELDS, ImportMapping, Named
from requests_app.imports.sources import Row
from requests_app.models import Actor, new_token
from requests_app.reference import new_reference
from requests_app.status import Outcome, Status
from routing.cells import cell

REASONS = {
    "broken_row": "the row has not the form of the others",
    "id_missing": "no number of the other system",
    "id_too_long": "the number of the other system has more than 80 characters",
    "date_missing": "no date of submission",
    "unreadable_date": "a date in none of the formats of the mapping",
    "date_in_future": "submitted or closed in the future",
    "unknown_status": "a status that the mapping does not know",
    "service_missing": "no category, and the mapping has no default",
    "unknown_department": "a department that the mapping does not know, and it has no default",
}
NOTES = {
    "closed_before_submitted": "closed before submitted: kept, closed at the moment of submission",
    "closing_date_missing": "closed without a date: kept, closed at the moment of submission",
    "closing_date_ignored": "a closing date on a request that is not closed: left out",
    "impossible_place": "coordinates that are no place: kept without a place",
}


class Rejected(Exception):
    """A row that cannot become a request: a code of REASONS, and what was found."""

    def __init__(self, code: str, found: str = ""):
        self.code, self.found = code, found
        super().__init__(code)


class Reading(NamedTuple):
    """What a row says, clean, before it is known which of our departments and services that is. Up to *facts* in the order of staging."""

    source_id: str
    reference: str
    token: str
    status: str
    outcome: str
    outcome_text: str
    outcome_language: str
    description: str
    channel: str
    lat: float | None
    lon: float | None
    address: str
    zipcode: str
    h3_cell: int | None
    submitted_at: datetime
    closed_at: datetime | None
    promised_at: datetime | None
    media_url: str
    actor_kind: str
    facts: str
    owner: Named
    category: str
    district: str
    notes: list[str]


def nothing(values) -> str:
    """Reads a field that the mapping leaves out."""
    return ""


class RowReader:
    """Reads rows by a mapping; pure. now: aware; what is dated more than a day later is rejected."""

    def __init__(self, mapping: ImportMapping, now: datetime):
        self.mapping = mapping
        self.fields = {name: mapping.fields.get(name, nothing) for name in FIELDS}
        self.latest = now + timedelta(days=1)

    def read(self, row: Row) -> Reading:
        """What a row says; its *notes* are the codes of what was put right. Raises Rejected."""
        if row.broken:
            raise Rejected("broken_row", row.broken)
        values, mapping = row.values, self.mapping
        notes: list[str] = []
        source_id = self._text("id", values)
        if not source_id:
            raise Rejected("id_missing")
        if len(source_id) > 80:
            raise Rejected("id_too_long", source_id)
        state = mapping.status.of(values)
        if state is None:
            raise Rejected("unknown_status", mapping.status.read(values))
        submitted_at, closed_at, promised_at = self._dates(values, state, notes)
        owner = mapping.department.of(values)
        if owner is None:
            raise Rejected("unknown_department", mapping.department.read(values))
        category = clean(mapping.service.read(values)) or str(mapping.service.default or "")
        if not category:
            raise Rejected("service_missing")
        lat, lon = self._place(values, notes)
        parent = self._text("parent", values)
        outcome = self._outcome(values, state, parent)
        outcome_text = clean_lines(self._raw("outcome_text", values)) if outcome else ""
        channel = mapping.channel.of(values)
        media_url = self._text("media_url", values)
        return Reading(
            source_id=source_id,
            reference=new_reference(),
            token=new_token(),
            status=state.status,
            outcome=outcome,
            outcome_text=outcome_text,
            outcome_language=mapping.language if outcome_text else "",
            description=clean_lines(self._raw("description", values)),
            channel=channel,
            lat=lat,
            lon=lon,
            address=self._text("address", values)[:250],
            zipcode=zip_code(self._raw("zipcode", values)),
            h3_cell=None if lat is None else cell(lat, lon),
            submitted_at=submitted_at,
            closed_at=closed_at,
            promised_at=promised_at,
            media_url=media_url if media_url.startswith(("https://", "http://")) and len(media_url) <= 500 else "",
            actor_kind={Channel.STAFF: Actor.STAFF, Channel.IMPORT: Actor.SYSTEM}.get(channel, Actor.RESIDENT).value,
            facts=self._facts(values, source_id, parent, notes),
            owner=owner,
            category=category,
            district=self._district(values),
            notes=notes,
        )

    def _raw(self, name, values):
        return self.fields[name](values)

    def _text(self, name, values):
        return clean(self.fields[name](values))

    def _date(self, name, values):
        try:
            at = read_date(self._text(name, values), self.mapping.formats, self.mapping.zone)
        except Unreadable as error:
            raise Rejected(error.code, error.value) from error
        return end_of_day(at, self.mapping.zone) if at and name in self.mapping.day_only else at

    def _dates(self, values, state, notes):
        submitted_at, closed_at, promised_at = (self._date(name, values) for name in ("submitted", "closed", "promised"))
        if submitted_at is None:
            raise Rejected("date_missing")
        if submitted_at > self.latest or (closed_at and closed_at > self.latest):
            raise Rejected("date_in_future", self._text("submitted" if submitted_at > self.latest else "closed", values))
        submitted_at, promised_at = submitted_at.astimezone(UTC), promised_at and promised_at.astimezone(UTC)
        if state.status != Status.CLOSED:
            if closed_at:
                notes.append("closing_date_ignored")
            return submitted_at, None, promised_at
        if closed_at is None:
            notes.append("closing_date_missing")
            return submitted_at, submitted_at, promised_at
        if closed_at.timestamp() < submitted_at.timestamp():  # in the hour that autumn repeats, the second may be meant
            closed_at = second_reading(closed_at) or closed_at
        closed_at = closed_at.astimezone(UTC)
        if closed_at < submitted_at:
            notes.append("closed_before_submitted")
            closed_at = submitted_at
        return submitted_at, closed_at, promised_at

    def _place(self, values, notes):
        try:
            return coordinates(self._raw("lat", values).strip(), self._raw("lon", values).strip()) or (None, None)
        except Unreadable:
            notes.append("impossible_place")
            return None, None

    def _district(self, values):
        """The code of the district that the file names, in lower case, or ""."""
        named = fold(self.mapping.district.read(values))
        return self.mapping.district.values.get(named, named).casefold() if named else ""

    def _outcome(self, values, state, parent):
        if state.status != Status.CLOSED:
            return ""
        if parent:
            return Outcome.CLOSED_DUPLICATE.value
        return next((rule.outcome for rule in self.mapping.endings if rule.pattern.search(rule.read(values))), state.outcome)

    def _facts(self, values, source_id, parent, notes):
        """What the event *imported* keeps: where from, what was put right and, for that, what the source said."""
        facts = {"imported": True, "system": self.mapping.system, "source_id": source_id}
        if parent:
            facts["source_parent"] = parent
        if notes:
            facts["notes"] = notes
            facts["source"] = {name: found for name in ("submitted", "closed", "lat", "lon") if (found := self._text(name, values))}
        return json.dumps(facts)
