"""Who is told about a request, and who sent it for whom, on the page of the staff."""

import pytest
from django.urls import reverse

from contacts.actions import Person, record_consent
from contacts.models import PointKind, Purpose
from requests_app.actions import ask_to_follow
from tests import factories as make


@pytest.fixture
def page(world, as_):
    return lambda case: as_(world.worker).get(reverse("console:request", args=[case.reference])).content.decode()


@pytest.fixture
def helped(world):
    return make.request(person=Person(name="Bà Lan", phone="408 555 0177"), proxy=Person(name="Kim Tran", email="kim@example.com", language="en"))


def test_who_sent_it_for_whom_and_that_she_agrees(page, helped):
    words = page(helped)
    assert "Sent for this resident by" in words
    assert "the resident agreed that Kim Tran does this" in words
    assert "sent it for somebody else" in words


def test_a_consent_taken_back_is_said(page, helped):
    record_consent(helped.contact, purpose=Purpose.PROXY, given=False)
    words = page(helped)
    assert "the resident does not agree to this any more" in words
    assert "the resident agreed" not in words


def test_of_a_request_of_her_own_nothing_of_it_is_said(page, world):
    assert "Sent for this resident by" not in page(make.request(contact=world.ana))


def test_who_has_not_confirmed_her_address_is_marked(page, world):
    made = make.request(contact=world.ana)
    ask_to_follow(made, PointKind.EMAIL, "lan@example.com", language="vi")
    assert "has not confirmed the address yet" in page(made)
