"""What staff see: queues page by page, who sees which request, and finding one by its words."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Department, Membership, Role, Team
from requests_app.actions import ask_again, assign, close, wait_outside
from requests_app.models import ServiceRequest
from requests_app.queries import VIEWS, Filters, by_reference, by_token, found, of_contact, queue_counts, queue_page
from requests_app.reference import new_reference, normalise, pretty
from requests_app.status import Outcome, Status
from tests import factories as make

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def rows(moments, *, closed=False):
    """One request for each moment of its promise (or closing); None: without a promise. -> [id] in the order made"""
    service, team = make.service(), make.team()
    state = {"status": Status.CLOSED, "outcome": Outcome.RESOLVED} if closed else {"status": Status.OPEN}
    made = ServiceRequest.objects.bulk_create([
        ServiceRequest(reference=new_reference(), service=service, department=team.department, team=team, channel="web", language="en",
                       **state, **({"closed_at": moment} if closed else {"promised_at": moment}))
        for moment in moments
    ])  # fmt: skip
    return [request.pk for request in made]


def walk(user, view, size):
    """All pages forward, then back from the last one. -> ([pages forward], [pages back, first page first])"""
    pages = [queue_page(user, view=view, size=size, at=NOW)]
    while pages[-1].older:
        pages.append(queue_page(user, view=view, size=size, at=NOW, cursor=pages[-1].older))
        assert len(pages) < 100
    back = [pages[-1]]
    while back[0].newer:
        back.insert(0, queue_page(user, view=view, size=size, at=NOW, cursor=back[0].newer))
        assert len(back) < 100
    ids = lambda several: [[row.pk for row in page.rows] for page in several]  # noqa: E731
    return ids(pages), ids(back)


few_moments = st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=14)  # many ties, many without a promise
CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@given(few_moments, st.integers(1, 5))
@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
def test_open_pages_put_together_are_the_whole_list_both_ways(db, supervisor, hours, size):
    ServiceRequest.objects.all().delete()
    moments = [None if hour is None else NOW + timedelta(hours=hour) for hour in hours]
    made = dict(zip(rows(moments), moments, strict=True))
    expected = sorted(made, key=lambda pk: (made[pk] is None, made[pk] or NOW, pk))
    forward, back = walk(supervisor, "open", size)
    assert list(chain(*forward)) == list(chain(*back)) == expected
    assert all(len(page) == size for page in forward[:-1])
    assert back == forward or len(back[0]) <= size


@given(st.lists(st.integers(0, 3), max_size=14), st.integers(1, 5))
@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
def test_closed_pages_put_together_are_the_whole_list_both_ways(db, supervisor, hours, size):
    ServiceRequest.objects.all().delete()
    moments = [NOW + timedelta(hours=hour) for hour in hours]
    made = dict(zip(rows(moments, closed=True), moments, strict=True))
    expected = sorted(made, key=lambda pk: (made[pk], pk), reverse=True)
    forward, back = walk(supervisor, "closed", size)
    assert list(chain(*forward)) == list(chain(*back)) == expected


@pytest.fixture
def supervisor(db):
    make.department()
    return make.user(Role.SUPERVISOR)


@pytest.fixture
def worker(db):
    make.department()
    return make.user(Role.WORKER)


def test_a_row_that_came_between_does_not_shift_the_next_page(supervisor):
    ids = rows([NOW + timedelta(hours=h) for h in (1, 2, 3, 4)])
    first = queue_page(supervisor, size=2, at=NOW)
    rows([NOW])
    assert [r.pk for r in queue_page(supervisor, size=2, at=NOW, cursor=first.older).rows] == ids[2:]


def test_the_first_page_has_nothing_newer_and_the_last_nothing_older(supervisor):
    rows([NOW] * 3)
    first = queue_page(supervisor, size=2)
    last = queue_page(supervisor, size=2, cursor=first.older)
    assert (first.newer, last.older) == ("", "")
    assert first.older
    assert last.newer


def test_an_empty_queue_has_no_neighbours(supervisor):
    page = queue_page(supervisor)
    assert (page.rows, page.older, page.newer) == ([], "", "")


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "a:", "a:~", "a:~x", "a:yesterday~1", "b:2026-13-01T00:00:00~1", "c:~1", "a:0001-01-01T00:00:00+14:00~1", f"a:~{10**30}", "a:~-1",
        "\x00", "a:~٣",
    ],
)  # fmt: skip
def test_a_cursor_nobody_gave_breaks_nothing(supervisor, cursor):
    rows([NOW, None])
    assert isinstance(queue_page(supervisor, cursor=cursor).rows, list)


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_is_one_query(supervisor, count, django_assert_num_queries):
    for _ in range(count):
        assign(make.request(contact=make.resident()), person=supervisor, actor=supervisor)
    supervisor.has_perm("x")  # the permissions are read once for each user object
    with django_assert_num_queries(1):
        page = queue_page(supervisor, view="open")
        assert [(str(row.assignee), str(row.contact)) for row in page.rows] == [(supervisor.name, "Ana Ruiz")] * count


@pytest.mark.parametrize("count", [1, 3])
def test_the_counts_are_one_query(worker, count, django_assert_num_queries):
    rows([NOW] * count)
    queue_counts(worker)
    with django_assert_num_queries(1):
        assert queue_counts(worker)["open"] == count


def test_every_view_holds_what_its_name_says(worker):
    mine, over, soon, later, never, waits, done = (make.request() for _ in range(7))
    for asked in (over, done):
        with time_machine.travel(asked.promised_at + timedelta(hours=1)):
            ask_again(asked)
    ServiceRequest.objects.update(promised_at=NOW + timedelta(days=9))
    assign(mine, person=worker, actor=worker)
    for request, moment in ((over, NOW - timedelta(seconds=1)), (soon, NOW), (later, NOW + timedelta(days=2)), (never, None)):
        ServiceRequest.objects.filter(pk=request.pk).update(promised_at=moment)
    ServiceRequest.objects.filter(pk=waits.pk).update(status=Status.OPEN)
    wait_outside(waits, reason="x", actor=worker)
    ServiceRequest.objects.filter(pk=waits.pk).update(promised_at=NOW - timedelta(days=1))  # paused: it cannot be late
    close(done, outcome=Outcome.RESOLVED, text="x", actor=worker)
    seen = {view: {r.pk for r in queue_page(worker, view=view, at=NOW).rows} for view in VIEWS}
    all_open = {r.pk for r in (mine, over, soon, later, never, waits)}
    assert seen == {
        "mine": {mine.pk}, "department": all_open, "unassigned": all_open - {mine.pk}, "soon": {soon.pk}, "over": {over.pk}, "asked": {over.pk},
        "waiting": {waits.pk},
        "open": all_open, "closed": {done.pk},
    }  # fmt: skip
    assert queue_counts(worker, NOW) == {view: len(seen[view]) for view in VIEWS if view != "closed"}


def test_filters_narrow(supervisor):
    make.district()
    parks = make.service("tree", of="parks")
    here = make.request(language="vi")
    there = make.request(of=parks, lat=38.0, lon=-121.0)
    pages = {
        Filters(service_id=parks.pk): [there],
        Filters(department_id=here.department_id): [here],
        Filters(district_id=here.district_id): [here],
        Filters(status=Status.SUBMITTED): [here, there],
        Filters(status=Status.OPEN): [],
        Filters(language="vi"): [here],
        Filters(language="vi", service_id=parks.pk): [],
        Filters(words=there.reference): [there],
        Filters(words="bache"): [here, there],
    }
    for filters, expected in pages.items():
        assert {r.pk for r in queue_page(supervisor, filters=filters).rows} == {r.pk for r in expected}, filters


# who sees what


@pytest.fixture
def city(db):
    """Streets with its part Lights below it, parks, and in each a plain and a restricted request."""
    streets = make.department("streets")
    make.department("lights", parent=streets)
    made = {}
    for code in ("streets", "lights", "parks"):
        made[code] = make.request(of=make.service(f"{code}-plain", of=code))
        made[f"{code} restricted"] = make.request(of=make.service(f"{code}-restricted", of=code, is_restricted=True))
    return made


def seen(city, user):
    visible = set(ServiceRequest.objects.visible_to(user).values_list("pk", flat=True))
    assert visible == {row.pk for row in queue_page(user, view="open").rows}
    assert len(visible) == queue_counts(user)["open"]
    return {name for name, request in city.items() if request.pk in visible}


STREETS = {"streets", "streets restricted", "lights", "lights restricted"}
PLAIN = {"streets", "lights", "parks"}


@pytest.mark.parametrize(
    ("role", "of", "expected"),
    [
        (Role.WORKER, "streets", STREETS),
        (Role.WORKER, "lights", {"lights", "lights restricted"}),
        (Role.WORKER, "parks", {"parks", "parks restricted"}),
        (Role.AGENT, "parks", PLAIN | {"parks restricted"}),
        (Role.AGENT, "streets", PLAIN | STREETS),
        (Role.SUPERVISOR, "parks", PLAIN | STREETS | {"parks restricted"}),
        (Role.ADMINISTRATOR, "parks", PLAIN | STREETS | {"parks restricted"}),
        (None, "parks", set()),
    ],
)
def test_each_role_sees_its_part(city, role, of, expected):
    assert seen(city, make.user(role, of=of)) == expected


def test_who_left_sees_nothing(city):
    assert seen(city, make.user(Role.SUPERVISOR, is_active=False)) == set()


def test_a_superuser_sees_everything(city):
    assert seen(city, make.user(None, is_superuser=True)) == set(city)


def test_two_memberships_see_both_parts(city):
    user = make.user(Role.WORKER, of="lights")
    Membership.objects.create(user=user, team=make.team("parks"), role=Role.WORKER)
    assert seen(city, user) == {"lights", "lights restricted", "parks", "parks restricted"}


def test_a_team_that_is_no_more_shows_nothing(city):
    user = make.user(Role.WORKER, of="parks")
    Team.objects.filter(code="parks-intake").update(is_active=False)
    assert seen(city, user) == set()


def test_the_tree_goes_down_any_depth(city):
    Department.objects.filter(code="parks").update(parent=Department.objects.get(code="lights"))
    assert seen(city, make.user(Role.WORKER, of="streets")) == set(city)


def test_the_public_list_shows_only_what_may_be_public(db):
    shown = make.request()
    make.request(of=make.service("private", is_public=False))
    assert list(ServiceRequest.objects.public()) == [shown]


def test_a_contacts_requests_are_shown_only_so_far_as_one_may_see(city):
    ana = make.resident()
    ServiceRequest.objects.update(contact=ana)
    closed = close(city["parks"], outcome=Outcome.RESOLVED, text="x", actor=make.user(Role.SUPERVISOR))
    listed = of_contact(make.user(Role.AGENT, of="lights"), ana)
    assert listed[-1] == closed
    assert {r.pk for r in listed} == {city[name].pk for name in PLAIN | {"lights restricted"}}


# finding


@pytest.mark.parametrize("written", [lambda r: r, lambda r: pretty(r), lambda r: r.lower(), lambda r: r[2:], lambda r: " ".join(r)])
def test_a_request_is_found_by_its_reference_however_written(db, written):
    request = make.request()
    make.request()
    assert by_reference(written(request.reference)) == request
    assert list(found(ServiceRequest.objects.all(), written(request.reference))) == [request]


def test_a_wrong_reference_finds_nothing(db):
    make.request()
    assert by_reference("CX-0000-0000-1") is None
    assert by_reference("") is None


def test_a_request_is_found_by_its_secret(db):
    request = make.request()
    assert by_token(request.token) == request
    assert by_token("") is None
    assert by_token(request.token.swapcase()) is None


@pytest.fixture
def described(db):
    make.request(description="Streetlight out & dark corner", address="55 Oak Avenue")
    return make.request(description="Un árbol caído: bloquea 'la calle' | toda!", address="12 Main Street")


@pytest.mark.parametrize("words", ["árbol", "ÁRBOL", "caído calle", "árb mai", "main 12", "bloquea calle", "  calle  ", "'calle'", "calle & toda"])
def test_words_find_the_requests_that_have_them_all(described, words):
    assert list(found(ServiceRequest.objects.all(), words)) == [described]


@pytest.mark.parametrize(
    "words",
    [
        ":", "&", "|", "!", "& | !", "calle & ! |", "':*", "calle:*", "\\", "calle\\", "(", ")", "<->", "calle <-> main", "%", "_", "\x00",
        "calle\x00", "🚗", "--", "''", "a'b",
    ],
)  # fmt: skip
def test_signs_break_nothing(described, words):
    assert set(found(ServiceRequest.objects.all(), words)) <= {described}


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None, suppress_health_check=CHECKS)
def test_any_words_break_nothing(described, words):
    assert len(list(found(ServiceRequest.objects.all(), words))) <= 2


def test_words_nobody_wrote_find_nothing(described):
    assert list(found(ServiceRequest.objects.all(), "calle zebra")) == []


def test_a_word_that_could_be_a_reference_is_a_word_too(db):
    """Nine letters pass the check by chance, one time in 32."""
    assert normalise("000000000") is not None
    request = make.request(description="000000000 is written on the wall")
    assert list(found(ServiceRequest.objects.all(), "000000000")) == [request]


def test_the_number_in_another_system_is_found(db):
    request = make.request()
    ServiceRequest.objects.filter(pk=request.pk).update(source_system="old", source_id="4711")
    assert list(found(ServiceRequest.objects.all(), "4711")) == [request]
    assert list(found(ServiceRequest.objects.all(), "471")) == []
