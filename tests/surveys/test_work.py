from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Role
from contact_center.models import Handoff, HandoffKind, Offer
from notifications.models import Message
from requests_app.models import ServiceRequest
from requests_app.status import Outcome, Status
from surveys.kpis import work
from surveys.kpis.period import Period
from surveys.kpis.work import AgeGroup, Share
from tests import factories

pytestmark = pytest.mark.django_db
CITY = ZoneInfo("America/Los_Angeles")
NOVEMBER = Period(date(2026, 11, 2), date(2026, 11, 15))  # a Monday, and the Sunday after next


def at(day, hour=12):
    return datetime(2026, 11, day, hour, tzinfo=CITY)


def request(n, of=None, **fields):
    service = of or factories.service()
    base = {"channel": "web", "language": "en", "submitted_at": at(2)}
    team = service.department.teams.get()
    return ServiceRequest.objects.create(reference=f"CX{n}", service=service, department=service.department, team=team, **{**base, **fields})


def test_volumes_by_day_and_week_with_zeros():
    for n, moment in enumerate([at(2, 0), at(2, 23), at(8, 23), at(9, 0), at(1, 23), at(16, 0)]):
        request(n, submitted_at=moment, language="es" if n == 0 else "en")
    everything = ServiceRequest.objects.all()
    days = work.volumes(everything, NOVEMBER)[""]
    assert [day for day, _count in days] == [date(2026, 11, 2) + timedelta(days=n) for n in range(14)]
    assert [count for _day, count in days] == [2, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]
    assert work.volumes(everything, NOVEMBER, unit="week") == {"": [(date(2026, 11, 2), 3), (date(2026, 11, 9), 1)]}
    by = work.volumes(everything, NOVEMBER, unit="week", by="language")
    assert by == {"en": [(date(2026, 11, 2), 2), (date(2026, 11, 9), 1)], "es": [(date(2026, 11, 2), 1), (date(2026, 11, 9), 0)]}
    assert set(work.volumes(everything, NOVEMBER, by="department")) == {str(everything[0].department_id)}


def test_volumes_of_nothing():
    two_days = Period(date(2026, 11, 2), date(2026, 11, 3))
    assert work.volumes(ServiceRequest.objects.all(), two_days) == {"": [(date(2026, 11, 2), 0), (date(2026, 11, 3), 0)]}
    assert work.volumes(ServiceRequest.objects.all(), NOVEMBER, by="channel") == {}


def test_figures_count_only_the_rows_they_are_given():
    request(1)
    request(2, of=factories.service("tree", of="parks"))
    seen = ServiceRequest.objects.visible_to(factories.user(Role.WORKER))
    assert sum(count for _day, count in work.volumes(seen, NOVEMBER)[""]) == 1


def test_ages_of_what_is_open(django_assert_num_queries):
    now = at(15)
    for n, days in enumerate([0, 0.99, 1, 2.99, 3, 7, 29.99, 30, 90, 400]):
        request(n, submitted_at=now - timedelta(days=days), promised_at=now - timedelta(minutes=1) if n in (1, 9) else None)
    request(50, submitted_at=now - timedelta(days=2), status=Status.CLOSED, outcome=Outcome.RESOLVED, closed_at=now)
    request(51, submitted_at=now, promised_at=now - timedelta(days=1), promise_minutes_left=5)  # its promise is paused
    with django_assert_num_queries(1):
        groups = work.ages(ServiceRequest.objects.all(), now)
    assert groups == [
        AgeGroup(0, 1, 3, 1),
        AgeGroup(1, 3, 2, 0),
        AgeGroup(3, 7, 1, 0),
        AgeGroup(7, 30, 2, 0),
        AgeGroup(30, 90, 1, 0),
        AgeGroup(90, None, 2, 1),
    ]


