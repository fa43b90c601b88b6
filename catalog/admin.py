"""Rare settings screens of the catalogue. A text changed here is kept as a draft in its language (catalog.actions.set_text)."""

from django.conf import settings
from django.contrib import admin
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from accounts.admin import Inline, SettingsAdmin, in_our_languages
from catalog.actions import set_text, source_changed
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
from catalog.pseudo import content_languages


def keep_states(obj, form, actor):
    """Record the state of every text that a form has changed; the form knows what the source said before."""
    changed = form.changed_data
    for field in translator.get_options_for_model(type(obj)).fields:
        for code in content_languages():
            column = build_localized_fieldname(field, code)
            if column in changed and code == settings.LANGUAGE_CODE:
                source_changed(obj, field, form.initial.get(column) or "")
            if column in changed:
                set_text(obj, field, code, getattr(obj, column) or "", actor=actor)


class TextsAdmin(SettingsAdmin):
    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        keep_states(obj, form, request.user)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for inline in formset.forms:
            if inline.instance.pk and inline.changed_data and inline not in formset.deleted_forms:
                keep_states(inline.instance, inline, request.user)


@admin.register(ServiceGroup)
class ServiceGroupAdmin(TextsAdmin):
    fields = ["code", *in_our_languages("name"), "position"]
    list_display = ["code", "name", "position"]


@admin.register(Service)
class ServiceAdmin(TextsAdmin):
    fields = [
        "code", "group", "department",
        *in_our_languages("name", "description", "how_long", "cost", "what_to_bring", "next_steps", "emergency_text", "keywords"),
        "promise_minutes", "needs_place", "anonymous_allowed", "is_public", "is_restricted", "is_hidden", "is_active", "reopen_days",
        "duplicate_radius_m", "position",
    ]  # fmt: skip
    list_display = ["code", "name", "department", "promise_minutes", "is_hidden", "is_active"]
    list_filter = ["is_active", "is_hidden", "department"]
    list_select_related = ["department"]
    search_fields = ["code", *in_our_languages("name")]


class OptionInline(Inline):
    model = Option
    fields = ["order", "key", *in_our_languages("name"), "is_emergency"]


@admin.register(Question)
class QuestionAdmin(TextsAdmin):
    fields = ["service", "code", "order", "datatype", "is_variable", "is_required", *in_our_languages("label", "hint"), "depends_on", "depends_keys"]
    list_display = ["service", "order", "code", "label", "datatype", "is_required"]
    list_filter = ["service"]
    list_select_related = ["service"]
    inlines = [OptionInline]


@admin.register(Article)
class ArticleAdmin(TextsAdmin):
    fields = ["slug", "department", "services", *in_our_languages("title", "body", "staff_text", "keywords"), "review_by", "expires_on", "is_active"]
    filter_horizontal = ["services"]
    list_display = ["slug", "title", "department", "review_by", "is_active"]
    list_filter = ["department", "is_active"]


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(TextsAdmin):
    fields = ["code", "outcome", "service", *in_our_languages("title", "text"), "is_active"]
    list_display = ["code", "outcome", "service", "is_active"]
    list_filter = ["outcome"]


@admin.register(ChecklistItem)
class ChecklistItemAdmin(TextsAdmin):
    fields = ["service", "order", "kind", *in_our_languages("text"), "depends_on", "depends_keys", "office", "leads_to"]
    list_display = ["service", "order", "kind", "text"]
    list_filter = ["service"]
    list_select_related = ["service"]

    def has_delete_permission(self, request, obj=None):
        return self.may(request)


@admin.register(Office)
class OfficeAdmin(TextsAdmin):
    fields = [
        "code",
        "department",
        "services",
        *in_our_languages("name"),
        "address",
        *in_our_languages("directions"),
        "phone",
        "lat",
        "lon",
        "is_active",
    ]
    filter_horizontal = ["services"]
    list_display = ["code", "name", "address", "department", "is_active"]
    list_select_related = ["department"]


class WordsAdmin(SettingsAdmin):
    """Lists of words, one a language or more: nothing refers to them, so they may go."""

    list_display = ["language", "words"]

    def has_delete_permission(self, request, obj=None):
        return self.may(request)


admin.site.register([DangerWords, Synonyms], WordsAdmin)
