"""Texts in the languages they have; what is missing is shown in the source language and marked as such."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from accounts.models import Role
from catalog.actions import set_text
from catalog.models import Service, TranslationState, TranslationStatus
from catalog.queries import current
from catalog.states import source_hash
from catalog.texts import Piece, Text
from tests import factories as make

HOLE = Text(en="Pothole", es="Bache")


def test_a_text_in_the_language_asked_for():
    assert HOLE.best("es") == Piece("Bache", "es", False)


def test_a_missing_text_comes_in_the_source_language_and_marked():
    assert HOLE.best("vi") == Piece("Pothole", "en", True)


def test_without_a_source_any_language_is_better_than_none():
    assert Text(es="Bache").best("vi") == Piece("Bache", "es", True)


def test_an_empty_text_is_no_fallback():
    assert Text().best("vi") == Piece("", "vi", False)
    assert Text(es="").best("es") == Piece("", "es", False)


def test_the_active_language_is_asked_for_by_itself():
    with override("es"):
        assert (HOLE.best(), str(HOLE)) == (Piece("Bache", "es", False), "Bache")
    with override(None):
        assert HOLE.best() == Piece("Pothole", "en", False)


def test_a_text_without_any_words_is_false():
    assert not Text()
    assert not Text(en="")
    assert Text(es="x")


def page(template, language, **context):
    with override(language):
        return Template("{% load texts %}" + template).render(Context(context))


def test_a_text_on_a_page_is_escaped():
    assert page("{% text words %}", "en", words=Text(en="<b>Fish & Chips</b>")) == "&lt;b&gt;Fish &amp; Chips&lt;/b&gt;"


def test_a_fallback_on_a_page_carries_its_language_and_direction():
    assert page("{% text words %}", "vi", words=Text(en="<b>")) == '<span class="not-translated" lang="en" dir="ltr">&lt;b&gt;</span>'


def test_a_fallback_that_runs_from_right_to_left_says_so():
    assert page("{% text words %}", "es", words=Text(ar="حفرة")) == '<span class="not-translated" lang="ar" dir="rtl">حفرة</span>'


def test_an_empty_text_prints_nothing():
    assert page("{% text words %}", "vi", words=Text()) == ""


def test_lines_come_without_empty_ones():
    shown = page("{% text_lines words as lines %}{% for line in lines %}[{{ line }}]{% endfor %}", "en", words=Text(en=" One \n\n<Two>\r\n"))
    assert shown == "[One][&lt;Two&gt;]"


def test_the_note_stands_only_beside_a_fallback(settings):
    settings.CITY_PHONE = "311"
    assert page("{% not_translated words %}", "es", words=HOLE).strip() == ""
    note = page("{% not_translated words %}", "vi", words=HOLE)
    assert note.strip().startswith('<p class="not-translated-note">')
    assert "311" in note


@pytest.mark.parametrize(("code", "name"), [("vi", "Tiếng Việt"), ("ar", "العربية"), ("xx", "xx")])
def test_a_language_has_its_own_name(code, name):
    assert page("{{ code|endonym }}", "en", code=code) == name


@pytest.mark.parametrize(("code", "way"), [("en", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("zh-hant", "ltr"), ("xx", "ltr")])
def test_a_language_has_its_direction(code, way):
    assert page("{{ code|direction }}", "en", code=code) == way


@pytest.mark.parametrize(
    ("language", "shown"),
    [("ar", "مثال: \u2066120 Main Street\u2069 أو \u2066408 555 0123\u2069."), ("es", "مثال: 120 Main Street أو 408 555 0123.")],
)
def test_latin_words_and_numbers_in_a_sentence_keep_their_order_from_right_to_left(language, shown):
    assert page("{{ words|latin_together }}", language, words="مثال: 120 Main Street أو 408 555 0123.") == shown


# the state of a translation


def state(service, language, field="name"):
    return TranslationState.objects.get(model="catalog.service", object_id=service.pk, field=field, language=language)


def is_stale(service, language, field="name"):
    service.refresh_from_db()
    return state(service, language, field).source_hash != source_hash(getattr(service, f"{field}_en"))


def test_writing_a_text_records_who_wrote_it_and_from_what(db):
    service, editor = make.service(), make.user(Role.SUPERVISOR)
    set_text(service, "name", "vi", "Ổ gà lớn", status=TranslationStatus.REVIEWED, actor=editor)
    assert current().service("pothole").name["vi"] == "Ổ gà lớn"
    assert service.name_vi == "Ổ gà lớn"
    kept = state(service, "vi")
    assert (kept.status, kept.source_hash, kept.changed_by) == ("reviewed", source_hash("Pothole"), editor)
    assert not is_stale(service, "vi")


def test_a_text_is_a_draft_until_somebody_says_otherwise(db):
    service = make.service()
    set_text(service, "name", "vi", "Ổ gà")
    assert state(service, "vi").status == "draft"


def test_an_emptied_text_is_missing(db):
    service = make.service()
    set_text(service, "name", "vi", "", status=TranslationStatus.REVIEWED)
    assert state(service, "vi").status == "missing"
    assert "vi" not in current().service("pothole").name


def test_a_change_of_the_source_makes_the_others_stale(db):
    service = make.service()
    set_text(service, "name", "es", "Bache")
    set_text(service, "name", "en", "Hole in the road")
    assert is_stale(service, "es")
    assert not is_stale(service, "en")
    set_text(service, "name", "es", "Hoyo en la calle")
    assert not is_stale(service, "es")


def test_a_translation_of_a_source_that_changed_meanwhile_is_stale_at_once(db):
    service = make.service()
    as_the_translator_read_it = Service.objects.get(pk=service.pk)
    set_text(service, "name", "en", "Hole in the road")
    set_text(as_the_translator_read_it, "name", "es", "Bache grande")
    assert is_stale(service, "es")


def test_only_that_text_is_written(db):
    service = make.service()
    Service.objects.filter(pk=service.pk).update(promise_minutes=99)
    set_text(service, "name", "es", "Hoyo")
    assert Service.objects.get().promise_minutes == 99
    assert TranslationState.objects.count() == 1
