"""Writing the catalogue's words, and with each the state of its translation; counting how its answers are used."""

from django.conf import settings
from django.db import connection, transaction
from modeltranslation.utils import build_localized_fieldname

from catalog.models import ArticleUse, TranslationState, TranslationStatus
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


USES = ("read", "helped", "did_not_help")


def count_use(article_id, use, *, language, day):
    """Add one to the counter of an article's use. use: one of USES; language: the page's; day: city date. Writes one row, nobody's name."""
    column = USES[USES.index(use)]
    table = ArticleUse._meta.db_table
    counted = (
        f"INSERT INTO {table} (article_id, day, language, {column}) VALUES (%s, %s, %s, 1) "  # noqa: S608  (names of ours)
        f"ON CONFLICT (article_id, day, language) DO UPDATE SET {column} = {table}.{column} + 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(counted, [article_id, day, language])
