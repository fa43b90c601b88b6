"""Who is who: found by a point and a name, never merged by guess, never overwritten."""

import pytest

from contacts.actions import Person, find_or_create, record_consent, set_preferences
from contacts.models import Channel, Consent, Contact, ContactPoint, Purpose, Source
from contacts.queries import by_name, by_point, reachable_points
from tests import factories as make
from tests.proofs import at_once, nothing_written, refused

ANA = Person(name="Ana Ruiz", email="ana@example.com", phone="408 555 0123")


def points(contact):
    return sorted(contact.points.values_list("kind", "value"))


def test_somebody_new_is_kept(db):
    ana = find_or_create(
        Person(name=" Ana  Ruiz ", email="Ana@Example.com", phone="408 555 0123", language="es", language_source=Source.ASKED, needs="Wheelchair")
    )
    ana.refresh_from_db()
    assert (ana.name, ana.accessibility_needs) == ("Ana Ruiz", "Wheelchair")
    assert (ana.preferred_language, ana.language_source) == ("es", Source.ASKED)
    assert (ana.preferred_channel, ana.channel_source) == ("", Source.UNKNOWN)
    assert ana.preferences_at is not None
    assert points(ana) == [("email", "ana@example.com"), ("phone", "+14085550123")]


def test_nothing_is_known_of_a_preference_nobody_gave(db):
    ana = find_or_create(ANA)
    assert (ana.preferred_language, ana.language_source, ana.preferences_at) == ("", Source.UNKNOWN, None)


def test_who_gave_nothing_is_nobody(db):
    with nothing_written():
        assert find_or_create(Person()) is None
        assert find_or_create(Person(name="  ", language="es", needs="x")) is None


def test_a_name_alone_is_always_somebody_new(db):
    assert find_or_create(Person(name="Ana")) != find_or_create(Person(name="Ana"))


@pytest.mark.parametrize(
    "person",
    [
        ANA,
        Person(name="ANA RUIZ", email="ana@EXAMPLE.com"),
        Person(name="  ana  ruiz", phone="+1 (408) 555-0123"),
        Person(email="ana@example.com"),
        Person(name="Ana Ruiz", email="other@example.com", phone="408 555 0123"),
    ],
)
def test_the_same_point_and_name_is_the_same_person(db, person):
    ana = find_or_create(ANA)
    assert find_or_create(person) == ana
    assert Contact.objects.count() == 1


def test_somebody_known_without_a_name_gets_hers(db):
    known = find_or_create(Person(phone="408 555 0123"))
    assert find_or_create(ANA) == known
    known.refresh_from_db()
    assert known.name == "Ana Ruiz"
    assert points(known) == [("email", "ana@example.com"), ("phone", "+14085550123")]


def test_a_household_shares_a_phone_and_stays_apart(db):
    ana, bo = find_or_create(ANA), find_or_create(Person(name="Bo Ruiz", phone="408 555 0123"))
    assert ana != bo
    assert points(bo) == [("phone", "+14085550123")]
    assert find_or_create(Person(name="Ana Ruiz", phone="408 555 0123")) == ana
    assert find_or_create(Person(name="Bo Ruiz", phone="408 555 0123")) == bo


def test_a_second_point_is_added(db):
    ana = find_or_create(Person(name="Ana Ruiz", email="ana@example.com"))
    find_or_create(ANA)
    assert points(ana) == [("email", "ana@example.com"), ("phone", "+14085550123")]


def test_empty_fields_are_filled_and_what_she_was_asked_stays(db):
    ana = find_or_create(Person(name="Ana Ruiz", email="ana@example.com", language="es", language_source=Source.ASKED))
    told = Person(name="Ana Ruiz", email="ana@example.com", language="en", language_source=Source.ASKED, channel=Channel.SMS, needs="Ramp")
    find_or_create(told)
    ana.refresh_from_db()
    assert (ana.preferred_language, ana.language_source) == ("es", Source.ASKED)
    assert (ana.preferred_channel, ana.channel_source) == ("sms", Source.INFERRED)
    assert ana.accessibility_needs == "Ramp"
    find_or_create(Person(name="Ana Ruiz", email="ana@example.com", needs="Interpreter"))
    ana.refresh_from_db()
    assert ana.accessibility_needs == "Ramp"


