"""The demo city: its words are complete in every language, it loads, and its past keeps the rules of the present."""

import re
import tomllib
from datetime import UTC, datetime
from io import StringIO

import phonenumbers
import pytest
import shapely
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, F
from modeltranslation.utils import build_localized_fieldname

from accounts.models import Department, Membership, Role, SpokenLanguage, User
from catalog.models import ChecklistItem, ChecklistKind, DangerWords, Datatype, Office, Question, Service, TranslationState, TranslationStatus
from catalog.search import search
from catalog.states import source_hash
from contact_center.models import Handoff, Packet
from contact_center.packets import sealed
from contacts.models import Contact, ContactPoint, Interaction, PointKind
from cx311.demo import city
from cx311.demo.finding import parsed
from cx311.demo.geography import polygons
from cx311.demo.history import load_history
from cx311.demo.load import load_city
from cx311.demo.words import CONTENT, SOURCE, languages, structure, voices, words
from cx311.demo.world import TOLD_LANGUAGES
from notifications.models import Message
from portal.danger import spotted
from requests_app.models import EventKind, RequestEvent, ServiceRequest
from requests_app.reference import normalise
from requests_app.status import TRANSITIONS, Outcome, Status
from routing.models import Address, Calendar, Holiday, OpenInterval, Rule
from surveys.models import Invitation, Response
from surveys.queries import to_ask

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # a Friday noon in the city
OTHERS = [language for language in languages() if language != SOURCE]
NAMED_IN_R97 = {
    "housing-application", "park-reservation", "graffiti", "abandoned-vehicle", "junk-pickup", "building-permit", "business-permit",
    "animal-issue", "adopt-a-pet", "property-damage", "affordable-housing", "child-care", "recycling-bin", "utility-discount",
    "overgrown-vegetation", "permit-status", "encampment", "business-tax-certificate", "business-operation-permit", "other",
}  # fmt: skip
LIMITS = {"name": 120, "title": 120, "how_long": 200, "cost": 200, "label": 200, "hint": 300}


def flat(table, path=""):
    """Every text of nested tables by its dotted key."""
    for key, value in table.items():
        yield from flat(value, f"{path}{key}.") if isinstance(value, dict) else [(path + key, value)]


# --- words ----------------------------------------------------------------------------------------------------------------------


def files(language):
    return {str(file.relative_to(CONTENT / "text" / language)) for file in (CONTENT / "text" / language).rglob("*.toml")}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_files_and_keys_of_english(language):
    assert files(language) == files(SOURCE)
    for name in files(SOURCE):
        english, other = (tomllib.loads((CONTENT / "text" / code / name).read_text("utf-8")) for code in (SOURCE, language))
        assert set(dict(flat(other))) == set(dict(flat(english))), name


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("area", ["names", "services", "answers", "articles", "offices", "checklists"])
def test_no_text_is_empty_or_too_long(language, area):
    texts = dict(flat(words(language, area)))
    assert [key for key, text in texts.items() if not text.strip()] == []
    assert [
        key for key, text in texts.items() if len(text) > LIMITS.get(key.rsplit(".", 1)[-1], 5000) or (".options." in key and len(text) > 200)
    ] == []


@pytest.mark.parametrize("language", OTHERS)
def test_lists_have_as_many_lines_as_in_english(language):
    english, other = dict(flat(words(SOURCE, "services"))), dict(flat(words(language, "services")))
    listed = [key for key in english if key.endswith((".next_steps", ".what_to_bring"))]
    assert [key for key in listed if len(english[key].split("\n")) != len(other[key].split("\n"))] == []


@pytest.mark.parametrize("language", languages())
def test_words_are_written_for_what_there_is(language):
    services = structure("services")
    assert set(words(language, "services")) == set(services)
    assert set(words(language, "articles")) == set(structure("articles"))
    assert set(words(language, "answers")) == set(structure("answers"))
    assert set(words(language, "offices")) == set(structure("offices"))
    assert {code: set(lines) for code, lines in words(language, "checklists").items()} == {
        code: set(lines) for code, lines in structure("checklists").items()
    }
    for code, service in services.items():
        written = words(language, "services")[code]["questions"]
        asked = {question["code"]: {key.removeprefix("!") for key in question.get("options", [])} for question in service["questions"]}
        assert {question: set(texts.get("options", {})) for question, texts in written.items()} == asked, code
        assert len(written) == len(asked)
        assert len(words(language, "services")[code]["next_steps"].strip().split("\n")) == 3, code