def test_promise_kept_is_by_the_first_date_promised():
    ended = {"status": Status.CLOSED, "outcome": Outcome.RESOLVED}
    request(1, closed_at=at(5), first_promised_at=at(5), promised_at=at(5), **ended)  # to the moment
    request(2, closed_at=at(6), first_promised_at=at(5), promised_at=at(9), **ended)  # only by the second promise
    request(3, closed_at=at(6), **ended)  # never promised
    request(4, closed_at=at(16, 0), first_promised_at=at(20), **ended)  # after the period
    request(5, first_promised_at=at(3))  # still open
    request(6, of=factories.service("tree", of="parks"), closed_at=at(6), first_promised_at=at(9), channel="phone", **ended)
    everything = ServiceRequest.objects.all()
    assert work.promise_kept(everything, NOVEMBER) == Share(2, 3)
    assert work.promise_kept(everything, NOVEMBER, by="channel") == {"web": Share(1, 2), "phone": Share(1, 1)}
    assert work.promise_kept(everything.none(), NOVEMBER).value is None


def offer(n, state, seconds=None, offered_at=None, **fields):
    offered_at = offered_at or at(3)
    sender = factories.user()
    handoff = Handoff.objects.create(
        kind=HandoffKind.DEPARTMENT, request=request(f"H{n}"), sender=sender, from_team=factories.team("streets"), to_team=factories.team("parks"),
        language="en", reason="Trees", state="returned", ended_at=offered_at,
    )  # fmt: skip
    answered_at = offered_at + timedelta(seconds=seconds) if seconds else None
    Offer.objects.create(
        handoff=handoff, team=handoff.to_team, state=state, offered_at=offered_at, expires_at=offered_at + timedelta(minutes=2),
        answered_at=answered_at, decline_reason="busy" if state == "declined" else "",
    )  # fmt: skip


def test_handoffs():
    factories.team("parks")
    for n, seconds in enumerate([10, 20, 90]):
        offer(n, "accepted", seconds)
    for n, state in enumerate(["declined", "timed_out", "rescinded", "live"], start=3):
        offer(n, state, 1 if state == "declined" else None)
    offer(9, "accepted", 5, offered_at=at(20))
    figures = work.handoffs(Offer.objects.all(), NOVEMBER)
    assert (figures.offered, figures.accepted, figures.declined, figures.timed_out, figures.taken_back, figures.waiting) == (7, 3, 1, 1, 1, 1)
    assert figures.median_seconds == 20
    assert work.handoffs(Offer.objects.none(), NOVEMBER).median_seconds is None


def test_the_outbox():
    now = timezone.now()
    for n, (status, minutes, due) in enumerate([("queued", 5, -5), ("failed", 30, 10), ("queued", 90, 60), ("dead", 500, -500), ("sent", 900, -900)]):
        Message.objects.create(
            dedupe_key=str(n), kind="received", channel="email", to="a@example.com", language="en", status=status,
            created_at=now - timedelta(minutes=minutes), next_attempt_at=now + timedelta(minutes=due), sent_at=now if status == "sent" else None,
        )  # fmt: skip
    figures = work.outbox(Message.objects.all(), now)
    assert (figures.waiting, figures.failed, figures.dead, figures.oldest) == (3, 1, 1, timedelta(minutes=30))
    assert work.outbox(Message.objects.none(), now).oldest is None


def test_asked_again_of_those_with_a_date_filed_in_the_period():
    late = [request(n, first_promised_at=at(3), promised_at=at(3)) for n in range(3)]
    request(3)  # was given no date
    request(4, submitted_at=at(1), first_promised_at=at(2))  # filed before the period
    for made in late[:2]:
        for _turn in range(2):  # twice by the same resident is one request
            made.events.create(kind="asked_again", actor_kind="resident", at=at(20))
    late[2].events.create(kind="reply", actor_kind="resident", at=at(20))
    assert work.asked_again(ServiceRequest.objects.all(), NOVEMBER) == Share(2, 3)
    assert work.asked_again(ServiceRequest.objects.none(), NOVEMBER) == Share(0, 0)
