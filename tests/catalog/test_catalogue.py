"""The catalogue that each process holds: complete, frozen, and read anew whenever anything in it changed."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from django.db import connection, transaction

from accounts.models import Department, Team
from catalog import queries
from catalog.models import AnswerTemplate, Article, CatalogueVersion, DangerWords, Option, Question, Service, ServiceGroup, Synonyms
from catalog.queries import current
from tests import factories as make
from tests.proofs import at_once

DAY = date(2026, 11, 23)


def test_a_service_is_read_with_its_texts_and_questions(db):
    service = make.service(description_en="Holes in the road", description_es="Hoyos en la calle", promise_minutes=480, reopen_days=7)
    first = make.question(service, "where", "singlevaluelist", options=["road", "path!"], label_es="¿Dónde?", required=True)
    make.question(service, "size", "number", depends_on=first, depends_keys=["road"])
    entry = current().service("pothole")
    assert entry == current().service_by_id(service.pk)
    assert (entry.id, entry.code, entry.department_id, entry.group_id) == (service.pk, "pothole", service.department_id, service.group_id)
    assert (entry.promise_minutes, entry.reopen_days, entry.needs_place, entry.is_active) == (480, 7, True, True)
    assert entry.name == {"en": "Pothole", "es": "Bache", "vi": "Ổ gà"}
    assert entry.description == {"en": "Holes in the road", "es": "Hoyos en la calle"}
    where, size = entry.questions
    assert (where.code, where.datatype, where.is_required, where.label) == ("where", "singlevaluelist", True, {"en": "where", "es": "¿Dónde?"})
    assert [(o.key, o.is_emergency, o.name) for o in where.options] == [("road", False, {"en": "road"}), ("path", True, {"en": "path"})]
    assert (size.depends_on, size.depends_keys, size.options) == ("where", ("road",), ())
    assert entry.question("size") == size
    assert entry.question("none") is None


def test_languages_that_are_switched_off_are_not_read(db):
    make.service(name_ko="포트홀")
    assert set(current().service("pothole").name) == {"en", "es", "vi"}


def test_residents_are_offered_what_is_active_and_not_hidden_in_order(db):
    services = {"b": {}, "a": {"position": 9}, "hidden": {"is_hidden": True}, "gone": {"is_active": False}, "c": {}}
    for position, (code, fields) in enumerate(services.items()):
        make.service(code, **{"position": position, **fields})
    catalogue = current()
    assert [s.code for s in catalogue.services] == ["b", "c", "a"]
    assert catalogue.service("hidden").is_hidden
    assert catalogue.service("gone") is None
    assert catalogue.service_by_id(Service.objects.get(code="gone").pk).code == "gone"
    assert catalogue.service("none") is None
    assert catalogue.service_by_id(None) is None


def test_departments_teams_and_groups_are_in_it(db):
    parks = make.department("parks", name="Parks", phone="+14085550100", name_es="Parques")
    make.department("garden", parent=parks, external=True)
    make.service()
    catalogue = current()
    entry = catalogue.department(parks.pk)
    assert (entry.code, entry.name, entry.phone, entry.parent_id, entry.is_external) == (
        "parks", {"en": "Parks", "es": "Parques"}, "+14085550100", None, False,
    )  # fmt: skip
    garden = catalogue.department(Department.objects.get(code="garden").pk)
    assert (garden.parent_id, garden.is_external) == (parks.pk, True)
    team = catalogue.team(make.team("parks").pk)
    assert (team.code, team.department_id, team.is_intake, team.is_active) == ("parks-intake", parks.pk, True, True)
    assert catalogue.group(ServiceGroup.objects.get().pk).name["es"] == "Calles"
    assert catalogue.department(0) is catalogue.team(0) is catalogue.group(0) is None


def test_an_article_is_shown_until_it_expires(db):
    made = make.article(expires_on=DAY)
    service = make.service()
    made.services.add(service)
    make.article("hidden", is_active=False)
    catalogue = current()
    assert [a.slug for a in catalogue.articles(DAY)] == ["pothole-facts"]
    assert catalogue.articles(date(2026, 11, 24)) == ()
    assert catalogue.article("pothole-facts", DAY).service_ids == {service.pk}
    assert catalogue.article("pothole-facts", date(2026, 11, 24)) is None
    assert catalogue.article("hidden", DAY) is None


def test_templates_are_offered_for_their_outcome_and_service(db):
    service, other = make.service(), make.service("tree", of="parks")
    for code, outcome, only, active in (
        ("all", "resolved", None, True), ("mine", "resolved", service, True), ("theirs", "resolved", other, True), ("no", "answered_no", None, True),
        ("old", "resolved", None, False),
    ):  # fmt: skip
        AnswerTemplate.objects.create(code=code, outcome=outcome, service=only, is_active=active, title_en=code, text_en=code)
    assert [t.code for t in current().templates_for(service.pk, "resolved")] == ["all", "mine"]
    assert current().template("no").outcome == "answered_no"
    assert current().template("old") is None


def test_what_is_held_cannot_be_changed(db):
    make.service()
    with pytest.raises(FrozenInstanceError):
        current().service("pothole").code = "x"


# the version


def version():
    return CatalogueVersion.objects.get().version


@pytest.fixture
def filled(db):
    service = make.service()
    make.question(service, "where", "singlevaluelist", options=["road"])
    made = make.article()
    made.services.add(service)
    AnswerTemplate.objects.create(code="fixed", outcome="resolved", title_en="x", text_en="x")
    Synonyms.objects.create(language="en", words="hole, pothole")


MODELS = [ServiceGroup, Service, Question, Option, Article, Article.services.through, AnswerTemplate, Synonyms, Department, Team]


@pytest.mark.parametrize("table", [model._meta.db_table for model in MODELS])
def test_any_change_by_sql_moves_the_version(filled, table):
    before = version()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")
    assert version() > before


@pytest.mark.parametrize("table", ["catalog_option", "catalog_article_services", "catalog_answertemplate"])
def test_so_does_a_deletion(filled, table):
    before = version()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
    assert version() > before


@pytest.mark.parametrize(
    "change",
    [
        lambda: Service.objects.update(name_es="Hoyo"),
        lambda: Option.objects.create(question=Question.objects.get(), key="path", name_en="path"),
        lambda: Article.objects.get().services.clear(),
        lambda: Department.objects.update(phone="+14085550199"),
        lambda: Team.objects.get().save(),
        lambda: Question.objects.get().delete(),
    ],
)
def test_the_next_reader_sees_a_change(filled, change):
    before = current()
    assert current() is before
    change()
    after = current()
    assert after is not before
    assert after.version > before.version


def test_what_is_undone_is_not_held(filled):
    before = current()
    with transaction.atomic():
        Service.objects.update(name_es="Hoyo")
        assert current().service("pothole").name["es"] == "Hoyo"
        transaction.set_rollback(True)
    assert current().service("pothole").name["es"] == "Bache"
    assert current().version == before.version
    Service.objects.update(name_es="Socavón")
    assert current().service("pothole").name["es"] == "Socavón"


def test_other_tables_do_not_move_it(filled):
    before = version()
    make.request()
    make.user(None)
    assert version() == before


@pytest.mark.parametrize("services", [1, 3])
def test_reading_it_takes_the_same_queries_however_large(db, services, django_assert_num_queries):
    for n in range(services):
        service = make.service(f"s{n}")
        make.question(service, "where", "singlevaluelist", options=["road", "path"])
        make.article(f"a{n}").services.add(service)
    with django_assert_num_queries(15):  # the version, nine tables, and which article belongs to which service
        assert len(current().services) == services
    with django_assert_num_queries(1):
        current()


def test_the_version_is_looked_at_once_in_a_while(filled, settings, django_assert_num_queries):
    current()
    settings.CATALOGUE_CHECK_SECONDS = 60
    with django_assert_num_queries(0):
        assert current().service("pothole")


@pytest.mark.django_db(transaction=True)
def test_threads_share_one_copy():
    make.service()
    copies = at_once(*[current] * 4)
    assert len({id(copy) for copy in copies}) == 1
    assert queries.current() is copies[0]


@pytest.mark.parametrize("words", ["حريق، تسرب غاز", "حريق, تسرب غاز", "حريق、تسرب غاز", "حريق ， تسرب غاز"])
@pytest.mark.django_db
def test_a_list_may_be_typed_with_the_comma_of_any_script(words):
    DangerWords.objects.create(language="ar", words=words)
    assert current().danger_words["ar"] == ("حريق", "تسرب غاز")