@pytest.mark.parametrize("language", languages())
def test_an_option_that_means_danger_comes_with_emergency_words(language):
    for code, service in structure("services").items():
        dangerous = [key for question in service["questions"] for key in question.get("options", []) if key.startswith("!")]
        assert not dangerous or "911" in words(language, "services")[code]["emergency_text"], code


def test_a_line_of_a_checklist_depends_on_answers_that_exist():
    for code, lines in structure("checklists").items():
        options = {q["code"]: {key.removeprefix("!") for key in q.get("options", [])} for q in structure("services")[code]["questions"]}
        for line, rule in lines.items():
            kind, question, keys, office, leads_to = parsed(rule)
            assert kind in ChecklistKind.values, (code, line)
            assert not question or options[question].issuperset(keys), (code, line)
            assert not office or office in structure("offices"), (code, line)
            assert not leads_to or leads_to in structure("services"), (code, line)


@pytest.mark.parametrize("language", ["en", "es", "vi", "zh-hant", "ar"])
def test_words_of_danger_are_written_in_every_language_and_leave_harmless_words_alone(language):
    assert len(structure("danger")[language]) >= 40
    assert all("," not in phrase for phrase in structure("danger")[language])
    for service in words(language, "services").values() if language in languages() else ():
        assert spotted(structure("danger"), language, [service["name"]]) == ""


def test_numbers_with_hyphens_stay_in_order_between_arabic_words():
    """After Arabic letters the parts of 831-555-0100 would stand in reverse; an invisible mark before the number keeps them."""
    texts = [text for area in ("names", "services", "answers", "articles", "offices", "checklists") for _key, text in flat(words("ar", area))]
    marked = re.compile(r"\u200e(\d[\d-]*-\d|\{phone:)")
    assert sum(len(marked.findall(text)) for text in texts) >= 4
    assert [text for text in texts if re.search(r"(?<![\w\u200e-])(\d+-\d|\{phone:)", text)] == []


def test_arabic_and_chinese_can_be_found_in_everyday_words():
    assert {"جوره", "حفره"} <= set(words("ar", "services")["pothole"]["keywords"].split(", "))
    assert {"路洞", "爛路"} <= set(words("zh-hant", "services")["pothole"]["keywords"].split(", "))


def test_vietnamese_and_spanish_can_be_found_without_accents():
    assert "o ga" in words("vi", "services")["pothole"]["keywords"]
    assert "vache" in words("es", "services")["pothole"]["keywords"]


@pytest.mark.parametrize("language", TOLD_LANGUAGES)
def test_the_past_has_voices_for_every_service(language):
    spoken = voices(language)
    assert set(spoken["descriptions"]) == set(structure("services"))
    for code, descriptions in spoken["descriptions"].items():
        known = {key for question in structure("services")[code]["questions"] for key in question.get("options", [])}
        for description in descriptions:
            marks, colon, _words = description.partition(": ")
            assert not colon or " " in marks or known.issuperset(marks.split("+")), description


@pytest.mark.parametrize("language", [language for language in TOLD_LANGUAGES if language != SOURCE])
def test_people_answer_questions_in_their_own_words(language):
    """Whatever is words in English has words of theirs; numbers and plates are the same for all."""
    english = voices("staff")["answers"]
    worded = {"direction", "note-words", "owner", "animal", "looks", "business", "times", "who"}
    assert set(voices(language)["answers"]) == worded <= set(english)
    assert not [text for code, texts in voices(language)["answers"].items() for text in texts if text in english[code] and "-" not in text]


