"""Writing the catalogue's words, and with each the state of its translation; counting how its answers are used and what is not found."""

import re
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from catalog.models import Article, ArticleUse, FallbackSeen, SearchMiss, TranslationState, TranslationStatus
from catalog.rules import may_review
from catalog.states import source_hash


@transaction.atomic
def set_text(obj, field, language, text, *, status=TranslationStatus.DRAFT, actor=None):
    """Write one field of a catalogue object in one language and record its state.

    obj: a saved object of a translated model; field: its plain name; language: a code of settings.MODELTRANSLATION_LANGUAGES;
    actor: the User who wrote it or None. The source text and its hash are kept with the state, so that a later change of the source shows
    this translation as stale, and what was changed. A new source text makes every other language stale, those without a state too.
    Writes the column and TranslationState rows; a text that exists ends the task of its owner (FallbackSeen). Sends nothing.
    """
    column = build_localized_fieldname(field, language)
    source_column = build_localized_fieldname(field, settings.LANGUAGE_CODE)
    if language == settings.LANGUAGE_CODE:
        before = type(obj)._base_manager.filter(pk=obj.pk).values_list(source_column, flat=True).get()
        source_changed(obj, field, before or "")
    type(obj)._base_manager.filter(pk=obj.pk).update(**{column: text})
    setattr(obj, column, text)
    source = getattr(obj, source_column) or ""
    key = (obj._meta.label_lower, obj.pk, field, language)
    _record(key, status if text else TranslationStatus.MISSING, source, source_hash(source), actor)
    if text:
        FallbackSeen.objects.filter(**dict(zip(KEY, key, strict=True))).delete()


def source_changed(obj, field, before):
    """The source text of a field is being changed: languages that have a text but no state yet get one, made from the text before.

    obj: a saved object of a translated model; before: the source text until now. Texts with a state become stale by themselves, because
    their hash is another one. Writes TranslationState rows; sends nothing.
    """
    model = obj._meta.label_lower
    known = TranslationState.objects.filter(model=model, object_id=obj.pk, field=field).values_list("language", flat=True)
    TranslationState.objects.bulk_create(
        [
            TranslationState(
                model=model, object_id=obj.pk, field=field, language=language, status=TranslationStatus.DRAFT, source_hash=source_hash(before),
                source=before,
            )
            for language in settings.MODELTRANSLATION_LANGUAGES
            if language != settings.LANGUAGE_CODE and language not in set(known) and getattr(obj, build_localized_fieldname(field, language))
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def mark_reviewed(unit, *, actor):
    """A named member of staff has read a translation beside its source and found it right. -> nothing

    unit: catalog.translations.Unit as she read it, of the catalogue or of the interface. Writes its TranslationState; sends nothing.
    Raises PermissionDenied, or ValidationError "conflict" when there is no text, or text or source have changed since she read them.
    """
    if not actor.has_perm("catalog.translate"):
        raise PermissionDenied
    if not unit.text:
        raise ValidationError(_("There is no text to review yet."), code="conflict")
    if (now := unit.as_of_now()) is None or (now.text, now.source) != (unit.text, unit.source):
        raise ValidationError(_("The text was changed meanwhile. Please read it again."), code="conflict")
    _record(unit.key, TranslationStatus.REVIEWED, unit.source, unit.made_from, actor)


@transaction.atomic
def set_state(key, state, *, actor):
    """Put the state of a translation back as it was, for undoing. key: (model, object id, field, language); state: (status, source, hash).

    state None: there was none. Writes or deletes one TranslationState row; sends nothing.
    """
    if state is None:
        TranslationState.objects.filter(**dict(zip(KEY, key, strict=True))).delete()
    else:
        status, source, made_from = state
        _record(key, status, source, made_from, actor)


KEY = ("model", "object_id", "field", "language")


def _record(key, status, source, made_from, actor):
    """The only writer of a translation's state."""
    TranslationState.objects.update_or_create(
        **dict(zip(KEY, key, strict=True)),
        defaults={"status": status, "source_hash": made_from, "source": source, "changed_by": actor, "changed_at": timezone.now()},
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


MISSES_KEPT_DAYS = 180
LONGEST_MISS = 60  # characters
PRIVATE = re.compile(r"\S+@\S+|\S*\d\S*")  # e-mail addresses, numbers, and words with numbers in them


def count_miss(words, *, language, day):
    """Somebody searched and found nothing. Counts her words, without e-mail addresses and numbers and nobody's name; forgets old ones.

    words: as typed; language: the page's; day: city date. Writes one row at most and deletes those older than MISSES_KEPT_DAYS.
    """
    kept = " ".join(PRIVATE.sub(" ", words).casefold().split())[:LONGEST_MISS].strip()
    if not any(c.isalpha() for c in kept):
        return
    table = SearchMiss._meta.db_table
    counted = (
        f"INSERT INTO {table} (day, language, words, times) VALUES (%s, %s, %s, 1) "  # noqa: S608  (names of ours)
        f"ON CONFLICT (day, language, words) DO UPDATE SET times = {table}.times + 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(counted, [day, language, kept])
    SearchMiss.objects.filter(day__lt=day - timedelta(days=MISSES_KEPT_DAYS)).delete()


REVIEW_DAYS = 180


@transaction.atomic
def still_right(article, *, actor, at=None):
    """Somebody of the owning department has read an article again and found it right: it is due again in REVIEW_DAYS. -> the Article

    actor: User with catalog.review_articles, of the department that owns it (or who administers); at: aware, default now.
    Writes the new date, who and when; sends nothing. Raises PermissionDenied.
    """
    if not may_review(actor, article.department_id):
        raise PermissionDenied
    at = at or timezone.now()
    article = Article.objects.select_for_update().get(pk=article.pk)
    article.review_by = timezone.localdate(at) + timedelta(days=REVIEW_DAYS)
    article.reviewed_at, article.reviewed_by = at, actor
    article.save(update_fields=["review_by", "reviewed_at", "reviewed_by"])
    return article
