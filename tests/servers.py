"""Fixtures: Postgres, Valkey, a mail server, the collected files and the site on a port."""

import fcntl
import hashlib
import os
import socket
from email import message_from_bytes, policy
from importlib.metadata import version
from pathlib import Path
from unittest import mock

import psutil
import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from pytest_django.live_server_helper import LiveServer

from cx311 import embedded

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def servers():
    """Postgres and Valkey of the test run: on their own data directory, without the safety that costs time."""
    with embedded.running(settings.DATA, durable=False):
        yield


@pytest.fixture(scope="session")
def django_db_setup(servers, django_db_blocker):
    """A database of this process' own, copied from the migrated template."""
    name = f"test_{os.getpid()}"
    with _server() as server:
        _drop_left_over(server)
        template = _template(server, django_db_blocker)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(name), sql.Identifier(template)))
    _use(name)
    yield
    with django_db_blocker.unblock():
        connection.close()
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _server():
    """A connection beside Django's, to the database that is always there."""
    with mock.patch.dict(connection.settings_dict, NAME="postgres"):
        params = connection.get_connection_params()
    keep = {key: value for key, value in params.items() if key in {"host", "port", "user", "password", "dbname"}}
    return psycopg.connect(**keep, autocommit=True)


def _use(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _template(server, blocker) -> str:
    """The name of the template for the migrations as they are now, migrated by whoever comes first."""
    name = f"template_{_migrations_digest()}"
    with open(settings.DATA / "template.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        for (old,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'").fetchall():
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        fresh = f"{name}_new"
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(fresh)))
        _use(fresh)
        with blocker.unblock():
            call_command("migrate", verbosity=0, interactive=False)
            connection.close()
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(fresh), sql.Identifier(name)))
    return name


def _migrations_digest() -> str:
    digest = hashlib.sha256("".join(version(name) for name in ("django", "django-allauth", "django-pgtrigger")).encode())
    digest.update(repr(settings.LANGUAGES).encode())
    for app in apps.get_app_configs():
        if Path(app.path).is_relative_to(ROOT) and ".venv" not in app.path:
            for path in sorted(Path(app.path).glob("migrations/*.py")):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _drop_left_over(server) -> None:
    """Databases of killed test runs; on a server of others we do not know who lives."""
    if embedded.wanted()[0]:
        for (name,) in server.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+$'").fetchall():
            if not psutil.pid_exists(int(name.removeprefix("test_"))):
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session", autouse=True)
def _real_mail(django_test_environment):
    """Django's test set-up puts an in-memory outbox in; ours is the real way, to nobody unless the test asks for `mailbox`."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9


class _Letters:
    def __init__(self):
        self.received = []

    async def handle_DATA(self, server, session, envelope):
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


@pytest.fixture
def mailbox(settings):
    """A real SMTP server; the value is the list of what it received (email.message.EmailMessage), as it grows."""
    letters = _Letters()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_PORT = port
    yield letters.received
    controller.stop()


@pytest.fixture(scope="session")
def static_files():
    """The collected files with their hashed names; `make assets` builds what goes in."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    sources = [p for p in (ROOT / "static" / "build").rglob("*") if p.is_file()]
    if not sources:
        pytest.fail("The assets are not built: run `make assets`.")
    (ROOT / ".cache").mkdir(exist_ok=True)
    with open(ROOT / ".cache" / "collect.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not manifest.exists() or manifest.stat().st_mtime < max(p.stat().st_mtime for p in sources):
            call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def live_server(static_files, django_db_setup):
    """The site on a free port, in a thread of this process; tests that use it see committed data (pytest-django arranges it)."""
    with mock.patch("django.contrib.staticfiles.handlers.StaticFilesHandler", lambda application: application):  # whitenoise serves them
        server = LiveServer("127.0.0.1:0")
    yield server
    server.stop()