def test_the_shares_name_services_answers_and_teams_that_exist():
    shares = voices("shares")
    services, answers = set(structure("services")), structure("answers")
    assert set(shares["services"]) == services
    for kind, outcome in (("resolved", "resolved"), ("no", "answered_no"), ("referral", "referral_confirmed")):
        assert services.issuperset(shares[kind])
        assert {answers[code]["outcome"] for code in shares[kind].values()} == {outcome}
    teams = {team for department in structure("departments").values() for team in department["teams"]}
    assert teams.issuperset(team for names in shares["receivers"].values() for team in names)


# --- facts ----------------------------------------------------------------------------------------------------------------------


def test_the_environment_names_the_city():
    environment = city.environment()
    assert environment["CX311_CITY_NAME"]
    assert all(key.startswith("CX311_") and isinstance(value, str) for key, value in environment.items())
    assert environment["CX311_LANGUAGES"] == "en,es,vi,zh-hant,ar"
    assert len(environment["CX311_REFERENCE_PREFIX"]) == 2


def test_districts_cover_the_city_once():
    shapes = list(polygons().values())
    whole = shapely.unary_union(shapes)
    assert len(shapes) == 10
    assert all(shape.is_valid for shape in shapes)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, rel=1e-9)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The city with a small past, loaded once and taken back at the end."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            load_city()
            load_history(count=400, seed=5, now=NOW)
            yield
            transaction.set_rollback(True)
        connection.close()


def test_the_city_is_complete(loaded):
    assert Department.objects.filter(is_external=False).count() >= 10
    assert Department.objects.filter(is_external=True).count() == 1
    assert Department.objects.exclude(teams__is_intake=True).count() == 0
    assert Service.objects.count() >= 38
    assert set(Service.objects.values_list("code", flat=True)) >= NAMED_IN_R97
    assert set(Question.objects.values_list("datatype", flat=True)) == set(Datatype.values)
    assert Question.objects.filter(depends_on__isnull=False).exclude(depends_keys=[]).exists()
    assert 18_000 < Address.objects.count() < 23_000
    assert Address.objects.filter(district=None).count() == 0
    assert Address.objects.filter(search__startswith="saint", text__startswith="St.").count() == 0
    assert Address.objects.filter(text__contains=" Nguyễn Trãi ", search__contains=" nguyen trai ").exists()


def test_offices_checklists_and_lists_of_words_are_loaded(loaded):
    assert Office.objects.filter(lat__isnull=False, services__isnull=False).distinct().count() >= 8
    for language in OTHERS:
        assert ChecklistItem.objects.filter(**{build_localized_fieldname("text", language): ""}).count() == 0
    assert ChecklistItem.objects.filter(service__code="building-permit", depends_on__code="who-builds", depends_keys=["contractor"]).exists()
    assert set(DangerWords.objects.values_list("language", flat=True)) == {"en", "es", "vi", "zh-hant", "ar"}


@pytest.mark.parametrize(
    ("language", "typed", "service"),
    [
        ("ar", "كلب سايب", "animal-issue"),
        ("ar", "زباله بالشارع", "illegal-dumping"),
        ("ar", "جورة بالشارع", "pothole"),
        ("ar", "نور الشارع خربان", "streetlight-out"),
        ("ar", "حضانه", "child-care"),
        ("ar", "بالوعة مسدودة", "sewer-storm-drain"),
        ("ar", "كنبة قديمة", "junk-pickup"),
        ("ar", "سيارة قدام بيتي", "blocked-driveway"),
        ("ar", "ما اخذوا الزبالة", "missed-garbage"),
        ("zh-hant", "狗", "animal-issue"),
        ("zh-hant", "街燈壞", "streetlight-out"),
        ("zh-hant", "通渠", "sewer-storm-drain"),
        ("zh-hant", "雪櫃", "junk-pickup"),
        ("zh-hant", "咪錶壞了", "parking-meter"),
        ("zh-hant", "冇人收垃圾", "missed-garbage"),
        ("zh-hant", "领养猫", "adopt-a-pet"),
    ],
)
def test_everyday_words_in_arabic_and_chinese_find_the_service_first(loaded, language, typed, service):
    assert search(typed, language, NOW.date())[0].entry.code == service


