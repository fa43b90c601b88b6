"""Who is there, who could take it, and in which languages."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import Role, SpokenLanguage, Team
from contact_center.actions import heard, set_presence
from contact_center.models import Presence
from contact_center.queries import free_by_language, present, targets
from contact_center.status import PresenceStatus
from tests import factories as make
from tests.proofs import nothing_written, refused

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.fixture
def clock(db):
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def here():
    return [p.user for p in present()]


def test_presence_is_kept(clock):
    make.department()
    user = make.user()
    presence = set_presence(user, PresenceStatus.MEETING)
    kept = Presence.objects.get()
    assert (kept, kept.user, kept.status, kept.since, kept.heard_at) == (presence, user, "meeting", NOON, NOON)
    clock.shift(timedelta(seconds=5))
    set_presence(user, PresenceStatus.AVAILABLE)
    kept.refresh_from_db()
    assert (kept.status, kept.since) == ("available", NOON + timedelta(seconds=5))


@pytest.mark.parametrize("status", ["", "asleep", None, PresenceStatus.NOT_RESPONDING])
def test_a_status_she_cannot_choose_is_refused(clock, status):
    make.department()
    user = make.user()
    set_presence(user, PresenceStatus.AVAILABLE)
    with refused("status"):
        set_presence(user, status)


def test_a_browser_not_heard_for_a_minute_is_gone(clock):
    make.department()
    user = make.user()
    set_presence(user, PresenceStatus.AVAILABLE)
    clock.shift(timedelta(seconds=59))
    assert here() == [user]
    clock.shift(timedelta(seconds=1))
    assert here() == []


def test_a_heartbeat_keeps_her(clock):
    make.department()
    user = make.user()
    set_presence(user, PresenceStatus.AVAILABLE)
    clock.shift(timedelta(seconds=45))
    heard(user)
    clock.shift(timedelta(seconds=45))
    assert here() == [user]
    assert Presence.objects.get().since == NOON


def test_a_heartbeat_makes_nobody_present(clock):
    make.department()
    user = make.user()
    with nothing_written():
        heard(user)


def test_offline_is_gone_at_once(clock):
    make.department()
    set_presence(make.user(), PresenceStatus.OFFLINE)
    assert here() == []


def test_free_by_language_counts_who_is_available(clock):
    make.department()
    lan = make.user(name="Lan", languages=["vi", "en"])
    bo = make.user(name="Bo", languages=["en"])
    busy = make.user(name="Cy", languages=["es"])
    for user, status in ((lan, "available"), (bo, "available"), (busy, "busy")):
        set_presence(user, status)
    assert free_by_language() == {"vi": [lan], "en": [bo, lan]}
    clock.shift(timedelta(seconds=60))
    assert free_by_language() == {}


def test_targets_put_first_where_somebody_speaks_the_language(clock):
    for code in ("parks", "streets", "water"):
        make.department(code)
    speaks = make.user(of="water", languages=["vi"])
    present_only = make.user(of="streets")
    for user in (speaks, present_only):
        set_presence(user, PresenceStatus.AVAILABLE)
    assert [(team.code, free, speakers) for team, free, speakers in targets("vi")] == [
        ("water-intake", [speaks], [speaks]),
        ("streets-intake", [present_only], []),
        ("parks-intake", [], []),
    ]


def test_a_language_that_is_not_verified_does_not_count(clock):
    make.department("water")
    user = make.user(of="water", languages=["vi"])
    SpokenLanguage.objects.update(verified=False)
    set_presence(user, PresenceStatus.AVAILABLE)
    assert [(team.code, free, speakers) for team, free, speakers in targets("vi")] == [("water-intake", [user], [])]


@pytest.mark.parametrize("status", [status for status in PresenceStatus if status != "not_responding"])
def test_who_can_take_a_transfer_now(clock, status):
    make.department("water")
    user = make.user(of="water", languages=["vi"])
    set_presence(user, status)
    assert [free for _team, free, _speakers in targets("vi")] == [[user] if status in ("available", "transfer_only") else []]


def test_the_own_team_inactive_teams_and_outside_organizations_are_no_targets(clock):
    make.department("streets")
    make.department("gas", external=True)
    make.department("water")
    make.department("parks")
    Team.objects.filter(code="water-intake").update(is_active=False)
    assert [team.code for team, _free, _speakers in targets("es", exclude_team_id=make.team("streets").pk)] == ["parks-intake"]


@pytest.mark.parametrize("teams", [1, 3])
def test_targets_take_the_same_queries(clock, teams, django_assert_num_queries):
    for code in ("parks", "streets", "water")[:teams]:
        make.department(code)
        set_presence(make.user(Role.WORKER, of=code, languages=["vi"]), PresenceStatus.AVAILABLE)
    with django_assert_num_queries(4):
        assert len(targets("vi")) == teams
