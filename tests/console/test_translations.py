"""The translation pages: how far every text is, working on one beside its source, files to translators and back, and what waits for an owner."""

import csv
import io

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department
from catalog import fallbacks
from catalog.actions import mark_reviewed, set_text
from catalog.interface import interface_texts
from catalog.models import FallbackSeen, Service, TranslationState, TranslationStatus
from catalog.translations import counts, gaps, unit, units
from console import met
from tests import factories as make
from tests.proofs import at_once, conflicts, denied

pytestmark = pytest.mark.django_db
LIST = "/console/settings/translations/texts/"


@pytest.fixture
def sue(world, as_):
    return as_(world.supervisor)


@pytest.fixture
def pothole(world):
    return Service.objects.get(code="pothole")


def address(service, field="name", language="vi"):
    return f"/console/settings/translations/{language}/catalog.service/{service.pk}/{field}/"


def name_of(service, field="name", language="vi"):
    return unit(language, "catalog.service", service.pk, field)


def save(browser, service, text, *buttons, field="name", **more):
    page = browser.get(address(service, field))
    data = {"text": text, "seen": page.context["form"]["seen"].value(), **dict.fromkeys(buttons, "1")}
    return browser.post(address(service, field), data | more)


# how far


def test_every_text_with_a_source_is_counted_in_one_state(pothole):
    assert counts("vi")["catalog.service"] == {"missing": 0, "stale": 0, "machine": 0, "draft": 1, "reviewed": 0}
    set_text(pothole, "description", "en", "We fill holes.")
    set_text(pothole, "name", "vi", "Ổ gà", status=TranslationStatus.REVIEWED)
    assert counts("vi")["catalog.service"] == {"missing": 1, "stale": 0, "machine": 0, "draft": 0, "reviewed": 1}
    set_text(pothole, "name", "en", "Hole in the road")
    set_text(pothole, "description", "vi", "Chúng tôi lấp hố.", status=TranslationStatus.MACHINE)
    assert counts("vi")["catalog.service"] == {"missing": 0, "stale": 1, "machine": 1, "draft": 0, "reviewed": 0}


def test_a_changed_source_makes_texts_stale_that_had_no_state_yet_and_keeps_what_it_said(pothole):
    set_text(pothole, "name", "en", "Hole in the road")
    assert [(name_of(pothole, language=code).state, name_of(pothole, language=code).was) for code in ("es", "vi")] == [("stale", "Pothole")] * 2
    assert name_of(pothole, language="ar").state == "missing"


def test_the_words_of_the_pages_are_counted_by_where_they_are_read(world):
    found = counts("vi")
    assert all(sum(found[f"interface.{name}"].values()) for name in ("portal", "console", "letters", "sms"))
    assert len({words.id for words in interface_texts("vi")}) == len(interface_texts("vi"))
    assert {found.model for found in units("ko") if found.is_interface and found.state != "missing"} == set()


def test_the_page_says_how_far_each_language_is(sue):
    page = sue.get("/console/settings/translations/?language=vi").content.decode()
    assert '<bdi lang="vi">Tiếng Việt</bdi>' in page
    assert '<bdi lang="ar">العربية</bdi>' in page
    assert f"{LIST}?language=vi&amp;surface=catalog.service" in page


@pytest.mark.parametrize("query", ["language=vi", "language=vi&surface=catalog.service&state=draft"])
def test_the_list_asks_the_database_as_often_with_one_row_as_with_many(sue, query, settings):
    settings.CATALOGUE_CHECK_SECONDS = 600
    asked = []
    for number in (1, 30):
        for n in range(number):
            make.service(f"more-{number}-{n}")
        sue.get(f"{LIST}?{query}")
        with CaptureQueriesContext(connection) as caught:
            assert sue.get(f"{LIST}?{query}").status_code == 200
        asked.append(len(caught))
    assert asked[0] == asked[1]


def test_the_list_comes_in_pages_and_shows_each_text_once(sue, world):
    for number in range(60):
        make.service(f"more-{number:02}", name=f"Service {number:02}")
    first = sue.get(f"{LIST}?language=vi&surface=catalog.service")
    second = sue.get(f"{LIST}?{first.context['older']}")
    rows = [row.key for response in (first, second) for row, _address in response.context["rows"]]
    assert (len(rows), len(set(rows))) == (61, 61)
    assert second.context["older"] == ""