def test_hours_have_a_lunch_break_a_saturday_and_translated_holidays(loaded):
    assert Calendar.objects.count() == Department.objects.count() + 1
    assert OpenInterval.objects.filter(weekday=5).exists()
    assert OpenInterval.objects.filter(weekday=0).values("calendar").annotate(n=Count("id")).filter(n__gt=1).exists()
    christmas = Holiday.objects.filter(day="2026-12-25", calendar__department=None).get()
    assert (christmas.name_en, christmas.name_es, christmas.name_vi) == ("Christmas Day", "Navidad", "Lễ Giáng sinh")
    assert (christmas.name_zh_hant, christmas.name_ar) == ("聖誕節", "عيد الميلاد")
    assert set(Holiday.objects.dates("day", "year")) == {datetime(year, 1, 1).date() for year in (2025, 2026, 2027)}  # noqa: DTZ001  (a date)


def test_every_text_has_its_state_and_only_english_counts_as_reviewed(loaded):
    states = TranslationState.objects
    assert set(states.filter(language="en").values_list("status", flat=True)) == {TranslationStatus.REVIEWED}
    assert set(states.exclude(language="en").values_list("status", flat=True)) == {TranslationStatus.DRAFT}
    assert {states.filter(language=language).count() for language in languages()} == {states.filter(language="en").count()}
    pothole = Service.objects.get(code="pothole")
    state = states.get(model="catalog.service", object_id=pothole.id, field="description", language="vi")
    assert state.source_hash == source_hash(pothole.description_en)


def test_staff_speak_the_languages_of_the_city(loaded):
    def agents(*spoken):
        return Membership.objects.filter(role=Role.AGENT, user__spoken_languages__language__in=spoken).values("user").distinct().count()

    assert Membership.objects.filter(role=Role.AGENT).values("user").distinct().count() == 12
    assert (agents("es") >= 4, agents("vi") >= 3, agents("zh-hant") >= 2, agents("ar") >= 1) == (True, True, True, True)
    everybody = Membership.objects.filter(role=Role.WORKER, user__spoken_languages__language__in=["zh-hant", "ar"]).values("user").distinct()
    assert everybody.count() >= 4
    assert set(SpokenLanguage.objects.values_list("verified", flat=True)) == {True, False}
    workers = Membership.objects.filter(role=Role.WORKER).values("team__department").annotate(people=Count("user", distinct=True))
    assert {row["people"] >= 2 for row in workers} == {True}
    assert workers.count() == Department.objects.filter(is_external=False).exclude(code="311").count()
    assert Rule.objects.count() > 10


def test_the_sign_ins_are_people_of_their_role_with_the_printed_password(loaded):
    for account in city.sign_ins():
        user = User.objects.get(email=account["email"])
        assert (user.name, user.is_demo, user.check_password(account["password"])) == (account["name"], True, True)
        assert set(user.memberships.values_list("role", flat=True)) == {account["role"]}
        assert not user.is_superuser
    assert [account["role"] for account in city.sign_ins()] == ["agent", "supervisor", "worker", "administrator"]


def test_residents_can_be_reached_at_nobody(loaded):
    for number in ContactPoint.objects.filter(kind=PointKind.PHONE).values_list("value", flat=True):
        assert phonenumbers.is_possible_number(phonenumbers.parse(number))
        assert number[-7:-2] == "55501"
    assert not ContactPoint.objects.filter(kind=PointKind.EMAIL).exclude(value__endswith="@mail.example").exists()
    assert set(TOLD_LANGUAGES) < set(Contact.objects.values_list("preferred_language", flat=True))
    assert not Contact.objects.filter(preferred_language="zh-hant", name__contains=" ").exists()  # a Chinese name is written in one piece


def test_every_state_and_ending_occurs_in_the_past(loaded):
    assert 380 <= ServiceRequest.objects.count() <= 400
    assert {Status.CLOSED, Status.SUBMITTED, Status.IN_PROGRESS, Status.WAITING_OUTSIDE} <= set(
        ServiceRequest.objects.values_list("status", flat=True)
    )
    assert {Outcome.RESOLVED, Outcome.ANSWERED_NO, Outcome.CLOSED_UNRESOLVED} <= set(ServiceRequest.objects.values_list("outcome", flat=True))
    assert 0.75 < ServiceRequest.objects.filter(status=Status.CLOSED).count() / ServiceRequest.objects.count() < 0.95
    assert ServiceRequest.objects.overdue(NOW).exists()


