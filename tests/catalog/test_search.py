"""Finding by everyday words: misspelled, without accents, without spaces, by other words for the same thing."""

from datetime import date

import pytest

from catalog.models import Office, Synonyms
from catalog.search import folded, search, words_of
from tests import factories as make

DAY = date(2026, 11, 23)


@pytest.fixture
def offered(db):
    make.service(name_zh_hant="路面坑洞", description_en="We fill holes in the road.", keywords_en="crater")
    make.service("light", name="Streetlight out", name_es="Farola apagada", name_vi="Đèn đường bị hỏng", name_zh_hant="路燈故障")
    make.service("bin", name="New recycling bin", name_es="Contenedor de reciclaje", name_vi="Thùng rác tái chế", name_zh_hant="回收桶")
    make.service("secret", name="Crater of the mayor", name_es="", name_vi="", is_hidden=True)
    make.article("moon", title_en="Holes on the moon", body_en="Many.")
    Office.objects.create(code="hall", department=make.department(), name_en="City hall", name_es="Ayuntamiento", address="200 Market Street")
    Synonyms.objects.create(language="en", words="pothole, chuckhole")
    Synonyms.objects.create(language="es", words="farola, luminaria")


def codes(text, language="en", **more):
    return [getattr(hit.entry, "code", "") or hit.entry.slug for hit in search(text, language, DAY, **more)]


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("pothole", "en", "pothole"),
        ("pot hole", "en", "pothole"),
        ("pothoel", "en", "pothole"),
        ("streetligth", "en", "light"),
        ("recycl", "en", "bin"),
        ("chuckhole", "en", "pothole"),
        ("luminarias", "es", "light"),
        ("FAROLA", "es", "light"),
        ("reciclage", "es", "bin"),
        ("o ga", "vi", "pothole"),
        ("rac tai che", "vi", "bin"),
        ("Ổ GÀ", "vi", "pothole"),
        ("den duong", "vi", "light"),
        ("我家門口路燈故障了", "zh-hant", "light"),
        ("坑洞", "zh-hant", "pothole"),
        ("recycling", "vi", "bin"),
        ("ayuntamiento", "es", "hall"),
        ("market street", "en", "hall"),
        ("moon", "en", "moon"),
    ],
)
def test_what_she_means_comes_first(offered, text, language, first):
    assert codes(text, language)[0] == first


@pytest.mark.parametrize("text", ["", "  ", "?!", "\x00", "zzzzqqqq", "' or 1=1 --"])
def test_what_says_nothing_finds_nothing(offered, text):
    assert codes(text) == []


def test_a_hidden_service_is_found_by_staff_only(offered):
    assert "secret" not in codes("crater")
    assert "secret" in codes("crater", for_staff=True)


def test_staff_find_in_every_language(offered):
    assert codes("farola", "en", for_staff=True)[0] == "light"
    assert codes("路燈", "en", for_staff=True)[0] == "light"


def test_an_expired_article_is_not_found(offered):
    make.article("old", title_en="Holes of old", expires_on=date(2026, 11, 22))
    assert codes("holes") == ["moon", "pothole"]


def test_a_change_of_the_catalogue_is_found_at_once(offered):
    assert codes("volcano") == []
    make.service("volcano", name="Volcano", name_es="Volcán", name_vi="Núi lửa")
    assert codes("volcano") == ["volcano"]


def test_words_are_folded_and_chinese_is_cut_in_pairs():
    assert folded("Đường Ổ Gà Señor") == "duong o ga senor"
    assert list(words_of("路燈壞 A1")) == ["路燈", "燈壞", "a1"]