def test_what_was_only_inferred_gives_way_to_what_she_said(db):
    ana = find_or_create(Person(name="Ana Ruiz", email="ana@example.com", language="en"))
    assert ana.language_source == Source.INFERRED
    find_or_create(Person(name="Ana Ruiz", email="ana@example.com", language="es", language_source=Source.ASKED))
    ana.refresh_from_db()
    assert (ana.preferred_language, ana.language_source) == ("es", Source.ASKED)


def test_the_same_again_writes_nothing(db):
    find_or_create(ANA)
    with nothing_written():
        find_or_create(ANA)


def test_a_bad_point_is_refused_by_its_field(db):
    with refused("email", "phone"):
        find_or_create(Person(name="Ana", email="ana@", phone="12"))
    with refused("phone"):
        find_or_create(Person(name="Ana", email="ana@example.com", phone="12"))


@pytest.mark.django_db(transaction=True)
def test_two_submissions_of_somebody_new_make_one_contact():
    for turn in range(10):
        person = Person(name=f"Ana {turn}", email=f"ana{turn}@example.com", phone=f"408 555 01{turn:02}")
        results = at_once(*[lambda person=person: find_or_create(person)] * 3)
        assert len({result.pk for result in results}) == 1
    assert Contact.objects.count() == 10
    assert ContactPoint.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_two_who_share_two_points_do_not_lock_each_other():
    for turn in range(10):
        mail, phone = f"a{turn}@example.com", f"408 555 01{turn:02}"
        results = at_once(lambda m=mail, p=phone: find_or_create(Person("Ana", m, p)), lambda m=mail, p=phone: find_or_create(Person("Bo", m, p)))
        assert not [result for result in results if isinstance(result, Exception)]


def test_preferences_are_kept_with_their_source(db):
    ana, agent = find_or_create(ANA), make.user(None)
    set_preferences(ana, actor=agent, language="vi", channel=Channel.SMS)
    ana.refresh_from_db()
    assert (ana.preferred_language, ana.language_source, ana.preferred_channel, ana.channel_source) == ("vi", "asked", "sms", "asked")
    set_preferences(ana, actor=None, needs="Ramp", source=Source.INFERRED)
    ana.refresh_from_db()
    assert (ana.accessibility_needs, ana.preferred_language, ana.language_source) == ("Ramp", "vi", "asked")


def test_a_change_of_consent_is_a_new_row(db):
    ana, agent = find_or_create(ANA), make.user(None)
    record_consent(ana, purpose=Purpose.SURVEY, given=True, actor=agent, language="es", detail="on the phone")
    record_consent(ana, purpose=Purpose.SURVEY, given=False)
    assert list(Consent.objects.order_by("id").values_list("given", "recorded_by", "language", "detail")) == [
        (True, agent.pk, "es", "on the phone"),
        (False, None, "", ""),
    ]


def test_a_caller_is_looked_up_by_what_she_says(db):
    ana = find_or_create(ANA)
    bo = find_or_create(Person(name="Bo", phone="408 555 0123"))
    assert by_point("(408) 555-0123") == [bo, ana]
    assert by_point("ANA@example.com") == [ana]
    assert by_point("nobody") == by_point("") == by_point("408 555 9999") == []


@pytest.mark.parametrize("count", [1, 3])
def test_looking_up_takes_the_same_queries(db, count, django_assert_num_queries):
    for n in range(count):
        find_or_create(Person(name=f"Ana {n}", phone="408 555 0123", email=f"ana{n}@example.com"))
    with django_assert_num_queries(2):
        assert [len(c.points.all()) for c in by_point("408 555 0123")] == [2] * count


def test_a_resident_is_looked_up_by_name(db):
    ana = find_or_create(ANA)
    assert by_name("ruiz") == by_name("ANA") == [ana]


@pytest.mark.parametrize("words", ["a", "", "zz", "%", "a%z", "an_"])
def test_signs_and_single_letters_find_nobody(db, words):
    find_or_create(ANA)
    assert by_name(words) == []


def test_a_stopped_point_is_not_written_to(db):
    ana = find_or_create(ANA)
    ana.points.filter(kind="email").update(stopped_at=ana.created_at)
    assert [p.kind for p in reachable_points(ana)] == ["phone"]
