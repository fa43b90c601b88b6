"""Filing a request: what one submission writes, and what it refuses."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import Role
from contacts.actions import Person
from contacts.models import Channel, Contact
from notifications.models import Message
from requests_app.actions import submit
from requests_app.models import Actor, Attachment, EventKind, RequestEvent, ServiceRequest
from requests_app.reference import normalise
from requests_app.status import Status
from routing.models import Calendar, Rule
from tests import factories as make
from tests.proofs import at_once, denied, everything, nothing_written, refused

MONDAY_TEN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 10:00 in the city
PERSON = Person(name="Ana Ruiz", email="ana@example.com", language="es")


def file(service, **fields):
    defaults = {"language": "es", "channel": Channel.WEB, "actor": Actor.RESIDENT, "address": "12 Main Street", "lat": 37.05, "lon": -121.95}
    return submit(service_id=service.pk, **{**defaults, **fields})


def test_a_request_is_kept_as_it_was_told(db):
    make.district()
    request = file(
        make.service(), description=" Un bache \x00 grande ", zipcode="95112", contact=make.resident(), media_url="https://example.com/a.jpg"
    )
    kept = ServiceRequest.objects.get()
    assert kept == request
    assert normalise(kept.reference) == kept.reference
    assert len(kept.token) == 22
    assert kept.description == "Un bache  grande"
    assert (kept.language, kept.channel, kept.status, kept.outcome) == ("es", "web", Status.SUBMITTED, "")
    assert (kept.lat, kept.lon, kept.address, kept.zipcode) == (37.05, -121.95, "12 Main Street", "95112")
    assert kept.district.code == "north"
    assert kept.h3_cell is not None
    assert kept.media_url == "https://example.com/a.jpg"
    assert kept.contact.name == "Ana Ruiz"
    assert kept.closed_at is None
    assert kept.is_public
    assert not kept.is_restricted


def test_it_belongs_to_the_intake_team_of_its_service(db):
    request = file(make.service(of="parks"))
    assert request.department.code == "parks"
    assert request.team.code == "parks-intake"
    assert request.assignee is None


def test_a_rule_sends_it_elsewhere_and_the_event_says_why(db):
    service = make.service()
    water = make.department("water", name="Water")
    rule = Rule.objects.create(order=1, name="Leaks", service=service, team=make.team("water"))
    request = file(service)
    assert (request.department, request.team) == (water, make.team("water"))
    event = request.events.get(kind=EventKind.ROUTED)
    assert event.data["rule"] == rule.pk
    assert event.data["team"] == request.team_id
    assert event.data["department"] == water.pk
    assert event.data["reason"]["code"] == "rule"
    assert event.data["passed_over"] == []


def test_the_event_says_which_rules_were_passed_over(db):
    service = make.service()
    make.department("water")
    rule = Rule.objects.create(order=1, name="Vietnamese", language="vi", team=make.team("water"))
    event = file(service).events.get(kind=EventKind.ROUTED)
    assert event.data["rule"] is None
    assert event.data["reason"]["code"] == "fallback"
    assert [(row["rule"], row["differs"]) for row in event.data["passed_over"]] == [(rule.pk, ["language"])]


def test_the_resident_sees_that_it_was_submitted_and_not_how_it_was_routed(db):
    request = file(make.service())
    assert [(e.kind, e.is_public, e.actor_kind) for e in request.events.order_by("id")] == [
        ("submitted", True, Actor.RESIDENT),
        ("routed", False, Actor.SYSTEM),
    ]


def test_the_promise_is_counted_in_working_time(db):
    with time_machine.travel(MONDAY_TEN, tick=False):
        request = file(make.service(promise_minutes=12 * 60))
    promised = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)  # Monday 10–17 is 7 hours, Tuesday 8–13 the other 5
    assert request.promised_at == request.first_promised_at == promised
    assert request.promise_minutes_left is None
    assert request.events.get(kind=EventKind.SUBMITTED).data == {"channel": "web", "promised_at": promised.isoformat()}


def test_a_service_that_promises_nothing_gives_no_date(db):
    request = file(make.service(promise_minutes=None))
    assert request.promised_at is None
    assert request.events.get(kind=EventKind.SUBMITTED).data["promised_at"] is None


def test_the_reporter_is_told_in_the_language_of_the_request(db):
    request = file(make.service(), contact=make.resident(language="vi"), language="es")
    follower = request.followers.get()
    assert (follower.is_reporter, follower.language, follower.stopped_at) == (True, "es", None)
    message = Message.objects.get()
    assert (message.kind, message.language, message.to, message.channel) == ("received", "es", "ana@example.com", "email")
    assert (message.about, message.department_id, message.contact_id) == (request.reference, request.department_id, request.contact_id)
    assert (message.status, message.attempts, message.text) == ("queued", 0, "")
    assert message.context["token"] == request.token
    assert message.context["promised_at"] == request.promised_at.isoformat()


def test_the_reporter_is_found_or_made_in_the_same_transaction(db):
    request = file(make.service(), person=PERSON)
    assert request.contact.points.get().value == "ana@example.com"
    assert file(make.service(), person=PERSON).contact == request.contact


def test_nobody_is_told_of_an_anonymous_request(db):
    request = file(make.service())
    assert request.contact is None
    assert request.followers.count() == 0
    assert Message.objects.count() == 0


def test_a_name_alone_is_kept_and_cannot_be_written_to(db):
    request = file(make.service(), person=Person(name="Ana"))
    assert request.contact.name == "Ana"
    assert Message.objects.count() == 0


def test_staff_who_take_calls_file_for_a_resident(db):
    agent = make.user(Role.AGENT)
    request = file(make.service(), actor=agent, channel=Channel.PHONE)
    event = request.events.get(kind=EventKind.SUBMITTED)
    assert (event.actor_kind, event.actor) == (Actor.STAFF, agent)


def test_a_department_worker_may_not_file(db):
    worker, service = make.user(Role.WORKER), make.service()
    with denied():
        file(service, actor=worker)


def test_photos_of_the_draft_go_with_it(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    photo = {"file": SimpleUploadedFile("a.jpg", b"a"), "content_type": "image/jpeg", "size": 1, "actor_kind": Actor.RESIDENT}
    mine, other = Attachment.objects.create(draft_key="mine", **photo), Attachment.objects.create(draft_key="other", **photo)
    request = file(make.service(), draft_key="mine")
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.request, mine.draft_key) == (request, "")
    assert (other.request, other.draft_key) == (None, "other")


def test_answers_are_kept(db):
    service = make.service()
    make.question(service, "size", "number")
    assert file(service, answers={"size": "3", "other": "x"}).answers == {"size": 3}


def test_restricted_and_private_follow_the_service(db):
    request = file(make.service(is_restricted=True, is_public=False))
    assert (request.is_restricted, request.is_public) == (True, False)


# refusals: each leaves everything as it was


def test_an_unknown_service_is_refused(db):
    make.service()
    with refused("service"):
        submit(service_id=10**9, language="es", channel=Channel.WEB, actor=Actor.RESIDENT)


def test_a_service_no_longer_offered_is_refused(db):
    service = make.service(is_active=False)
    with refused("service"):
        file(service)


def test_a_hidden_service_is_still_taken(db):
    assert file(make.service(is_hidden=True)).was_created


@pytest.mark.parametrize("address", ["", "   ", "\x00"])
def test_a_service_that_needs_a_place_is_not_filed_without(db, address):
    service = make.service()
    with refused("place"):
        file(service, lat=None, lon=None, address=address)


def test_an_address_alone_is_a_place(db):
    request = file(make.service(), lat=None, lon=None)
    assert (request.lat, request.district, request.h3_cell) == (None, None, None)


def test_a_service_that_needs_no_place_is_filed_without(db):
    assert file(make.service(needs_place=False), lat=None, lon=None, address="").was_created


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (37.0, None), (None, -121.9), (float("nan"), -121.9), (37.0, float("nan")), (float("inf"), 0.0), (0.0, float("-inf")), (90.01, 0.0),
        (-90.01, 0.0), (0.0, 180.01), (0.0, -180.01),
    ],
)  # fmt: skip
@pytest.mark.parametrize("needs_place", [True, False])
def test_a_place_that_is_none_is_refused(db, lat, lon, needs_place):
    service = make.service(needs_place=needs_place)
    with refused("place"):
        file(service, lat=lat, lon=lon)


def test_a_service_that_must_know_who_asks_is_not_filed_anonymously(db):
    service = make.service(anonymous_allowed=False)
    for person in (None, Person(), Person(name="Ana")):
        with refused("contact"):
            file(service, person=person)


def test_everything_wrong_is_said_at_once(db):
    service = make.service(anonymous_allowed=False)
    make.question(service, "size", "number", required=True)
    with refused("place", "contact", "description", "size"):
        file(service, lat=None, lon=None, address="", description="x" * 4001)


def test_an_address_that_is_none_is_refused_by_its_field(db):
    service = make.service()
    with refused("email", "phone"):
        file(service, person=Person(email="ana", phone="12"))


def test_odd_text_is_kept_readable(db):
    """No text from outside may make the database refuse the row."""
    request = file(
        make.service(), address="12\x00 Main\n Street " + "x" * 300, zipcode="9\x005112-12345678",
        person=Person(name="Ana\x00 " + "x" * 300, email="ana@example.com", needs="ramp\x00" + "x" * 400),
    )  # fmt: skip
    request.refresh_from_db()
    assert request.address == ("12 Main Street " + "x" * 300)[:250]
    assert request.zipcode == "95112-123456"
    assert request.contact.name == ("Ana " + "x" * 300)[:150]


def test_a_failure_in_the_middle_leaves_nothing(db, monkeypatch):
    service = make.service()
    before = everything()
    with connection.execute_wrapper(_no_messages), pytest.raises(RuntimeError):
        file(service, person=PERSON)
    assert everything() == before


def _no_messages(execute, query, params, many, context):
    if 'INTO "notifications_message"' in query or "INTO notifications_message" in query:
        raise RuntimeError("pulled the plug")
    return execute(query, params, many, context)


# the same submission again


def test_the_same_key_gives_the_same_request_and_writes_nothing(db):
    service = make.service()
    first = file(service, person=PERSON, idempotency_key="k1")
    assert first.was_created
    with nothing_written():
        again = file(service, person=PERSON, idempotency_key="k1")
    assert again == first
    assert not again.was_created


def test_the_same_key_with_other_words_still_writes_nothing(db):
    service = make.service()
    first = file(service, idempotency_key="k1", description="one")
    with nothing_written():
        assert file(service, idempotency_key="k1", description="two", person=PERSON) == first


def test_no_key_means_two_requests(db):
    service = make.service()
    assert file(service) != file(service)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_request():
    service = make.service()
    for turn in range(5):
        key = f"double-{turn}"
        results = at_once(*[lambda key=key: file(service, person=PERSON, idempotency_key=key)] * 2)
        assert results[0].reference == results[1].reference
        assert sorted(result.was_created for result in results) == [False, True]
    assert ServiceRequest.objects.count() == 5
    assert RequestEvent.objects.count() == 10
    assert Message.objects.count() == 5
    assert Contact.objects.count() == 1


def test_a_reference_that_is_taken_is_drawn_again(db, monkeypatch):
    service = make.service()
    taken = file(service).reference
    drawn = iter([taken, taken, "CX000000010"])
    monkeypatch.setattr("requests_app.actions.filing.new_reference", lambda: next(drawn))
    assert file(service).reference == "CX000000010"


# what must never be, whoever writes


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("team_id = NULL", "team_id"),
        ("department_id = NULL", "department_id"),
        ("status = 'closed', outcome = 'resolved'", "closed_at_exactly_when_closed"),
        ("closed_at = now()", "closed_at_exactly_when_closed"),
        ("status = 'closed', closed_at = now()", "outcome_exactly_when_closed"),
        ("outcome = 'resolved'", "outcome_exactly_when_closed"),
        ("lat = NULL", "lat_and_lon_together_and_real"),
        ("lat = 91", "lat_and_lon_together_and_real"),
        ("lat = 'NaN'", "lat_and_lon_together_and_real"),
        ("parent_id = id", "request_not_its_own_duplicate"),
    ],
)
def test_the_database_refuses_what_must_never_be(db, change, constraint):
    request = file(make.service())
    with pytest.raises(Exception, match=constraint), connection.cursor() as cursor:
        cursor.execute(f"UPDATE requests_app_servicerequest SET {change} WHERE id = %s", [request.pk])


def test_the_number_of_queries_of_a_submission_stays_small(db, settings, django_assert_max_num_queries):
    """Two of them are the savepoint that stands for the transaction; the catalogue and the routing are at hand."""
    service = make.service()
    file(service, person=PERSON)
    settings.CATALOGUE_CHECK_SECONDS = 60
    with django_assert_max_num_queries(11):
        file(service, person=PERSON, idempotency_key="k")


def test_without_any_opening_hours_a_request_is_filed_without_a_promise(db):
    hole = make.service()
    Calendar.objects.all().delete()
    assert make.request(of=hole).promised_at is None
