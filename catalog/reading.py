"""Reading the whole catalogue from its tables: plain columns, and of the translated ones only the languages switched on."""

import re
from collections import defaultdict

from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from accounts.models import Department, Team
from catalog.entries import (
    ArticleEntry,
    Catalogue,
    ChecklistEntry,
    DepartmentEntry,
    GroupEntry,
    OfficeEntry,
    OptionEntry,
    QuestionEntry,
    ServiceEntry,
    TeamEntry,
    TemplateEntry,
)  # fmt: skip
from catalog.facts import fill_in
from catalog.models import (
    AnswerTemplate,
    Article,
    ChecklistItem,
    DangerWords,
    Office,
    Option,
    Question,
    Service,
    ServiceGroup,
    Synonyms,
)  # fmt: skip
from catalog.pseudo import content_languages, with_pseudo
from catalog.texts import Text

COMMAS = re.compile("[,،、，]")


def _rows(model, queryset, *columns):
    """Plain columns and, of the translated ones, only the languages switched on. Yields (row, texts)."""
    fields = translator.get_options_for_model(model).fields
    names = {field: {code: build_localized_fieldname(field, code) for code in content_languages()} for field in fields}
    label = model._meta.label_lower
    wanted = [column for by_language in names.values() for column in by_language.values()]
    for row in queryset.values(*columns, *wanted):
        texts = {
            field: with_pseudo(Text({code: row[column] for code, column in by_language.items() if row[column]}))
            for field, by_language in names.items()
        }
        for field, text in texts.items():
            text.key = (label, row["id"], field)
        yield {column: row[column] for column in columns}, texts


def read(version):
    """Everything, in a dozen queries. version: what the copy will be known by. -> Catalogue"""
    departments = {
        row["id"]: DepartmentEntry(**row, **texts)
        for row, texts in _rows(
            Department, Department.objects.order_by("code"), "id", "code", "parent_id", "is_external", "phone", "email", "website"
        )
    }
    teams = {
        row["id"]: TeamEntry(**row, **texts)
        for row, texts in _rows(Team, Team.objects.order_by("code"), "id", "code", "department_id", "is_intake", "is_active")
    }
    groups = tuple(
        GroupEntry(**row, **texts) for row, texts in _rows(ServiceGroup, ServiceGroup.objects.order_by("position", "code"), "id", "code", "position")
    )
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
    lines = defaultdict(list)
    listed = ChecklistItem.objects.order_by("order", "id")
    for row, texts in _rows(ChecklistItem, listed, "id", "service_id", "kind", "depends_on_id", "depends_keys", "office_id", "leads_to_id"):
        row["depends_on"] = codes.get(row.pop("depends_on_id"), "")
        row["depends_keys"] = tuple(row["depends_keys"])
        lines[row["service_id"]].append(ChecklistEntry(**row, **texts))
    services = tuple(
        ServiceEntry(**row, **texts, questions=tuple(questions[row["id"]]), checklist=tuple(lines[row["id"]]))
        for row, texts in _rows(
            Service, Service.objects.order_by("position", "code"),
            "id", "code", "group_id", "department_id", "promise_minutes", "needs_place", "anonymous_allowed", "is_public", "is_restricted",
            "is_hidden", "is_active", "reopen_days", "duplicate_radius_m", "position",
        )
    )  # fmt: skip
    linked = _linked(Article)
    served = _linked(Office)
    articles = tuple(
        ArticleEntry(**row, **texts, service_ids=frozenset(linked[row["id"]]))
        for row, texts in _rows(
            Article, Article.objects.filter(is_active=True).order_by("slug"), "id", "slug", "department_id", "review_by", "expires_on"
        )
    )
    templates = tuple(
        TemplateEntry(**row, **texts)
        for row, texts in _rows(AnswerTemplate, AnswerTemplate.objects.filter(is_active=True).order_by("code"), "id", "code", "outcome", "service_id")
    )
    offices = tuple(
        OfficeEntry(**row, **texts, service_ids=frozenset(served[row["id"]]))
        for row, texts in _rows(
            Office, Office.objects.filter(is_active=True).order_by("code"), "id", "code", "department_id", "address", "phone", "lat", "lon"
        )
    )
    synonyms = defaultdict(list)
    for language, words in Synonyms.objects.values_list("language", "words"):
        synonyms[language].append(_split(words))
    danger = {language: _split(words) for language, words in DangerWords.objects.values_list("language", "words")}
    fill_in(departments, offices, services, articles, templates)
    return Catalogue(version, departments, teams, groups, services, articles, templates, dict(synonyms), danger, offices)


def _linked(model):
    """Which services each row of a model is linked to. -> {id: {service ids}}"""
    found = defaultdict(set)
    name = f"{model._meta.model_name}_id"
    for pk, service_id in model.services.through.objects.values_list(name, "service_id"):
        found[pk].add(service_id)
    return found


def _split(words):
    """Phrases of a list, at the comma of any script: a list of danger typed with "،" must not become one long phrase."""
    return tuple(word.strip() for word in COMMAS.split(words) if word.strip())
