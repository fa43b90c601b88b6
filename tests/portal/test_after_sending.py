"""After sending: her words changed within a quarter of an hour, and asking again once the date has passed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import Role
from requests_app.actions import start
from requests_app.models import EventKind, ServiceRequest
from tests import factories as make
from tests.proofs import nothing_written

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.fixture
def filed(city):
    with time_machine.travel(NOON, tick=False):
        return make.request(of=city, contact=make.resident(), language="en", answers={"size": "small"}, description="A hole.")


@pytest.fixture
def link(filed):
    return f"/en/track/{filed.token}/"


def kinds(filed):
    return list(filed.events.order_by("id").values_list("kind", flat=True))


def test_within_a_quarter_of_an_hour_her_words_are_replaced_and_the_old_ones_kept_in_the_history(client, filed, link):
    with time_machine.travel(NOON + timedelta(minutes=14), tick=False):
        client.post(link, {"act": "correct", "text": "A deep hole."})
    assert ServiceRequest.objects.get(pk=filed.pk).description == "A deep hole."
    assert filed.events.get(kind=EventKind.AMENDED).data == {"replaces": True, "before": "A hole."}


@pytest.mark.parametrize("begun", [True, False])
def test_later_or_once_begun_her_words_are_added_and_nothing_is_replaced(client, filed, link, begun):
    with time_machine.travel(NOON + timedelta(minutes=1 if begun else 16), tick=False):
        if begun:
            start(filed, actor=make.user(Role.WORKER))
        client.post(link, {"act": "correct", "text": "A deep hole."})
    assert ServiceRequest.objects.get(pk=filed.pk).description == "A hole."
    assert filed.events.get(kind=EventKind.AMENDED).text == "A deep hole."


def test_an_empty_change_is_said_at_the_field_and_writes_nothing(client, filed, link):
    with time_machine.travel(NOON, tick=False), nothing_written():
        response = client.post(link, {"act": "correct", "text": " "})
    assert response.status_code == 422
    assert response.context["correct"].errors == {"text": ["Write something first."]}


def test_asking_again_before_the_date_is_refused_and_writes_nothing(client, filed, link):
    with time_machine.travel(NOON, tick=False), nothing_written():
        assert client.post(link, {"act": "ask_again"}).status_code == 409


def test_once_the_date_has_passed_she_asks_again_once(client, filed, link):
    with time_machine.travel(filed.promised_at + timedelta(hours=1), tick=False):
        assert "Ask again" in client.get(link).content.decode()
        assert client.post(link, {"act": "ask_again", "text": "Any news?"}).status_code == 302
        assert client.post(link, {"act": "ask_again", "text": "Any news?"}).status_code == 409
        assert "Ask again" not in client.get(link).content.decode()
    assert kinds(filed).count(EventKind.ASKED_AGAIN) == 1
