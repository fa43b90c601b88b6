"""Writing the catalogue's words, and with each the state of its translation."""

from django.conf import settings
from django.db import transaction
from modeltranslation.utils import build_localized_fieldname

from catalog.models import TranslationState, TranslationStatus
from catalog.states import source_hash


@transaction.atomic
def set_text(obj, field, language, text, *, status=TranslationStatus.DRAFT, actor=None):
    """Write one field of a catalogue object in one language and record its state.

    obj: a saved object of a translated model; field: its plain name; language: a code of settings.MODELTRANSLATION_LANGUAGES;
    actor: the User who wrote it or None. The hash kept is that of the source-language text, so that a later change of the source shows
    this translation as stale. Writes the column and one TranslationState row; sends nothing.
    """
    column = build_localized_fieldname(field, language)
    type(obj)._base_manager.filter(pk=obj.pk).update(**{column: text})
    setattr(obj, column, text)
    source = getattr(obj, build_localized_fieldname(field, settings.LANGUAGE_CODE)) or ""
    TranslationState.objects.update_or_create(
        model=obj._meta.label_lower,
        object_id=obj.pk,
        field=field,
        language=language,
        defaults={"status": status if text else TranslationStatus.MISSING, "source_hash": source_hash(source), "changed_by": actor},
    )