def test_the_list_is_narrowed_by_state_kind_and_owner(sue, world, pothole):
    make.service("leaf", of="parks", name="Leaves")
    set_text(pothole, "name", "vi", "Ổ gà", status=TranslationStatus.REVIEWED)
    parks = Department.objects.get(code="parks").pk
    shown = lambda query: [row.source for row, _a in sue.get(f"{LIST}?language=vi&surface=catalog.service&{query}").context["rows"]]  # noqa: E731
    assert shown("state=reviewed") == ["Pothole"]
    assert shown(f"owner={parks}") == ["Leaves"]
    assert sue.get(f"{LIST}?language=xx").status_code == 404


# one text


def test_source_and_translation_stand_side_by_side_each_in_its_language(sue, pothole):
    page = sue.get(address(pothole, language="ar")).content.decode()
    assert '<span class="said" lang="en" dir="ltr">Pothole</span>' in page
    assert '<textarea name="text" cols="40" rows="2" lang="ar" dir="rtl"' in page


def test_what_is_saved_is_a_draft_of_hers(sue, world, pothole):
    assert save(sue, pothole, " Ổ gà to \r\n").status_code == 302
    kept = TranslationState.objects.get(model="catalog.service", object_id=pothole.pk, field="name", language="vi")
    assert (kept.status, kept.changed_by, kept.source) == ("draft", world.supervisor, "Pothole")
    assert name_of(pothole).text == "Ổ gà to"


def test_letters_that_arrive_in_pieces_are_put_together(sue, pothole):
    save(sue, pothole, "O\u0302\u0309 ga\u0300")
    assert name_of(pothole).text == "Ổ gà"


def test_reviewed_names_who_read_it_and_goes_on_to_the_next(sue, world, pothole):
    make.service("leaf", name="Leaves", name_vi="Lá")
    query = "?language=vi&surface=catalog.service"
    page = sue.get(address(pothole) + query)
    answer = sue.post(address(pothole) + query, {"text": "Ổ gà", "seen": page.context["form"]["seen"].value(), "review": "1"})
    assert answer.status_code == 302
    kept = TranslationState.objects.get(model="catalog.service", object_id=pothole.pk, field="name", language="vi")
    assert (kept.status, kept.changed_by) == ("reviewed", world.supervisor)
    assert name_of(pothole).state == "reviewed"


def test_save_next_opens_the_next_text_of_the_list(sue, pothole):
    leaf = make.service("leaf", name="Leaves", name_vi="Lá")
    query = "?language=vi&surface=catalog.service"
    seen = sue.get(address(pothole) + query).context["form"]["seen"].value()
    answer = sue.post(address(pothole) + query, {"text": "Ổ gà to", "seen": seen})
    assert answer.headers["Location"] == address(leaf) + query


def test_save_alone_stays(sue, pothole):
    make.service("leaf", name="Leaves", name_vi="Lá")
    query = "?language=vi&surface=catalog.service"
    seen = sue.get(address(pothole) + query).context["form"]["seen"].value()
    answer = sue.post(address(pothole) + query, {"text": "Ổ gà to", "seen": seen, "stay": "1"})
    assert answer.headers["Location"] == address(pothole) + query


def test_a_stale_text_shows_what_the_source_said_before(sue, pothole):
    set_text(pothole, "name", "vi", "Ổ gà")
    set_text(pothole, "name", "en", "Hole in the road")
    page = sue.get(address(pothole)).content.decode()
    assert '<del><span class="said" lang="en" dir="ltr">Pothole</span></del>' in page
    save(sue, pothole, "Hố trên đường")
    assert name_of(pothole).state == "draft"


def test_a_text_too_long_for_its_place_is_not_saved_and_not_lost(sue, pothole):
    answer = save(sue, pothole, "x" * 121)
    assert answer.status_code == 422
    assert "This is 121 characters long. There is room for 120." in answer.content.decode()
    assert "x" * 121 in answer.content.decode()
    assert name_of(pothole).text == "Ổ gà"


