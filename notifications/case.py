"""The facts of a message, read out of its context for its letter. Remembers whether anything had to stay in another language."""

from datetime import datetime
from functools import cached_property

from catalog.checklists import from_options, lines_of, places_of
from catalog.models import ChecklistKind
from catalog.queries import current
from catalog.texts import Piece
from notifications import links
from notifications.roles import FOLLOWED, MINE, SENT
from notifications.words import ENDINGS, ENDINGS_FOR_OTHERS, STATES, STATES_FOR_OTHERS, day, grouped, short_day


class Case:
    """What a letter may say. Used with the language of the message active."""

    def __init__(self, message):
        self.message = message
        self.context = message.context
        self.language = message.language
        self.fallback_used = False

    def _said(self, piece):
        self.fallback_used |= piece.is_fallback
        return piece

    def _text(self, words):
        return self._said(words.best(self.language)) if words else None

    def _written(self, text, language):
        """Words somebody wrote: a fallback when in another language than hers. None when there are none."""
        text = (self.context.get(text) or "").strip()
        language = self.context.get(language) or self.language
        return self._said(Piece(text, language, language != self.language)) if text else None

    @cached_property
    def reference(self):
        """In the groups it is read out in, as on every page."""
        return grouped(self.message.about)

    @cached_property
    def role(self):
        """Who reads it: who reported the request, who sent it for somebody else, or who follows it."""
        if self.context.get("is_proxy"):
            return SENT
        return MINE if self.context.get("is_reporter", True) else FOLLOWED

    @cached_property
    def state(self):
        """Where it stands, in a sentence for this reader."""
        sentences = STATES if self.role == MINE else STATES_FOR_OTHERS
        return str(sentences.get(self.context.get("status", ""), ""))

    @cached_property
    def ending(self):
        """How it ended, in a sentence for this reader."""
        sentences = ENDINGS if self.role == MINE else ENDINGS_FOR_OTHERS
        return str(sentences.get(self.outcome, ""))

    @cached_property
    def outcome(self):
        return self.context.get("outcome", "")

    @cached_property
    def address(self):
        return self.context.get("address", "")

    @cached_property
    def _service(self):
        return current().service_by_id(self.context.get("service_id"))

    @cached_property
    def service(self):
        return self._text(self._service.name) if self._service else None

    @cached_property
    def next_steps(self):
        """The service's own next steps, a Piece a line."""
        piece = self._text(self._service.next_steps) if self._service else None
        lines = [line.strip() for line in piece.text.splitlines()] if piece else []
        return [Piece(line, piece.language, piece.is_fallback) for line in lines if line]

    @cached_property
    def department(self):
        found = current().department(self.context.get("department_id"))
        return self._text(found.name) if found else None

    @cached_property
    def receiver(self):
        """The department a transfer goes to: catalog.queries.DepartmentEntry, or None."""
        return current().department(self.context.get("to_department_id"))

    @cached_property
    def receiver_name(self):
        return self._text(self.receiver.name) if self.receiver else None

    @cached_property
    def words(self):
        """A question, a message, or the reason of a transfer."""
        return self._written("text", "text_language")

    @cached_property
    def outcome_words(self):
        return self._written("outcome_text", "outcome_language")

    @cached_property
    def _promised(self):
        return datetime.fromisoformat(self.context["promised_at"]) if self.context.get("promised_at") else None

    @cached_property
    def expected(self):
        """The promised day with its weekday, or ""."""
        return day(self._promised) if self._promised else ""

    @cached_property
    def expected_before(self):
        """The day promised before there was a new one, or ""."""
        return day(self._promised_before) if self._promised_before else ""

    @cached_property
    def is_later(self):
        """Whether the new date is later than the one before."""
        return bool(self._promised and self._promised_before and self._promised > self._promised_before)

    @cached_property
    def _promised_before(self):
        return datetime.fromisoformat(self.context["promised_before"]) if self.context.get("promised_before") else None

    @cached_property
    def expected_short(self):
        return short_day(self._promised) if self._promised else ""

    @cached_property
    def follow(self):
        return links.follow(self.message)

    @cached_property
    def code(self):
        """Six digits; dots when the message went out and its secrets are forgotten."""
        return self.context.get("code", "••••••")

    @cached_property
    def confirm(self):
        return links.confirm(self.message)

    @cached_property
    def saved(self):
        return links.saved(self.message)

    @cached_property
    def kept_until(self):
        """The day a saved report is deleted, with its weekday."""
        return day(datetime.fromisoformat(self.context["expires_at"]))

    @cached_property
    def _lines(self):
        answers = from_options(self._service, self.context.get("options") or []) if self._service else {}
        return lines_of(self._service, answers) if self._service else {kind.value: [] for kind in ChecklistKind}

    @cached_property
    def lines(self):
        """A checklist made from answers: kind -> Pieces."""
        return {kind: [self._text(line.text) for line in lines] for kind, lines in self._lines.items()}

    @cached_property
    def places(self):
        """Where to go for it: [(name, directions or None, OfficeEntry, lines of opening hours as they were when she asked)]."""
        hours = self.context.get("hours") or {}
        offices = places_of(current(), self._service, self._lines) if self._service else []
        return [(self._text(office.name), self._text(office.directions), office, hours.get(str(office.id), [])) for office in offices]

    @cached_property
    def cost(self):
        return self._text(self._service.cost) if self._service else None

    @cached_property
    def how_long(self):
        return self._text(self._service.how_long) if self._service else None

    @cached_property
    def list_again(self):
        return links.checklist(self.message, self._service.code) if self._service else links.everything(self.message)

    @cached_property
    def news(self):
        """New requests of an area: [(what and where to the block, address of its public page)]."""
        return [(self._named(row), links.one(self.message, row["reference"])) for row in self.context.get("requests", [])]

    def _named(self, row):
        service = current().service_by_id(row["service_id"])
        return " · ".join(part for part in (self._text(service.name).text if service else "", row["place"]) if part)

    @cached_property
    def list_of_all(self):
        return links.everything(self.message)

    def survey(self, q1=None):
        return links.survey(self.message, q1)
