"""The queue: the same number of questions to the database for one row and for three, pages that lose nothing, words when empty."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from requests_app import actions
from requests_app.queries import PAGE
from surveys.kpis import work
from tests import factories as make


def asked(browser, address):
    browser.get(address)  # catalogue and permissions are read once
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200
    assert len(found) > 3
    return len(found)


@pytest.mark.parametrize("address", ["/console/queue/?view=open", "/console/requests/", "/console/people/?q=ana@example.com"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(db, as_, address):
    worker = make.user(Role.WORKER)
    browser = as_(worker)
    ana = make.resident()
    first = make.request(contact=ana)
    actions.note(first, "One", actor=worker)
    once = asked(browser, address)
    for n in range(2):
        actions.note(make.request(contact=make.resident(name=f"Ana {n}")), "More", actor=worker)
    assert asked(browser, address) == once


def test_the_request_beside_the_queue_asks_as_often_for_three_rows_as_for_one(db, as_):
    browser = as_(make.user(Role.WORKER))
    case = make.request(contact=make.resident())
    address = f"/console/queue/{case.reference}/?view=open"
    once = asked(browser, address)
    for n in range(2):
        make.request(contact=make.resident(name=f"Eva {n}"))
    assert asked(browser, address) == once


def test_pages_go_on_where_the_last_one_ended_and_back(db, as_):
    browser = as_(make.user(Role.WORKER))
    references = {make.request().reference for _ in range(PAGE + 2)}
    first = browser.get("/console/queue/?view=open").context["listing"]
    second = browser.get(f"/console/queue/?{first.older}").context["listing"]
    again = browser.get(f"/console/queue/?{second.newer}").context["listing"]
    shown = [row.request.reference for row in first.rows] + [row.request.reference for row in second.rows]
    assert len(shown) == PAGE + 2
    assert set(shown) == references
    assert [row.request.reference for row in again.rows] == [row.request.reference for row in first.rows]
    assert second.older == ""


def test_filters_stay_in_every_address(db, as_):
    browser = as_(make.user(Role.AGENT, of="calls"))
    make.request(language="es")
    make.request(language="vi", description="Ổ gà rất sâu")
    listing = browser.get("/console/queue/?view=open&language=vi&words=sâu").context["listing"]
    assert [row.request.language for row in listing.rows] == ["vi"]
    assert all("language=vi" in address for _view, _title, _count, address in listing.tabs)


def test_an_empty_queue_says_what_will_appear(db, as_):
    page = as_(make.user(Role.WORKER)).get("/console/queue/?view=mine").content.decode()
    assert "Requests that you take, or that somebody gives to you, appear here." in page


def test_without_a_view_the_first_that_holds_something_is_shown(db, as_):
    worker = make.user(Role.WORKER)
    make.request()
    assert as_(worker).get("/console/queue/").context["listing"].view_or_first == "department"


def test_a_worker_counts_and_sees_only_her_department(world, as_):
    stranger = as_(world.stranger).get("/console/queue/?view=open").context["listing"]
    worker = as_(world.worker).get("/console/queue/?view=open").context["listing"]
    assert (stranger.counts["open"], len(stranger.rows)) == (0, 0)
    assert (worker.counts["open"], len(worker.rows)) == (2, 2)
    assert 'name="department"' not in worker.filters


def test_a_whole_request_is_found_by_its_reference_as_somebody_types_it(world, as_):
    typed = world.plain.reference[:2].lower() + " " + world.plain.reference[2:].lower()
    rows = as_(world.worker).get("/console/requests/", {"q": typed}).context["rows"]
    assert [row.request.reference for row in rows] == [world.plain.reference]


def test_a_request_is_found_by_the_name_of_its_resident(world, as_):
    rows = as_(world.worker).get("/console/requests/", {"q": "Ana Ruiz"}).context["rows"]
    assert len(rows) == 3
    assert as_(world.stranger).get("/console/requests/", {"q": "Ana Ruiz"}).context["rows"] == []


@pytest.fixture
def asked_twice(db):
    """A request whose resident has asked again after the first date and after the second."""
    case = make.request(contact=make.resident())
    with time_machine.travel(case.promised_at + timedelta(hours=1), tick=False):
        actions.ask_again(case)
        actions.repromise(case, timezone.localdate() + timedelta(days=3), reason="Llueve.", actor=make.user(Role.WORKER))
    case.refresh_from_db()
    with time_machine.travel(case.promised_at + timedelta(hours=1), tick=False):
        actions.ask_again(case)
    return case


def test_how_often_the_resident_asked_again_stands_in_the_queue_beside_it_and_on_the_request(as_, asked_twice):
    browser = as_(make.user(Role.WORKER))
    chip = '<span class="chip chip-over" title="The resident asked again 2 times">asked 2×</span>'
    assert chip in browser.get("/console/queue/?view=open").content.decode()
    assert chip in browser.get(f"/console/queue/{asked_twice.reference}/?view=open").content.decode()
    assert "asked again 2 times" in browser.get(f"/console/requests/{asked_twice.reference}/").content.decode()


def test_those_who_asked_again_have_a_tab_of_their_own(as_, asked_twice):
    make.request()
    listing = as_(make.user(Role.WORKER)).get("/console/queue/?view=asked").context["listing"]
    assert ([row.request.pk for row in listing.rows], listing.counts["asked"]) == ([asked_twice.pk], 1)


def test_the_figures_say_how_many_had_to_ask_again_and_lead_to_them(as_, asked_twice):
    make.request()
    answer = as_(make.user(Role.SUPERVISOR)).get("/console/figures/")
    assert (answer.context["asked"], answer.context["asked_now"]) == (work.Share(1, 2), 1)
    assert 'href="/console/queue/?view=asked"' in answer.content.decode()


def test_a_list_asks_as_often_for_three_late_rows_as_for_one(as_, asked_twice):
    browser = as_(make.user(Role.WORKER))
    once = asked(browser, "/console/queue/?view=open")
    for n in range(2):
        case = make.request(contact=make.resident(name=f"Ana {n}"))
        with time_machine.travel(case.promised_at + timedelta(hours=1)):
            actions.ask_again(case)
    assert asked(browser, "/console/queue/?view=open") == once