def test_who_was_slower_is_told_and_keeps_what_she_typed(sue, pothole):
    seen = sue.get(address(pothole)).context["form"]["seen"].value()
    set_text(pothole, "name", "vi", "Ổ gà sâu")
    answer = sue.post(address(pothole), {"text": "Ổ gà to", "seen": seen})
    assert answer.status_code == 409
    assert "Ổ gà to" in answer.content.decode()
    assert name_of(pothole).text == "Ổ gà sâu"


def test_undo_brings_text_and_state_back(sue, pothole):
    set_text(pothole, "name", "vi", "Ổ gà", status=TranslationStatus.REVIEWED)
    save(sue, pothole, "Ổ gà to")
    assert (name_of(pothole).text, name_of(pothole).state) == ("Ổ gà to", "draft")
    assert sue.post("/console/settings/translations/undo/").status_code == 302
    assert (name_of(pothole).text, name_of(pothole).state) == ("Ổ gà", "reviewed")
    sue.post("/console/settings/translations/undo/")
    assert name_of(pothole).state == "reviewed"


def test_words_of_the_pages_are_reviewed_here_but_not_changed(sue):
    words = next(words for words in interface_texts("vi") if words.model == "interface.portal")
    place = f"/console/settings/translations/vi/{words.model}/{words.id}/words/"
    page = sue.get(place)
    assert "<textarea" not in page.content.decode()
    data = {"text": "Something else", "seen": page.context["form"]["seen"].value(), "review": "1"}
    answer = sue.post(place, data)
    assert answer.status_code == 302
    assert (unit("vi", words.model, words.id, "words").state, unit("vi", words.model, words.id, "words").text) == ("reviewed", words.text)


def test_a_release_that_changes_the_words_ends_their_review(world, tmp_path, settings):
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path]
    entry = polib.POEntry(msgid="Home", msgstr="Trang nhà", occurrences=[("templates/portal/base.html", "")])
    file = polib.POFile()
    file.append(entry)
    file.save(str(folder / "django.po"))
    found = next(found for found in units("vi") if found.is_interface)
    mark_reviewed(found, actor=world.supervisor)
    assert next(found for found in units("vi") if found.is_interface).state == "reviewed"
    entry.msgstr = "Trang chủ chính"
    file.save(str(folder / "django.po"))
    assert next(found for found in units("vi") if found.is_interface).state == "stale"


def test_only_who_may_translate_reviews(world, pothole):
    with denied():
        mark_reviewed(name_of(pothole), actor=world.worker)


def test_a_text_that_changed_since_it_was_read_is_not_reviewed(world, pothole):
    as_read = name_of(pothole)
    set_text(pothole, "name", "vi", "Ổ gà to")
    with conflicts():
        mark_reviewed(as_read, actor=world.supervisor)


@pytest.mark.django_db(transaction=True)
def test_review_and_edit_at_once_never_end_in_a_reviewed_text_that_nobody_read():
    service, sue = make.service(), make.user("supervisor")
    for turn in range(8):
        set_text(service, "name", "vi", f"Ổ gà {turn}")
        as_read, fresh = name_of(service), Service.objects.get(pk=service.pk)
        at_once(
            lambda as_read=as_read: mark_reviewed(as_read, actor=sue),
            lambda fresh=fresh, turn=turn: set_text(fresh, "name", "vi", f"Hố {turn}"),
        )
        assert (name_of(service).text, name_of(service).state) == (f"Hố {turn}", "draft")


# files


def test_translators_get_what_is_missing_and_it_comes_back_as_drafts(sue, world, pothole):
    set_text(pothole, "description", "en", "We fill holes.\nFast.")
    answer = sue.get("/console/settings/translations/vi/missing.po")
    file = polib.pofile(answer.content.decode())
    entry = next(entry for entry in file if entry.msgctxt == f"catalog.service:{pothole.pk}:description")
    assert entry.msgid == "We fill holes.\nFast."
    entry.msgstr = "Chúng tôi lấp hố.\nNhanh."
    data = {"file": SimpleUploadedFile("vi.po", str(file).encode()), "status": "draft"}
    assert sue.post("/console/settings/translations/vi/bring/", data).status_code == 302
    kept = name_of(pothole, "description")
    assert (kept.text, kept.state) == ("Chúng tôi lấp hố.\nNhanh.", "draft")


