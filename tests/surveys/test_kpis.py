"""R1, R6, R10, R13 against a naive recomputation in Python, and the properties requirements R19 asks for."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from requests_app.models import Actor, EventKind, RequestEvent, ServiceRequest
from surveys.kpis import Figure, Period, r1, r6, r6_top, r10, r13, registry
from surveys.kpis.figure import wilson
from surveys.models import Invitation, Response
from tests import factories

pytestmark = pytest.mark.django_db
CITY = ZoneInfo("America/Los_Angeles")
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
MID_JANUARY = datetime(2026, 1, 15, 12, tzinfo=CITY)


@dataclass
class World:
    requests: list

    def closing(self, request, at, *, language="en", channel="web", answered=None, **answers):
        """A closing at *at* that was asked about; answered: when, with q1, q2, q3, q7."""
        event = RequestEvent.objects.create(request=request, kind=EventKind.STATUS, actor_kind=Actor.STAFF, at=at, data={"to": "closed"})
        invitation = Invitation.objects.create(
            request=request, closing=event, token=f"t{event.pk}", language=language, department_id=request.department_id, channel=channel,
            closed_at=at, invited_at=at, expires_at=at + timedelta(days=30), answered_at=answered,
        )  # fmt: skip
        if answered:
            Response.objects.create(invitation=invitation, language=language, answered_at=answered, **answers)
        return invitation

    def answers(self, count, at=MID_JANUARY, **answers):
        """As many answered closings, each of a request of its own."""
        for request in self.requests[:count]:
            self.closing(request, at, answered=at + timedelta(hours=1), **answers)


@pytest.fixture
def world():
    streets, parks = factories.service(), factories.service("tree", of="parks", name="Tree")
    north = factories.district()
    base = {"channel": "web", "language": "en"}
    made = ServiceRequest.objects.bulk_create(
        ServiceRequest(
            reference=f"CX{n}", service=service, department_id=service.department_id, team=service.department.teams.get(), district=district, **base
        )
        for n, (service, district) in enumerate([(streets, north), (parks, None)] * 20)
    )
    return World(made)


def test_top_box_over_valid_answers(world):
    for n, request in enumerate(world.requests[:14]):
        grades = [5, 5, 5, 4, 4, 3, 2, 1, 5, 5, 4, 0, None, 0][n]
        world.closing(request, MID_JANUARY, answered=MID_JANUARY + timedelta(days=1), q1=grades, q2=grades, q3=grades, q7=grades)
    figure = r1(JANUARY)
    assert (figure.numerator, figure.denominator, figure.invited, figure.answered) == (5, 11, 14, 14)
    assert figure.value == 5 / 11
    assert (figure.low, figure.high) == wilson(5, 11)
    assert (r6(JANUARY).numerator, r6(JANUARY).denominator) == (8, 11)
    assert (r6_top(JANUARY).numerator, r10(JANUARY).numerator, r13(JANUARY).numerator) == (5, 5, 5)


def test_each_figure_reads_its_own_question(world):
    world.answers(20, q1=5, q2=4, q3=1, q7=5)
    assert [kpi.compute(JANUARY).value for kpi in registry.values()] == [1, 1, 0, 1]
    assert r6_top(JANUARY).value == 0


def test_the_response_rate_is_of_those_asked(world):
    world.answers(10, q1=5)
    for request in world.requests[10:16]:
        world.closing(request, MID_JANUARY)
    figure = r1(JANUARY)
    assert (figure.answered, figure.invited, figure.response_rate) == (10, 16, 10 / 16)


def test_fewer_than_ten_answers_are_not_shown(world):
    world.answers(9, q1=5)
    assert r1(JANUARY) == Figure(None, 9, None, None, None, 9, 9, 1.0, True)


def test_nobody_asked(world):
    assert r1(JANUARY) == Figure(None, 0, None, None, None, 0, 0, None, True)
    assert r1(JANUARY, by="language") == {}


def test_cells(world):
    for n, request in enumerate(world.requests):
        language, channel = ("es", "phone") if n % 4 == 0 else ("en", "web")
        world.closing(request, MID_JANUARY, answered=MID_JANUARY, language=language, channel=channel, q1=5 if n % 2 else 3)
    streets, parks = str(world.requests[0].department_id), str(world.requests[1].department_id)
    groups = ("language", "department", "channel", "district")
    by = {name: {cell: (figure.numerator, figure.denominator) for cell, figure in r1(JANUARY, by=name).items()} for name in groups}
    assert by["language"] == {"en": (20, 30), "es": (0, 10)}
    assert by["channel"] == {"web": (20, 30), "phone": (0, 10)}
    assert by["department"] == {streets: (0, 20), parks: (20, 20)}
    assert by["district"] == {str(world.requests[0].district_id): (0, 20), "": (20, 20)}


def test_one_answer_per_request_the_latest_valid_one(world):
    world.answers(10, q1=1)
    for request in world.requests[:10]:
        world.closing(request, MID_JANUARY + timedelta(days=1), answered=MID_JANUARY + timedelta(days=2), q1=5)
        world.closing(request, MID_JANUARY + timedelta(days=3), answered=MID_JANUARY + timedelta(days=4), q1=0)
    assert (r1(JANUARY).numerator, r1(JANUARY).denominator, r1(JANUARY).invited) == (10, 10, 30)


def test_what_happens_afterwards_never_changes_a_past_period(world):
    world.answers(10, q1=5)
    before = r1(JANUARY)
    for request in world.requests[:10]:
        world.closing(request, MID_JANUARY + timedelta(days=30), answered=MID_JANUARY + timedelta(days=31), q1=1)
    assert r1(JANUARY) == before


def test_the_day_of_the_closing_counts_in_the_city(world):
    last_minute = datetime(2026, 2, 1, 7, 59, tzinfo=UTC)  # 23:59 on January 31 in the city
    for n, request in enumerate(world.requests[:20]):
        at = last_minute if n % 2 else last_minute + timedelta(minutes=1)
        world.closing(request, at, answered=at + timedelta(days=5), q1=5)
    assert r1(JANUARY).denominator == 10
    assert r1(Period(date(2026, 2, 1), date(2026, 2, 1))).denominator == 10


def test_a_late_answer_does_not_count(world):
    for n, request in enumerate(world.requests[:20]):
        world.closing(request, MID_JANUARY, answered=MID_JANUARY + timedelta(days=30, seconds=-(n % 2)), q1=5)
    figure = r1(JANUARY)
    assert (figure.denominator, figure.answered, figure.invited) == (10, 10, 20)


def test_an_unrelated_event_changes_nothing(world):
    world.answers(20, q1=5, q2=4, q3=2, q7=1)
    before = [kpi.compute(JANUARY, by=by) for kpi in registry.values() for by in (None, "language", "department", "channel", "district")]
    request = world.requests[0]
    for kind in EventKind:
        RequestEvent.objects.create(request=request, kind=kind, actor_kind=Actor.SYSTEM, at=MID_JANUARY, text="x")
    factories.request(contact=factories.resident())
    assert [kpi.compute(JANUARY, by=by) for kpi in registry.values() for by in (None, "language", "department", "channel", "district")] == before


def test_summer_time_days_are_whole():
    assert Period(date(2026, 3, 8), date(2026, 3, 8)).end - Period(date(2026, 3, 8), date(2026, 3, 8)).start == timedelta(days=1)  # wall clock
    day = Period(date(2026, 3, 8), date(2026, 3, 8))
    assert day.end.astimezone(UTC) - day.start.astimezone(UTC) == timedelta(hours=23)
    with pytest.raises(ValueError, match="ends on its first day"):
        Period(date(2026, 3, 8), date(2026, 3, 7))


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [  # from the tables of Newcombe 1998 (method 3) and Agresti and Coull 1998
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_wilson_against_published_values(successes, n, low, high):
    assert wilson(successes, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(n=st.integers(1, 10_000), share=st.floats(0, 1))
def test_wilson_holds_the_share_and_stays_between_0_and_1(n, share):
    successes = round(n * share)
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1 or (successes in (0, n) and 0 <= low <= high <= 1)


GRADE = st.none() | st.integers(0, 5)
CLOSINGS = st.lists(
    st.fixed_dictionaries(
        {
            "request": st.integers(0, 39),
            "hours": st.integers(-72, 24 * 34),  # from the start of January: some before it, some after
            "language": st.sampled_from(["en", "es", "vi"]),
            "channel": st.sampled_from(["web", "phone"]),
            "answered_after": st.none() | st.integers(1, 24 * 40),  # hours
            "grades": st.fixed_dictionaries({"q1": GRADE, "q2": GRADE, "q3": GRADE, "q7": GRADE}),
        }
    ),
    max_size=60,
)
FIGURES = {r1: ("q1", 5), r6: ("q2", 4), r6_top: ("q2", 5), r10: ("q3", 5), r13: ("q7", 5)}
CELL = {
    "": lambda i: "",
    "language": lambda i: i.language,
    "channel": lambda i: i.channel,
    "department": lambda i: str(i.department_id),
    "district": lambda i: str(i.request.district_id or ""),
}


def naive(invitations, question, at_least, by):
    """The definition, word by word, in Python. -> {cell: (numerator, denominator, invited, answered)}"""
    inside = [i for i in invitations if JANUARY.first <= i.closed_at.astimezone(CITY).date() <= JANUARY.last]
    answered = [i for i in inside if hasattr(i, "response") and i.response.answered_at < i.expires_at]
    latest = {}
    for i in sorted(answered, key=lambda i: (i.response.answered_at, i.pk)):
        if getattr(i.response, question) in (1, 2, 3, 4, 5):
            latest[i.request_id] = i
    found = defaultdict(lambda: [0, 0, 0, 0])
    for i in latest.values():
        found[CELL[by](i)][0] += getattr(i.response, question) >= at_least
        found[CELL[by](i)][1] += 1
    for i in inside:
        found[CELL[by](i)][2] += 1
        found[CELL[by](i)][3] += i in answered
    return {cell: tuple(numbers) for cell, numbers in found.items()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(closings=CLOSINGS)
def test_every_figure_equals_its_definition(world, closings):
    with transaction.atomic():
        start = JANUARY.start
        for c in closings:
            at = start + timedelta(hours=c["hours"])
            answered = at + timedelta(hours=c["answered_after"]) if c["answered_after"] else None
            grades = c["grades"] if answered else {}
            world.closing(world.requests[c["request"]], at, language=c["language"], channel=c["channel"], answered=answered, **grades)
        invitations = list(Invitation.objects.select_related("request", "response"))
        for compute, (question, at_least) in FIGURES.items():
            for by in CELL:
                expected = {cell: Figure.of(*numbers) for cell, numbers in naive(invitations, question, at_least, by).items()}
                figures = compute(JANUARY, by=by) if by else ({"": compute(JANUARY)} if expected else {})
                assert figures == expected
                assert all(f.suppressed or 0 <= f.low <= f.value <= f.high <= 1 for f in figures.values())
                assert all(f.answered <= f.invited for f in figures.values())
        assert [compute(JANUARY) for compute in FIGURES] == [compute(JANUARY) for compute in FIGURES]
        transaction.set_rollback(True)
