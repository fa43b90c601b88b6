import itertools
import random
import socket
import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import Role
from contacts.models import ContactPoint
from notifications import actions
from notifications.actions import retry, send_due, transition
from notifications.channels import circuit
from notifications.models import Kind, Message
from notifications.status import TRANSITIONS, MessageStatus
from tests import factories

pytestmark = pytest.mark.django_db


class Moody:
    """A mail server's mood: what it says to a recipient and to the data; "" is yes."""

    def __init__(self):
        self.rcpt = self.data = ""
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.data:
            return self.data
        self.taken.append(envelope.rcpt_tos[0])
        return "250 kept"


@pytest.fixture
def server(settings):
    mood = Moody()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mood, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_PORT = port
    yield mood
    controller.stop()


def test_what_is_sent_is_what_is_kept(queued, mailbox):
    message = queued(language="es", channel="email")
    assert send_due() == 1
    kept = Message.objects.get()
    assert (kept.status, kept.attempts, kept.last_error, kept.fallback_used) == ("sent", 1, "", False)
    assert kept.sent_at is not None
    [mail] = mailbox
    assert mail["To"] == "ana@example.com"
    assert mail["Subject"] == kept.subject
    assert mail["Content-Language"] == "es"
    assert mail["Message-ID"] == f"<{message.public_id}@127.0.0.1>"
    assert mail.get_body(("plain",)).get_content().splitlines() == kept.text.splitlines()
    assert mail.get_body(("html",)).get_content().splitlines() == kept.html.splitlines()
    assert send_due() == 0


def test_one_connection_for_a_batch(queued, mailbox, monkeypatch):
    opened = []
    real = actions.Postbox.send.__globals__["get_connection"]
    monkeypatch.setitem(actions.Postbox.send.__globals__, "get_connection", lambda: opened.append(1) or real())
    for n in range(5):
        queued(contact=factories.resident(email=f"r{n}@example.com"))
    assert send_due() == 5
    assert (len(mailbox), len(opened)) == (5, 1)


def test_two_statements_a_message(queued, mailbox, django_assert_num_queries, settings):
    settings.CATALOGUE_CHECK_SECONDS = 60
    for n in range(4):
        queued(contact=factories.resident(email=f"r{n}@example.com"))
    send_due(limit=1)
    with django_assert_num_queries(4 * 3):  # claim and note; the savepoints are the test's own, a transaction otherwise
        send_due(limit=3)


def test_no_more_than_the_limit_and_the_oldest_first(queued, mailbox):
    first, second, third = (queued(contact=factories.resident(email=f"r{n}@example.com")) for n in range(3))
    assert send_due(limit=2) == 2
    assert list(Message.objects.filter(status="sent").order_by("id")) == [first, second]
    assert Message.objects.get(status="queued") == third


def test_an_unknown_recipient_is_given_up_at_once(queued, server):
    queued()
    server.rcpt = "550 No such user"
    send_due()
    message = Message.objects.get()
    assert (message.status, message.attempts, message.last_error) == ("dead", 1, "550 No such user")
    assert message.subject  # what we tried to say is kept


@pytest.mark.parametrize(("rcpt", "data"), [("451 Try later", ""), ("", "452 Mailbox full"), ("", "554 Looks like spam")])
def test_a_refusal_waits_longer_each_time_and_is_given_up_in_the_end(queued, server, rcpt, data):
    queued()
    at = timezone.now() + timedelta(seconds=1)
    server.rcpt, server.data = rcpt, data
    waits = []
    while (message := Message.objects.get()).status != "dead":
        at = max(at, message.next_attempt_at)
        assert send_due(at=at) == 1
        waits.append((Message.objects.get().next_attempt_at - at).total_seconds())
    assert (message.attempts, message.last_error) == (12, rcpt or data)
    assert all(2**n <= wait <= 1.25 * 2**n for n, wait in enumerate(waits[:-1]))
    assert send_due(at=at + timedelta(days=1)) == 0


def test_the_longest_wait_is_an_hour():
    assert timedelta(seconds=3600) <= actions._wait(50) <= timedelta(seconds=4500)


def test_after_a_refusal_the_others_still_go(queued, server):
    for n in range(3):
        queued(contact=factories.resident(email=f"r{n}@example.com"))
    answers = itertools.chain(["451 Try later"], itertools.repeat("250 OK"))

    async def moody(server_, session, envelope, address, options):
        answer = next(answers)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    server.handle_RCPT = moody
    assert send_due() == 3
    assert sorted(Message.objects.values_list("status", flat=True)) == ["failed", "sent", "sent"]