def test_nothing_of_the_past_is_still_to_come(loaded):
    assert not RequestEvent.objects.filter(at__gt=NOW).exists()
    assert not ServiceRequest.objects.filter(updated_at__gt=NOW).exists()
    assert not Interaction.objects.filter(ended_at__gt=NOW).exists()
    assert not Interaction.objects.filter(ended_at=None).exists()
    assert not Response.objects.filter(answered_at__gt=NOW).exists()
    assert not Message.objects.filter(sent_at__gt=NOW).exists()


def test_every_history_follows_the_state_machine_and_ends_in_the_state_of_its_request(loaded):
    for request in ServiceRequest.objects.prefetch_related("events"):
        events = sorted(request.events.all(), key=lambda event: (event.at, event.id))
        assert [event.kind for event in events[:2]] == [EventKind.SUBMITTED, EventKind.ROUTED]
        state = Status.SUBMITTED
        for event in events:
            if event.kind == EventKind.STATUS:
                assert event.data["from"] == state
                assert event.data["to"] in TRANSITIONS[state]
                state = event.data["to"]
        assert request.status == state
        assert normalise(request.reference) == request.reference


def test_endings_are_written_in_the_residents_language_where_the_city_writes_it(loaded):
    closed = ServiceRequest.objects.filter(status=Status.CLOSED)
    assert not closed.filter(outcome_text="").exists()
    assert set(closed.values_list("language", flat=True)) >= set(TOLD_LANGUAGES)
    assert not closed.filter(language__in=TOLD_LANGUAGES).exclude(outcome_language=F("language")).exists()
    assert set(closed.exclude(language__in=TOLD_LANGUAGES).values_list("outcome_language", flat=True)) <= {"en"}


def test_handoffs_name_their_events_and_their_packets_are_sealed(loaded):
    assert Handoff.objects.exists()
    assert not Handoff.objects.open().exists()
    for handoff in Handoff.objects.all():
        steps = RequestEvent.objects.filter(kind=EventKind.HANDOFF, data__handoff=handoff.pk).order_by("at")
        offered, answered = (event.data["step"] for event in steps)
        assert offered == "offered"
        assert answered in {"accepted", "declined", "timed_out", "cancelled"}
    assert all(packet.sha256 == sealed(packet.data) for packet in Packet.objects.all())


def test_duplicates_point_to_a_request_of_the_same_service(loaded):
    repeated = ServiceRequest.objects.filter(outcome=Outcome.CLOSED_DUPLICATE)
    assert not repeated.filter(parent=None).exists()
    assert not repeated.exclude(parent__service=F("service")).exists()


def test_surveys_were_answered_and_nobody_is_left_to_be_asked(loaded):
    asked = Invitation.objects.count()
    assert 0.2 < Response.objects.count() / asked < 0.5
    assert Invitation.objects.filter(answered_at__isnull=False).count() == Response.objects.count()
    assert to_ask(NOW).count() == 0


def test_letters_hold_the_exact_text_in_the_residents_language(loaded):
    letters = Message.objects.filter(channel="email")
    assert letters.exists()
    assert not letters.filter(text="").exists()
    assert set(letters.values_list("language", flat=True)) <= set(TOLD_LANGUAGES)


# --- loading --------------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_seed_tells_the_same_past():
    def told():
        with transaction.atomic():
            load_history(count=40, seed=7, now=NOW)
            past = list(ServiceRequest.objects.order_by("reference").values_list("reference", "status", "description", "submitted_at", "closed_at"))
            transaction.set_rollback(True)
        return past

    load_city()
    first = told()
    assert len(first) >= 38
    assert told() == first


@pytest.mark.django_db
def test_a_second_load_changes_nothing():
    call_command("load_demo", "--empty-history", stdout=StringIO())
    said = StringIO()
    call_command("load_demo", stdout=said)
    assert "nothing loaded" in said.getvalue()
    assert ServiceRequest.objects.count() == 0
    assert Service.objects.count() == len(structure("services"))
