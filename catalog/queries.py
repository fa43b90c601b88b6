"""The catalogue as every page reads it: one frozen copy per process, read anew when its version has moved."""

import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from accounts.models import Department, Team
from catalog.models import AnswerTemplate, Article, CatalogueVersion, Option, Question, Service, ServiceGroup, Synonyms
from catalog.texts import Text


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
        given = answers.get(self.depends_on)
        return bool(set(given if isinstance(given, list) else [given]) & set(self.depends_keys))


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

    def article(self, slug, day):
        return next((article for article in self.articles(day) if article.slug == slug), None)

    def department(self, pk):
        return self.departments.get(pk)

    def team(self, pk):
        return self.teams.get(pk)

    def templates_for(self, service_id, outcome):
        """Answer templates for closing a request of a service with an outcome."""
        return tuple(t for t in self.templates if t.outcome == outcome and t.service_id in (None, service_id))

    def template(self, code):
        return next((t for t in self.templates if t.code == code), None)


_held: Catalogue | None = None
_checked = 0.0
_lock = threading.Lock()


def current():
    """The catalogue as of now: looks at the version at most once in CATALOGUE_CHECK_SECONDS, and reads all tables only when it moved."""
    global _held, _checked
    now = time.monotonic()
    if _held is not None and now - _checked < settings.CATALOGUE_CHECK_SECONDS:
        return _held
    with _lock:
        version = CatalogueVersion.objects.values_list("version", flat=True).first() or 0
        if _held is None or _held.version != version:
            _held = _read(version)
        _checked = now
        return _held


def _rows(model, queryset, *columns):
    """Plain columns and, of the translated ones, only the languages switched on. Yields (row, texts)."""
    fields = translator.get_options_for_model(model).fields
    names = {field: {code: build_localized_fieldname(field, code) for code, _ in settings.LANGUAGES} for field in fields}
    wanted = [column for by_language in names.values() for column in by_language.values()]
    for row in queryset.values(*columns, *wanted):
        texts = {field: Text({code: row[column] for code, column in by_language.items() if row[column]}) for field, by_language in names.items()}
        yield {column: row[column] for column in columns}, texts


def _read(version):
    departments = {
        row["id"]: DepartmentEntry(**row, **texts)
        for row, texts in _rows(Department, Department.objects.order_by("code"), "id", "code", "parent_id", "is_external", "phone", "email", "website")
    }
    teams = {
        row["id"]: TeamEntry(**row, **texts)
        for row, texts in _rows(Team, Team.objects.order_by("code"), "id", "code", "department_id", "is_intake", "is_active")
    }
    groups = tuple(GroupEntry(**row, **texts) for row, texts in _rows(ServiceGroup, ServiceGroup.objects.order_by("position", "code"), "id", "code", "position"))
    options = defaultdict(list)
    for row, texts in _rows(Option, Option.objects.order_by("order", "id"), "id", "question_id", "key", "is_emergency"):
        options[row["question_id"]].append(OptionEntry(**row, **texts))
    questions = defaultdict(list)
    asked = list(
        _rows(
            Question, Question.objects.order_by("order"),
            "id", "service_id", "code", "order", "datatype", "is_variable", "is_required", "depends_on_id", "depends_keys",
        )
    )  # fmt: skip
    codes = {row["id"]: row["code"] for row, _ in asked}
    for row, texts in asked:
        row["depends_on"] = codes.get(row.pop("depends_on_id"), "")
        row["depends_keys"] = tuple(row["depends_keys"])
        questions[row["service_id"]].append(QuestionEntry(**row, **texts, options=tuple(options[row["id"]])))
    services = tuple(
        ServiceEntry(**row, **texts, questions=tuple(questions[row["id"]]))
        for row, texts in _rows(
            Service, Service.objects.order_by("position", "code"),
            "id", "code", "group_id", "department_id", "promise_minutes", "needs_place", "anonymous_allowed", "is_public", "is_restricted",
            "is_hidden", "is_active", "reopen_days", "duplicate_radius_m", "position",
        )
    )  # fmt: skip
    linked = defaultdict(set)
    for article_id, service_id in Article.services.through.objects.values_list("article_id", "service_id"):
        linked[article_id].add(service_id)
    articles = tuple(
        ArticleEntry(**row, **texts, service_ids=frozenset(linked[row["id"]]))
        for row, texts in _rows(Article, Article.objects.filter(is_active=True).order_by("slug"), "id", "slug", "department_id", "review_by", "expires_on")
    )
    templates = tuple(
        TemplateEntry(**row, **texts)
        for row, texts in _rows(AnswerTemplate, AnswerTemplate.objects.filter(is_active=True).order_by("code"), "id", "code", "outcome", "service_id")
    )
    synonyms = defaultdict(list)
    for language, words in Synonyms.objects.values_list("language", "words"):
        synonyms[language].append(tuple(word.strip() for word in words.split(",") if word.strip()))
    return Catalogue(version, departments, teams, groups, services, articles, templates, dict(synonyms))