def test_a_server_that_refuses_a_third_loses_and_doubles_nothing(queued, server):
    names = [f"r{n}@example.com" for n in range(60)]
    for name in names:
        queued(contact=factories.resident(email=name))
    chance = random.Random(311)

    async def moody(server_, session, envelope, address, options):
        if chance.random() < 0.3:
            return "451 Try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    server.handle_RCPT = moody
    at = timezone.now() + timedelta(seconds=1)
    while Message.objects.exclude(status="sent").exists():
        send_due(at=at)
        at += timedelta(seconds=1)
    assert sorted(server.taken) == sorted(names)


def test_no_mail_server_waits_without_giving_up(queued, settings):
    settings.EMAIL_PORT = 9
    for n in range(3):
        queued(contact=factories.resident(email=f"r{n}@example.com"))
    assert send_due() == 1  # the first one finds out, the others are spared
    tried, *spared = Message.objects.order_by("id")
    assert (tried.status, tried.attempts) == ("failed", 0)
    assert "refused" in tried.last_error.lower()
    assert [message.status for message in spared] == ["queued", "queued"]
    assert send_due() == 0


def test_when_the_mail_server_is_back_everything_goes_once(queued, settings, mailbox):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    queued()
    at = timezone.now() + timedelta(seconds=1)
    for _ in range(20):  # an outage of many tries never gives up
        circuit._resting.clear()
        send_due(at=at)
        at += timedelta(seconds=61)
    assert Message.objects.get().status == "failed"
    circuit._resting.clear()
    settings.EMAIL_PORT = port
    assert send_due(at=at) == 1
    assert Message.objects.get().status == "sent"
    assert len(mailbox) == 1


def test_the_rest_doubles_to_a_minute_and_ends_with_an_answer():
    assert [circuit.went_away("email") for _ in range(6)] == [5, 10, 20, 40, 60, 60]
    assert circuit.resting() == ["email"]
    circuit.answered("email")
    assert circuit.resting() == []
    assert circuit.went_away("email") == 5


def test_a_mail_server_that_hangs_is_given_up(queued, settings):
    settings.EMAIL_TIMEOUT = 0.2
    queued()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        send_due()
    message = Message.objects.get()
    assert (message.status, message.attempts) == ("failed", 0)
    assert message.last_error == "SMTPServerDisconnected: Connection unexpectedly closed: timed out"


def test_a_letter_that_cannot_be_made_stops_nobody_else(queued, mailbox):
    queued(Kind.SURVEY, contact=factories.resident(email="bad@example.com"), survey_token="")
    queued(contact=factories.resident(email="good@example.com"))
    assert send_due() == 2
    assert [mail["To"] for mail in mailbox] == ["good@example.com"]
    bad = Message.objects.get(to="bad@example.com")
    assert (bad.status, bad.attempts) == ("failed", 1)
    assert "NoReverseMatch" in bad.last_error or "survey" in bad.last_error


def test_who_asked_us_to_stop_meanwhile_gets_nothing(queued, mailbox):
    queued()
    ContactPoint.objects.filter(kind="email").update(stopped_at=timezone.now())
    send_due()
    assert Message.objects.get().status == "stopped"
    assert mailbox == []


def test_nor_somebody_we_no_longer_know(queued, mailbox):
    contact = queued().contact
    contact.delete()
    send_due()
    assert Message.objects.get().status == "stopped"
    assert mailbox == []


def test_text_messages_go_through_the_backend(queued, settings, monkeypatch):
    sent = []
    settings.SMS_BACKEND = "tests.notifications.test_sending.sms_provider"
    monkeypatch.setattr("tests.notifications.test_sending.sms_provider", lambda to, text: sent.append((to, text)), raising=False)
    queued(channel="sms")
    send_due()
    message = Message.objects.get()
    assert (message.status, message.channel) == ("sent", "sms")
    assert sent == [("+14085550123", message.text)]


def test_the_logging_backend_tells_the_log_neither_number_nor_words(queued, caplog):
    queued(channel="sms")
    with caplog.at_level("INFO"):
        send_due()
    assert "Text message to …23" in caplog.text
    assert "4085550123" not in caplog.text
    assert "CX-4K7M" not in caplog.text


