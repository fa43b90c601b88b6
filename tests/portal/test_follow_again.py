"""Not fixed, by somebody who may not reopen: a new request, linked to the closed one, with nothing private taken over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from console.cases import page_of
from notifications.words import grouped
from requests_app.actions import close
from requests_app.models import EventKind, ServiceRequest
from requests_app.status import Outcome
from tests import factories as make

SAYS = "which was closed on"


@pytest.fixture
def worker(city):
    return make.user(Role.WORKER)


@pytest.fixture
def closed(city, worker):
    eva = make.resident(email="eva@example.com", name="Eva Cruz")
    made = make.request(of=city, contact=eva, address="1234 Main Street, Apt 5", lat=37.051234, answers={"size": "small"})
    return close(made, outcome=Outcome.RESOLVED, text="Reparado.", actor=worker)


def again(ana, closed, **query):
    return ana.begin(after=closed.reference, **query)


def place(ana):
    return next(iter(ana.client.session["drafts"].values())).get("place")


def made_after(closed):
    return ServiceRequest.objects.exclude(pk=closed.pk).get()


def test_the_public_page_of_a_closed_request_offers_to_send_a_new_one(client, closed):
    page = client.get(f"/en/requests/{closed.reference}/").content.decode()
    assert f'href="/en/report/pothole/?after={closed.reference}"' in page


def test_open_withdrawn_and_no_longer_offered_ones_do_not(client, city, closed):
    link = "?after="
    open_one = make.request(of=city, answers={"size": "small"})
    assert link not in client.get(f"/en/requests/{open_one.reference}/").content.decode()
    ServiceRequest.objects.filter(pk=closed.pk).update(outcome=Outcome.WITHDRAWN)
    assert link not in client.get(f"/en/requests/{closed.reference}/").content.decode()
    ServiceRequest.objects.filter(pk=closed.pk).update(outcome=Outcome.RESOLVED)
    city.is_active = False
    city.save()
    assert link not in client.get(f"/en/requests/{closed.reference}/").content.decode()


def test_a_stranger_takes_over_the_block_and_no_more(ana, closed):
    again(ana, closed)
    assert place(ana) == {"text": "1200–1299 Main Street", "lat": 37.051, "lon": -121.95, "zipcode": ""}
    page = ana.client.get(ana.url).content.decode()
    for secret in ("1234", "Apt 5", "Eva", "eva@", closed.token, "Hay un bache"):
        assert secret not in page


def test_the_reporter_takes_over_her_place_exactly(ana, closed):
    again(ana, closed, near=closed.token)
    assert place(ana)["text"] == "1234 Main Street, Apt 5"


def test_the_check_page_says_which_one_and_both_are_linked_once_it_is_sent(ana, closed):
    again(ana, closed).send(address="1200–1299 Main Street")
    ana.up_to("check")
    page = ana.client.get(ana.url).content.decode()
    assert f"Request <bdi>{grouped(closed.reference)}</bdi>, {SAYS}" in page
    check = ana.url
    ana.send()
    ana.client.post(check)  # sent twice is sent once
    new = made_after(closed)
    assert new.follows_up == closed
    assert [event.data for event in new.events.filter(kind=EventKind.LINKED)] == [{"to": closed.reference, "why": "follow_up"}]
    assert [event.data for event in closed.events.filter(kind=EventKind.LINKED)] == [{"to": new.reference, "why": "follow_up"}]


def test_her_page_says_why_it_was_sent_and_leads_to_the_closed_one_only_where_anybody_may_see_it(ana, client, closed):
    again(ana, closed).send(address="1200–1299 Main Street")
    ana.up_to("check").send()
    link = f'href="/en/requests/{closed.reference}/"'
    page = client.get(f"/en/track/{made_after(closed).token}/").content.decode()
    assert f"You sent this because request <bdi>{grouped(closed.reference)}</bdi> was not fixed." in page
    assert link in page
    ServiceRequest.objects.filter(pk=closed.pk).update(is_public=False)
    page = client.get(f"/en/track/{made_after(closed).token}/").content.decode()
    assert "was not fixed." in page
    assert link not in page


def test_staff_see_it_on_both_as_far_as_they_may(ana, closed, worker):
    again(ana, closed).send(address="1200–1299 Main Street")
    ana.up_to("check").send()
    new = made_after(closed)
    assert page_of(worker, closed)["linked"] == [new]
    assert page_of(worker, new)["linked"] == [closed]
    assert page_of(make.user(Role.WORKER, of="parks"), new)["linked"] == []


def test_the_public_pages_link_each_other_if_both_are_public(ana, client, closed):
    again(ana, closed).send(address="1200–1299 Main Street")
    ana.up_to("check").send()
    new = made_after(closed)
    assert f'href="/en/requests/{new.reference}/"' in client.get(f"/en/requests/{closed.reference}/").content.decode()
    assert f'href="/en/requests/{closed.reference}/"' in client.get(f"/en/requests/{new.reference}/").content.decode()
    ServiceRequest.objects.filter(pk=new.pk).update(is_public=False)
    assert new.reference not in client.get(f"/en/requests/{closed.reference}/").content.decode()


@pytest.mark.parametrize("change", [{"is_public": False}, {"closed_at": None, "outcome": "", "status": "open"}])
def test_of_one_that_is_not_public_or_not_closed_nothing_is_taken_over(ana, closed, change):
    ServiceRequest.objects.filter(pk=closed.pk).update(**change)
    again(ana, closed)
    assert place(ana) is None
    ana.up_to("check")
    assert SAYS not in ana.client.get(ana.url).content.decode()
    ana.send()
    assert made_after(closed).follows_up is None


def test_the_reporter_may_follow_up_her_private_one(ana, closed):
    ServiceRequest.objects.filter(pk=closed.pk).update(is_public=False)
    again(ana, closed, near=closed.token).send(address="1234 Main Street, Apt 5")
    ana.up_to("check").send()
    assert made_after(closed).follows_up == closed


@pytest.mark.parametrize("reference", ["", "nonsense", "\x00", "CX00000000" + "0", "x" * 5000])
def test_a_reference_nobody_knows_begins_a_plain_report(ana, reference):
    ana.begin(after=reference)
    assert place(ana) is None


def test_after_the_days_of_the_service_her_page_leads_there(client, closed):
    link = f'href="/en/report/pothole/?near={closed.token}&amp;after={closed.reference}"'
    assert link not in client.get(f"/en/track/{closed.token}/").content.decode()
    ServiceRequest.objects.filter(pk=closed.pk).update(closed_at=timezone.now() - timedelta(days=31))
    assert link in client.get(f"/en/track/{closed.token}/").content.decode()
