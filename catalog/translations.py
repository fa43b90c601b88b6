"""Where the translation of every text stands: of the catalogue, from its tables; of the interface, from the files of the release.

Each pair of a source text and a language is a Unit. The catalogue is small and hot, so that a page reads all units of a language in one
query a table and counts, filters and pages them in memory; nothing here is asked for by residents' pages.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.apps import apps
from django.conf import settings
from django.utils.translation import pgettext_lazy
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from catalog.interface import INTERFACE, interface_text, interface_texts
from catalog.models import FallbackSeen, TranslationState, TranslationStatus
from catalog.states import source_hash

STALE = "stale"
STATES = {  # in the order of the page: what needs work first
    "missing": TranslationStatus.MISSING.label,
    STALE: pgettext_lazy("state of a translation", "The source has changed since"),
    "machine": TranslationStatus.MACHINE.label,
    "draft": TranslationStatus.DRAFT.label,
    "reviewed": TranslationStatus.REVIEWED.label,
}
SURFACES = {
    "interface.portal": pgettext_lazy("kind of text", "Residents' pages"),
    "interface.letters": pgettext_lazy("kind of text", "Letters"),
    "interface.sms": pgettext_lazy("kind of text", "Text messages"),
    "interface.console": pgettext_lazy("kind of text", "Console"),
    "catalog.service": pgettext_lazy("kind of text", "Services"),
    "catalog.question": pgettext_lazy("kind of text", "Questions"),
    "catalog.option": pgettext_lazy("kind of text", "Options of questions"),
    "catalog.checklistitem": pgettext_lazy("kind of text", "Checklists"),
    "catalog.article": pgettext_lazy("kind of text", "Articles"),
    "catalog.answertemplate": pgettext_lazy("kind of text", "Answers"),
    "catalog.office": pgettext_lazy("kind of text", "Offices"),
    "accounts.department": pgettext_lazy("kind of text", "Departments"),
    "accounts.team": pgettext_lazy("kind of text", "Teams"),
    "routing.district": pgettext_lazy("kind of text", "Districts"),
    "routing.neighbor": pgettext_lazy("kind of text", "Neighbors"),
    "routing.holiday": pgettext_lazy("kind of text", "Holidays"),
    "catalog.servicegroup": pgettext_lazy("kind of text", "Needs"),
}
OWNERS = {  # the way from an object to the department that answers for its words; others belong to nobody in particular
    "catalog.service": "department_id",
    "catalog.question": "service__department_id",
    "catalog.option": "question__service__department_id",
    "catalog.checklistitem": "service__department_id",
    "catalog.article": "department_id",
    "catalog.answertemplate": "service__department_id",
    "catalog.office": "department_id",
    "accounts.department": "id",
    "accounts.team": "department_id",
}
FOR_STAFF = {("catalog.article", "staff_text")}  # read by staff only, who write to each other in the source language


@dataclass(frozen=True)
class Unit:
    """One text in one language. made_from: the hash its state keeps when it is reviewed; was: the source text it was made from, if known."""

    model: str
    object_id: int
    field: str
    language: str
    source: str
    text: str
    state: str = "missing"
    department_id: int | None = None
    was: str = ""
    places: tuple = field(default=(), compare=False)

    @property
    def key(self):
        return self.model, self.object_id, self.field, self.language

    @property
    def surface(self):
        return SURFACES[self.model]

    @property
    def is_interface(self):
        return self.model in INTERFACE

    @property
    def made_from(self):
        return source_hash(f"{self.source}\0{self.text}" if self.is_interface else self.source)

    @cached_property
    def field_name(self):
        """The field in the words of the settings screens; "" for interface words."""
        return "" if self.is_interface else str(apps.get_model(self.model)._meta.get_field(self.field).verbose_name)

    @property
    def is_long(self):
        return len(self.source) > 200 or "\n" in self.source

    @property
    def longest(self):
        """How many characters the column holds; None: as many as one likes."""
        return None if self.is_interface else apps.get_model(self.model)._meta.get_field(self.field).max_length

    def object(self, *, locked=False):
        """The catalogue object, or None when it is gone. locked: nobody else writes it until the transaction ends."""
        rows = apps.get_model(self.model)._base_manager.filter(pk=self.object_id)
        return (rows.select_for_update() if locked else rows).first()

    def as_of_now(self):
        """The same text as it stands now, under the lock of its object, or None when it is gone. Called in a transaction."""
        if self.is_interface:
            found = interface_text(self.language, self.model, self.object_id)
            return replace(self, source=found.source, text=found.text) if found else None
        row = self.object(locked=True)
        if row is None:
            return None
        source, text = (getattr(row, build_localized_fieldname(self.field, code)) or "" for code in (settings.LANGUAGE_CODE, self.language))
        return replace(self, source=source, text=text)


def languages():
    """[(code, name)] of what is translated into: the city's languages but the source's."""
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE and code in settings.MODELTRANSLATION_LANGUAGES]


def translated_models():
    """label -> model, of every model with translated fields, in the order of SURFACES."""
    found = {model._meta.label_lower: model for model in translator.get_registered_models()}
    return {label: found[label] for label in SURFACES if label in found}


def units(language, *, model=None):
    """Every text that has a source, in a language, in the order of surfaces and objects. model: only of this surface. -> [Unit]

    One query a table and one for the states.
    """
    rows = TranslationState.objects.filter(language=language)
    if model:
        rows = rows.filter(model=model)
    states = {row[:3]: row[3:] for row in rows.values_list("model", "object_id", "field", "status", "source_hash", "source")}
    found = []
    if model is None or model in INTERFACE:
        for words in interface_texts(language):
            if model is None or words.model == model:
                found.append(_with_state(Unit(words.model, words.id, "words", language, words.source, words.text, places=words.places), states))
    for label, table in translated_models().items():
        if model is None or label == model:
            found += [_with_state(unit, states) for unit in _of_table(label, table, language)]
    order = {label: place for place, label in enumerate(SURFACES)}
    return sorted(found, key=lambda unit: order[unit.model])


def _of_table(label, table, language):
    names = [name for name in translator.get_options_for_model(table).fields if (label, name) not in FOR_STAFF]
    columns = [build_localized_fieldname(name, code) for name in names for code in (settings.LANGUAGE_CODE, language)]
    owner = [OWNERS[label]] if label in OWNERS else []
    for pk, *values in table._base_manager.order_by("pk").values_list("pk", *columns, *owner):
        for place, name in enumerate(names):
            source, text = values[2 * place], values[2 * place + 1]
            if source:
                yield Unit(label, pk, name, language, source, text or "", department_id=values[-1] if owner else None)


def _with_state(unit, states):
    status, made_from, was = states.get((unit.model, unit.object_id, unit.field), (TranslationStatus.DRAFT, "", ""))
    if not unit.text:
        return unit
    if made_from and made_from != unit.made_from:
        return replace(unit, state=STALE, was=was if was != unit.source else "")
    return replace(unit, state=TranslationStatus.DRAFT if status == TranslationStatus.MISSING else status)


def unit(language, model, object_id, name):
    """One Unit, or None when there is no such text."""
    return next((found for found in units(language, model=model) if found.key == (model, object_id, name, language)), None)


def counts(language):
    """How many texts of each surface stand where. -> {model: {state: number}}"""
    found = {}
    for each in units(language):
        states = found.setdefault(each.model, dict.fromkeys(STATES, 0))
        states[each.state] += 1
    return found


@dataclass(frozen=True)
class Gap:
    """A text that people met in another language: how often, and when last."""

    unit: Unit
    times: int
    last_seen_at: object


def gaps(departments=None, *, limit=None):
    """Texts that people met in another language and that are still missing, the most met first. -> [Gap]

    departments: ids; only what they answer for. None: everything. A query a table that has any, and one for what was seen.
    """
    seen = FallbackSeen.objects.filter(language__in=[code for code, _name in languages()]).order_by("-times", "model", "object_id", "field")
    rows = list(seen.values_list("model", "object_id", "field", "language", "times", "last_seen_at"))
    missing = {}
    for language in {row[3] for row in rows}:
        for model in {row[0] for row in rows if row[3] == language} & translated_models().keys():
            missing |= {unit.key: unit for unit in _of_table(model, translated_models()[model], language) if not unit.text}
    found = [Gap(missing[row[:4]], *row[4:]) for row in rows if row[:4] in missing]
    if departments is not None:
        found = [gap for gap in found if gap.unit.department_id in departments]
    return found[:limit]
