import time
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Channel, ContactPoint
from notifications import actions, nudge
from notifications.actions import queue
from notifications.models import Kind, Message
from tests import factories

pytestmark = pytest.mark.django_db


def queued(contact, key="received:1", **fields):
    facts = {"kind": Kind.RECEIVED, "language": "es", "about": "CX00000000R", "department_id": None, "context": {"a": "á"}, "dedupe_key": key}
    return queue(contact=contact, **{**facts, **fields})


def test_one_insert_and_no_query_when_the_points_are_given():
    ana = factories.resident()
    points = list(ana.points.all())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        message = queued(ana, points=points)
    assert len(queries) == 1
    kept = Message.objects.get()
    assert (kept.pk, kept.public_id, kept.to, kept.channel, kept.status, kept.context) == (
        message.pk, message.public_id, "ana@example.com", "email", "queued", {"a": "á"},
    )  # fmt: skip


def test_the_same_cause_is_told_once():
    ana = factories.resident()
    first = queued(ana)
    again = queued(ana, about="CX00000001Q")
    assert again.pk == first.pk
    assert Message.objects.get().about == "CX00000000R"


@pytest.mark.parametrize(
    ("prefers", "email", "phone", "expected"),
    [
        ("", "ana@example.com", "+14085550123", ("email", "ana@example.com")),
        (Channel.EMAIL, "ana@example.com", "+14085550123", ("email", "ana@example.com")),
        (Channel.SMS, "ana@example.com", "+14085550123", ("sms", "+14085550123")),
        (Channel.SMS, "ana@example.com", "", ("email", "ana@example.com")),
        (Channel.EMAIL, "", "+14085550123", ("sms", "+14085550123")),
    ],
)
def test_the_channel_she_prefers_if_she_can_be_reached_there(prefers, email, phone, expected):
    ana = factories.resident(email=email, phone=phone)
    ana.preferred_channel = prefers
    message = queued(ana)
    assert (message.channel, message.to) == expected


def test_a_stopped_address_is_never_chosen():
    ana = factories.resident(phone="+14085550123")
    ana.points.filter(kind="email").update(stopped_at=timezone.now())
    assert queued(ana).to == "+14085550123"
    ContactPoint.objects.update(stopped_at=timezone.now())
    assert queued(ana, key="received:2") is None
    assert Message.objects.count() == 1


def test_a_message_goes_with_its_cause_or_not_at_all():
    ana = factories.resident()
    with pytest.raises(RuntimeError), transaction.atomic():
        queued(ana)
        raise RuntimeError
    assert Message.objects.count() == 0


def test_the_worker_is_told_on_commit_and_not_before(django_capture_on_commit_callbacks, monkeypatch):
    told = []
    monkeypatch.setattr(actions, "nudge", lambda: told.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        queued(factories.resident())
        assert told == []
    assert told == [1]


@pytest.mark.parametrize("address", ["redis://127.0.0.1:9/0", "redis://10.255.255.1:6379/0", "redis+socket:///nowhere/valkey.sock"])
def test_a_dead_broker_is_given_up_in_a_moment(address, monkeypatch):
    app = nudge.current_app._get_current_object()
    monkeypatch.setattr(
        nudge,
        "current_app",
        SimpleNamespace(connection_for_write=lambda **options: type(app).connection_for_write(app, address, **options), send_task=app.send_task),
    )
    begun = time.monotonic()
    assert nudge.publish() is False
    assert time.monotonic() - begun < 1


def test_a_nudge_costs_the_page_nothing(monkeypatch):
    monkeypatch.setattr(nudge, "publish", lambda: time.sleep(0.2) or False)
    begun = time.monotonic()
    for _ in range(1000):
        nudge.nudge()
    assert time.monotonic() - begun < 0.1