def test_the_same_by_a_spreadsheet(sue, pothole):
    set_text(pothole, "description", "en", "We fill holes.")
    text = sue.get("/console/settings/translations/vi/missing.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    next(row for row in rows if row[0].endswith(":description"))[3] = "Chúng tôi lấp hố."
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    sue.post("/console/settings/translations/vi/bring/", {"file": SimpleUploadedFile("vi.csv", out.getvalue().encode()), "status": "machine"})
    assert (name_of(pothole, "description").text, name_of(pothole, "description").state) == ("Chúng tôi lấp hố.", "machine")


@pytest.mark.parametrize(("asked", "state"), [({}, "reviewed"), ({"over_reviewed": "on"}, "draft")])
def test_a_file_writes_over_a_reviewed_text_only_when_asked(sue, pothole, asked, state):
    set_text(pothole, "name", "vi", "Ổ gà", status=TranslationStatus.REVIEWED)
    file = f'msgctxt "catalog.service:{pothole.pk}:name"\nmsgid "Pothole"\nmsgstr "Hố"\n'
    sue.post("/console/settings/translations/vi/bring/", {"file": SimpleUploadedFile("vi.po", file.encode()), "status": "draft", **asked})
    assert name_of(pothole).state == state


@pytest.mark.parametrize("file", [b"\xff\xfe\x00bad", b"hello", b"/etc/hostname"])
def test_another_file_is_refused_in_words(sue, pothole, file):
    answer = sue.post("/console/settings/translations/vi/bring/", {"file": SimpleUploadedFile("x.po", file), "status": "draft"}, follow=True)
    assert answer.status_code == 200
    assert name_of(pothole).text == "Ổ gà"
    assert TranslationState.objects.filter(language="vi").count() == 0


# what waits for the owner


@pytest.fixture
def met_twice(world, pothole, settings):
    settings.FALLBACK_SECONDS = 0
    fallbacks._held.clear()
    met._held = (0.0, met.Counter())
    set_text(pothole, "description", "en", "We fill holes.")
    FallbackSeen.objects.create(model="catalog.service", object_id=pothole.pk, field="description", language="vi", times=2)
    yield pothole
    met._held = (0.0, met.Counter())


def test_the_owner_sees_what_people_met_and_how_often(world, as_, met_twice):
    page = as_(world.worker).get("/console/translations/").content.decode()
    assert "We fill holes." in page
    assert '<td class="number">2</td>' in page
    assert "We fill holes." not in as_(world.stranger).get("/console/translations/").content.decode()


def test_its_number_stands_in_the_rail_of_the_owner_only(world, as_, met_twice):
    assert '<b class="count">1</b>' in as_(world.worker).get("/console/queue/").content.decode()
    assert "/console/translations/" not in as_(world.stranger).get("/console/queue/").content.decode()


def test_it_is_done_when_the_text_exists(world, as_, met_twice):
    assert len(gaps()) == 1
    set_text(met_twice, "description", "vi", "Chúng tôi lấp hố.")
    assert (gaps(), FallbackSeen.objects.count()) == ([], 0)
    assert "/console/translations/" not in as_(world.worker).get("/console/queue/").content.decode()


def test_a_text_that_came_another_way_is_done_too(met_twice):
    Service.objects.filter(pk=met_twice.pk).update(description_vi="Chúng tôi lấp hố.")
    assert gaps() == []


def test_who_may_translate_sees_all_of_them_with_the_way_to_each(world, as_, met_twice):
    page = as_(world.supervisor).get("/console/translations/?all").content.decode()
    assert f'href="{address(met_twice, "description")}"' in page
    assert as_(world.worker).get("/console/translations/?all").status_code == 403


def test_the_list_of_the_owner_asks_as_often_with_one_as_with_many(world, as_, met_twice, settings):
    settings.CATALOGUE_CHECK_SECONDS = 600
    browser, asked = as_(world.worker), []
    for number in (1, 5):
        for n in range(number):
            service = make.service(f"more-{number}-{n}", description_en="Text")
            FallbackSeen.objects.create(model="catalog.service", object_id=service.pk, field="description", language="vi", times=1)
        browser.get("/console/translations/")
        with CaptureQueriesContext(connection) as caught:
            browser.get("/console/translations/")
        asked.append(len(caught))
    assert asked[0] == asked[1]
