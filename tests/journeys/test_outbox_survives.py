"""Between filing and telling everything may die: the worker, Valkey, both. The mail goes out once when they are back.

Real processes, as the demo and production start them: web, worker, beat, a Valkey of their own; requests come in over HTTP, mail goes over SMTP.
"""

import asyncio
import contextlib
import os
import signal
import socket
import time
import urllib.parse
import urllib.request
from email import message_from_bytes, policy
from unittest import mock

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from cx311 import embedded, processes
from notifications.models import Message
from requests_app.models import ServiceRequest
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30  # seconds


class Site:
    """One installation: what runs of it, and how to break it."""

    def __init__(self, directory, mail_port):
        self.logs, self.data = directory, directory / "valkey"
        self.port = processes.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DATABASE_URL": f"postgresql://{embedded.USER}@/{connection.settings_dict['NAME']}?host={embedded.sockets(settings.DATA)}",
            "REDIS_URL": embedded.redis_url(self.data),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "CX311_API_KEYS": "key-of-the-test",
            "CX311_URL": self.url,
        }
        self.running = {}
        self.valkey = contextlib.ExitStack()

    def start(self, *names):
        for name in names:
            self.running[name] = processes.start(name, processes.commands(self.port)[name], self.environment, self.logs)
        if "web" in names:
            wait_for(lambda: processes.answers(f"{self.url}/open311/v2/services.json"))
        if "worker" in names:
            wait_for(lambda: processes.log_says(self.running["worker"], " ready."))

    def kill(self, name):
        process = self.running.pop(name).popen
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def start_valkey(self):
        with mock.patch.dict(os.environ, DATABASE_URL="somewhere else"):
            self.valkey.enter_context(embedded.running(self.data))

    def stop_valkey(self):
        embedded.stop(self.data)

    def file(self, email):
        """File a request as an Open311 app does. -> seconds it took"""
        form = {"api_key": "key-of-the-test", "service_code": "pothole", "lat": "37.05", "long": "-121.95", "description": "Un bache", "email": email}
        begun = time.monotonic()
        with urllib.request.urlopen(f"{self.url}/open311/v2/requests.json", urllib.parse.urlencode(form).encode(), timeout=20) as response:
            assert response.status in (200, 201)
        return time.monotonic() - begun

    def end(self):
        for name in list(self.running):
            self.kill(name)
        self.valkey.close()
        embedded.destroy(self.data)


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def site(tmp_path, mailbox):
    factories.service()
    factories.district()
    site = Site(tmp_path, settings.EMAIL_PORT)
    yield site
    site.end()


def all_sent():
    return not Message.objects.exclude(status="sent").exists()


def to(mailbox):
    return sorted(str(mail["To"]) for mail in mailbox)


def test_worker_killed_and_valkey_stopped_between_filing_and_telling(site, mailbox):
    site.start_valkey()
    site.start("web", "worker", "beat")
    site.file("before@example.com")
    wait_for(lambda: len(mailbox) == 1)

    site.kill("worker")
    site.stop_valkey()
    took = [site.file(f"r{n}@example.com") for n in range(5)]
    assert max(took) < 2, "a dead broker must not hold the resident up"
    assert ServiceRequest.objects.count() == 6
    assert Message.objects.filter(status="queued").count() == 5
    assert len(mailbox) == 1

    site.start_valkey()
    site.start("worker")  # beat was never touched: it finds the new Valkey by itself
    wait_for(all_sent)
    site.file("after@example.com")
    wait_for(lambda: len(mailbox) == 7 and all_sent())
    assert to(mailbox) == sorted(["before@example.com", "after@example.com", *(f"r{n}@example.com" for n in range(5))])
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_valkey_flushed_and_stopped_under_a_living_worker(site, mailbox):
    site.start_valkey()
    site.start("web", "worker", "beat")
    site.stop_valkey()
    site.file("during@example.com")
    site.start_valkey()
    wait_for(all_sent)
    assert to(mailbox) == ["during@example.com"]


class Slow:
    """A mail server that takes a letter and does not answer until told."""

    def __init__(self):
        self.received = []
        self.answers = asyncio.Event()

    async def handle_DATA(self, server, session, envelope):
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        await self.answers.wait()
        return "250 kept"


def test_killed_in_mid_letter_it_goes_again_under_the_same_message_id(site):
    slow = Slow()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(slow, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        site.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        site.start_valkey()
        site.start("web", "worker", "beat")
        site.file("ana@example.com")
        wait_for(lambda: len(slow.received) == 1)
        site.kill("worker")
        assert Message.objects.get().status == "queued"
        controller.loop.call_soon_threadsafe(slow.answers.set)
        site.start("worker")
        wait_for(all_sent)
    finally:
        controller.stop()
    assert len(slow.received) == 2
    assert {mail["Message-ID"] for mail in slow.received} == {f"<{Message.objects.get().public_id}@127.0.0.1>"}