def test_no_text_message_at_night_except_the_receipt(queued):
    city = ZoneInfo("America/Los_Angeles")
    evening = datetime(2030, 3, 9, 21, 0, tzinfo=city)  # the night the clocks go forward
    queued(Kind.STATUS, channel="sms")
    queued(Kind.RECEIVED, channel="sms")
    assert send_due(at=evening) == 2
    news, receipt = Message.objects.order_by("id")
    assert (news.status, news.next_attempt_at) == ("queued", datetime(2030, 3, 10, 8, 0, tzinfo=city))
    assert receipt.status == "sent"
    assert send_due(at=datetime(2030, 3, 10, 7, 59, tzinfo=city)) == 0
    assert send_due(at=datetime(2030, 3, 10, 8, 0, tzinfo=city)) == 1
    assert Message.objects.get(pk=news.pk).status == "sent"


def test_mail_goes_at_any_hour(queued, mailbox):
    queued(Kind.STATUS)
    send_due(at=datetime(2030, 3, 9, 23, 0, tzinfo=ZoneInfo("America/Los_Angeles")))
    assert len(mailbox) == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_each_message_once(queued, mailbox):
    for n in range(40):
        queued(contact=factories.resident(email=f"r{n}@example.com"))
    start, done = threading.Barrier(4), []

    def drain():
        try:
            start.wait()
            done.append(send_due())
        finally:
            connection.close()

    workers = [threading.Thread(target=drain) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(done) == 40
    assert len([n for n in done if n]) > 1
    assert sorted(mail["To"] for mail in mailbox) == sorted(f"r{n}@example.com" for n in range(40))
    assert set(Message.objects.values_list("status", "attempts")) == {("sent", 1)}


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_leaves_the_row_as_it_was(queued, mailbox, monkeypatch):
    queued()

    def killed(*args):
        raise SystemExit

    monkeypatch.setattr(actions, "_deliver", killed)
    with pytest.raises(SystemExit):
        send_due()
    monkeypatch.undo()
    message = Message.objects.get()
    assert (message.status, message.attempts) == ("queued", 0)


def test_a_supervisor_has_a_given_up_message_tried_again(queued, server):
    queued()
    server.rcpt = "550 No such user"
    send_due()
    retry(Message.objects.get(), actor=factories.user(Role.SUPERVISOR))
    message = Message.objects.get()
    assert (message.status, message.attempts) == ("queued", 0)
    server.rcpt = ""
    send_due()
    assert server.taken == ["ana@example.com"]


def test_nobody_else_may_and_a_sent_one_stays_sent(queued, mailbox):
    message = queued()
    Message.objects.update(status="dead")
    with pytest.raises(PermissionDenied):
        retry(message, actor=factories.user(Role.WORKER))
    assert Message.objects.get().status == "dead"
    Message.objects.update(status="queued")
    send_due()
    with pytest.raises(ValidationError) as error:
        retry(message, actor=factories.user(Role.SUPERVISOR))
    assert error.value.code == "conflict"
    assert Message.objects.get().status == "sent"


@pytest.mark.parametrize(("before", "to"), itertools.product(MessageStatus, MessageStatus))
def test_only_the_moves_of_the_table(queued, before, to):
    message = queued()
    sent_at = timezone.now() if before == "sent" else None
    Message.objects.update(status=before, sent_at=sent_at)
    message.refresh_from_db()
    changes = {"sent_at": timezone.now()} if to == "sent" else {}
    if to in TRANSITIONS[before]:
        transition(message, to, **changes)
        assert Message.objects.get().status == to
    else:
        with pytest.raises(ValidationError):
            transition(message, to, **changes)
        assert Message.objects.get().status == before


def test_messages_are_shown_to_those_who_may_see_them(queued):
    queued()
    assert Message.objects.visible_to(factories.user(Role.SUPERVISOR)).count() == 1
    assert Message.objects.visible_to(factories.user(Role.WORKER)).count() == 0
    assert Message.objects.visible_to(factories.user(Role.SUPERVISOR, is_active=False)).count() == 0


def test_a_code_goes_out_at_night_and_leaves_no_secret_behind(queued, mailbox):
    queued(Kind.CONFIRM, link_token="secret-of-the-link", code="012345", stop="")
    send_due(at=datetime(2030, 3, 9, 23, 0, tzinfo=ZoneInfo("America/Los_Angeles")))
    message = Message.objects.get()
    assert message.status == "sent"
    assert len(mailbox) == 1
    assert "012345" in str(mailbox[0])
    assert "secret-of-the-link" in str(mailbox[0])
    kept = message.subject + message.text + message.html + str(message.context)
    assert "012345" not in kept
    assert "secret-of-the-link" not in kept
