"""The catalogue as frozen objects: what catalog.queries.current() hands to every page."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from catalog.texts import Text


def _listed(given):
    return given if isinstance(given, list) else [given]


@dataclass(frozen=True)
class DepartmentEntry:
    id: int
    code: str
    parent_id: int | None
    is_external: bool
    phone: str
    email: str
    website: str
    name: Text


@dataclass(frozen=True)
class TeamEntry:
    id: int
    code: str
    department_id: int
    is_intake: bool
    is_active: bool
    name: Text


@dataclass(frozen=True)
class GroupEntry:
    id: int
    code: str
    position: int
    name: Text


@dataclass(frozen=True)
class OptionEntry:
    id: int
    question_id: int
    key: str
    is_emergency: bool
    name: Text


@dataclass(frozen=True)
class QuestionEntry:
    id: int
    service_id: int
    code: str
    order: int
    datatype: str
    is_variable: bool
    is_required: bool
    depends_on: str
    depends_keys: tuple
    options: tuple[OptionEntry, ...]
    label: Text
    hint: Text

    def is_asked(self, answers):
        """Whether the answers so far (code -> value or list) call for this question."""
        if not self.depends_on:
            return True
        return bool(set(_listed(answers.get(self.depends_on))) & set(self.depends_keys))


@dataclass(frozen=True)
class ChecklistEntry:
    id: int
    service_id: int
    kind: str
    depends_on: str
    depends_keys: tuple
    office_id: int | None
    leads_to_id: int | None
    text: Text

    def is_for(self, answers):
        """Whether these answers (code -> value or list) call for this line."""
        return not self.depends_on or bool(set(_listed(answers.get(self.depends_on))) & set(self.depends_keys))


@dataclass(frozen=True)
class OfficeEntry:
    id: int
    code: str
    department_id: int
    address: str
    phone: str
    lat: float | None
    lon: float | None
    service_ids: frozenset
    name: Text
    directions: Text


@dataclass(frozen=True)
class ServiceEntry:
    id: int
    code: str
    group_id: int | None
    department_id: int
    promise_minutes: int | None
    needs_place: bool
    anonymous_allowed: bool
    is_public: bool
    is_restricted: bool
    is_hidden: bool
    is_active: bool
    reopen_days: int
    duplicate_radius_m: int
    position: int
    questions: tuple[QuestionEntry, ...]
    checklist: tuple[ChecklistEntry, ...]
    name: Text
    description: Text
    how_long: Text
    cost: Text
    what_to_bring: Text
    next_steps: Text
    emergency_text: Text
    keywords: Text

    def question(self, code):
        return next((question for question in self.questions if question.code == code), None)


@dataclass(frozen=True)
class ArticleEntry:
    id: int
    slug: str
    department_id: int
    review_by: date
    expires_on: date | None
    service_ids: frozenset
    title: Text
    body: Text
    staff_text: Text
    keywords: Text


@dataclass(frozen=True)
class TemplateEntry:
    id: int
    code: str
    outcome: str
    service_id: int | None
    title: Text
    text: Text


@dataclass(frozen=True)
class Catalogue:
    version: int
    departments: dict
    teams: dict
    groups: tuple
    all_services: tuple
    all_articles: tuple
    templates: tuple
    synonyms: dict
    danger_words: dict
    offices: tuple

    @cached_property
    def services(self):
        """What residents are offered, in order."""
        return tuple(service for service in self.all_services if service.is_active and not service.is_hidden)

    @cached_property
    def _by_code(self):
        return {service.code: service for service in self.all_services}

    @cached_property
    def _by_id(self):
        return {service.id: service for service in self.all_services}

    def service(self, code):
        """The active service with this code, hidden ones too, or None."""
        found = self._by_code.get(code)
        return found if found and found.is_active else None

    def service_by_id(self, pk):
        """Any service, also one no longer offered, or None."""
        return self._by_id.get(pk)

    def group(self, pk):
        return next((group for group in self.groups if group.id == pk), None)

    def articles(self, day):
        """Articles that may be shown on *day* (city calendar): active and not expired."""
        return tuple(article for article in self.all_articles if article.expires_on is None or article.expires_on >= day)

    def stale_articles(self, day):
        """Articles still shown that should have been read again before *day*, the longest ago first."""
        return sorted((article for article in self.articles(day) if article.review_by < day), key=lambda article: article.review_by)

    def article(self, slug, day):
        return next((article for article in self.articles(day) if article.slug == slug), None)

    def department(self, pk):
        return self.departments.get(pk)

    def team(self, pk):
        return self.teams.get(pk)

    def office(self, pk):
        """The office with this id while it is open, or None."""
        return next((office for office in self.offices if office.id == pk), None)

    def offices_for(self, service):
        """Where to go for a ServiceEntry: the offices that name it, else all of its department."""
        named = tuple(office for office in self.offices if service.id in office.service_ids)
        return named or tuple(office for office in self.offices if office.department_id == service.department_id and not office.service_ids)

    def templates_for(self, service_id, outcome):
        """Answer templates for closing a request of a service with an outcome."""
        return tuple(t for t in self.templates if t.outcome == outcome and t.service_id in (None, service_id))

    def template(self, code):
        return next((t for t in self.templates if t.code == code), None)
