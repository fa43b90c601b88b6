"""Handing over by pages: what the sender fills in, what the receiver sees, and the one line that says where it stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contact_center.actions import run_timers, set_presence
from contact_center.models import Handoff
from requests_app.models import ServiceRequest
from tests import factories as make


@pytest.fixture
def packet(world):
    return {
        "to_team": make.team("parks").pk, "reason": "A park tree", "need": "Un árbol caído", "promised": "nothing", "question": "Look today",
        "tried": "", "mood": "",
    }  # fmt: skip


def live_line(browser, state=""):
    response = browser.get("/console/live/", {"state": state})
    return response.status_code, " ".join(response.content.decode().split())


def test_the_form_knows_what_the_system_knows_and_says_it_in_her_language(world, as_):
    set_presence(world.receiver, "available")
    context = as_(world.worker).get("/console/handoffs/new/", {"request": world.plain.reference}).context
    assert context["form"]["need"].value() == "Hay un bache grande."
    parks = next(target for target in context["targets"] if target.team == make.team("parks"))
    assert parks.free == [world.receiver]
    assert parks.announcement.language == "es"
    assert "Parks" in parks.announcement.text
    assert make.team("streets") not in [target.team for target in context["targets"]]


def test_an_incomplete_packet_is_refused_at_its_fields(world, as_, packet):
    response = as_(world.worker).post(f"/console/handoffs/new/?request={world.plain.reference}", packet | {"need": "", "question": ""})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"need", "question"}
    assert Handoff.objects.count() == 1


def test_what_is_handed_over_already_is_not_handed_over_twice(world, as_, packet):
    response = as_(world.worker).post(f"/console/handoffs/new/?request={world.given.reference}", packet)
    assert response.status_code == 409
    assert Handoff.objects.count() == 1


def test_on_a_call_she_must_be_told_first(world, as_, packet):
    browser = as_(world.agent)
    address = f"/console/handoffs/new/?call={world.call.pk}"
    response = browser.post(address, packet)
    assert response.context["form"].errors.keys() == {"announced"}
    browser.post(address, packet | {"announced": "on"})
    handoff = Handoff.objects.get(interaction=world.call)
    assert (handoff.kind, handoff.language, handoff.state) == ("phone", "es", "offering")


def test_the_line_says_one_new_only_to_the_team_it_is_offered_to(world, as_):
    _status, line = live_line(as_(world.receiver))
    assert "1 new offer" in line
    assert "new offer" not in live_line(as_(world.worker))[1]


def test_the_line_answers_nothing_while_nothing_has_changed(world, as_):
    browser = as_(world.receiver)
    state = browser.get("/console/live/").context["state"]
    assert live_line(browser, state)[0] == 204


def test_accepting_moves_the_request_and_shows_it(world, as_):
    response = as_(world.receiver).post(f"/console/offers/{world.offer.pk}/accept/")
    assert response.headers["Location"] == f"/console/requests/{world.given.reference}/"
    case = ServiceRequest.objects.get(pk=world.given.pk)
    assert (case.department.code, case.assignee) == ("parks", world.receiver)
    assert "Rita Receiver accepted. Parks has it now." in as_(world.worker).get(f"/console/handoffs/{world.handoff.pk}/").content.decode()


def test_declining_without_a_reason_is_refused_and_with_one_the_sender_reads_it(world, as_):
    browser = as_(world.receiver)
    assert browser.post(f"/console/offers/{world.offer.pk}/decline/", {}).status_code == 422
    assert browser.post(f"/console/offers/{world.offer.pk}/decline/", {"reason": "other"}).status_code == 422
    browser.post(f"/console/offers/{world.offer.pk}/decline/", {"reason": "other", "note": "Not a park"})
    sender = as_(world.worker)
    assert "Came back to you: Parks" in live_line(sender)[1]
    page = sender.get(f"/console/handoffs/{world.handoff.pk}/").content.decode()
    assert "Another reason" in page
    assert "“Not a park”" in page
    assert "Came back to you" not in live_line(sender)[1]
    assert ServiceRequest.objects.get(pk=world.given.pk).department.code == "streets"


def test_no_answer_in_time_brings_it_back_and_the_sender_is_told(world, as_):
    run_timers(at=timezone.now() + timedelta(hours=1))
    sender = as_(world.worker)
    assert "Came back to you: Parks" in live_line(sender)[1]
    assert "did not answer in time. It is still yours." in sender.get(f"/console/handoffs/{world.handoff.pk}/").content.decode()
    again = sender.get("/console/handoffs/new/", {"request": world.given.reference, "again": world.handoff.pk}).context["form"]
    assert (again["need"].value(), again["reason"].value()) == ("Un árbol caído", "It is a park tree")


def test_who_comes_second_gets_the_state_and_nothing_is_taken_twice(world, as_):
    other = make.user("worker", of="parks", name="Otto Other")
    as_(world.receiver).post(f"/console/offers/{world.offer.pk}/accept/")
    response = as_(other).post(f"/console/offers/{world.offer.pk}/accept/")
    assert response.status_code == 409
    assert "Somebody was faster" in response.content.decode()
    assert ServiceRequest.objects.get(pk=world.given.pk).assignee == world.receiver


def test_taking_it_back_after_it_was_accepted_is_refused(world, as_):
    as_(world.receiver).post(f"/console/offers/{world.offer.pk}/accept/")
    response = as_(world.worker).post(f"/console/handoffs/{world.handoff.pk}/cancel/")
    assert response.status_code == 409
    assert Handoff.objects.get(pk=world.handoff.pk).state == "completed"
