from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import Message

pytestmark = pytest.mark.django_db


def test_healthz_needs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_readyz_tells_what_answers(client):
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "valkey": True, "outbox_seconds": 0}


def test_readyz_tells_how_long_the_oldest_message_waits(client):
    due = timezone.now() - timedelta(minutes=5)
    Message.objects.create(dedupe_key="x", kind="received", channel="email", to="rosa@mail.example", language="es", next_attempt_at=due)
    assert 300 <= client.get(reverse("readyz")).json()["outbox_seconds"] <= 310


def test_without_valkey_it_is_ready_all_the_same(client, settings):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 200
    assert answer.json()["valkey"] is False
