"""The database of a run: a copy of a template that holds the demo city and many past requests. The template is made once per state of the code."""

import hashlib
import random
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb

from catalog.queries import current
from cx311 import embedded, processes
from cx311.demo.load import load_city
from requests_app.reference import new_reference
from routing.cells import cell
from routing.models import Address

NAME = "bench"
OPEN = ("submitted", "open", "in_progress")
FIRST = 1_000_000  # our ids, clear of whatever the city brings
WORDS = "large small hole near school corner light tree fallen blocked street water car trash wall sign broken since monday dangerous please"
REQUEST = (
    "id", "reference", "token", "service_id", "department_id", "team_id", "contact_id", "status", "outcome", "outcome_text", "outcome_language",
    "description", "answers", "channel", "language", "lat", "lon", "address", "zipcode", "district_id", "h3_cell", "submitted_at", "updated_at",
    "closed_at", "first_promised_at", "promised_at", "reopened_count", "is_public", "is_restricted",
)  # fmt: skip
Row = namedtuple("Row", REQUEST)
EVENT = ("request_id", "kind", "actor_kind", "at", "is_public", "data", "text", "text_language")


def prepare(count, say):
    """Have a fresh database `bench` with the demo city and *count* past requests, and Django connected to it."""
    template = f"{NAME}_{_digest(count)}"
    with _server() as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            for (old,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'").fetchall():
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
            say(f"Making the city and {count:,} requests (once) ...")
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
            _fill(count)
            connection.close()
            connection.close_pool()
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(NAME), sql.Identifier(template)))
        say("Copying the database ...")
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(NAME), sql.Identifier(template)))


def _server():
    return psycopg.connect(host=str(embedded.sockets(settings.DATA)), user=embedded.USER, dbname="postgres", autocommit=True)


def _digest(count):
    digest = hashlib.sha256(f"{count}{timezone.localdate():%Y-%m}".encode())
    sources = [*processes.ROOT.glob("*/migrations/*.py"), *(processes.ROOT / "cx311" / "demo").rglob("*.toml"), Path(__file__)]
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _fill(count):
    call_command("migrate", interactive=False, verbosity=0)
    load_city()
    random.seed(311)
    with connection.cursor() as cursor:
        contacts = _contacts(cursor, count // 5)
        rows = list(_requests(count, contacts))
        _copy(cursor, "requests_app_servicerequest", REQUEST, rows)
        _copy(cursor, "requests_app_requestevent", EVENT, _events(rows))
        followers = ((row.id, row.contact_id, True, row.language, row.submitted_at) for row in rows if row.contact_id)
        _copy(cursor, "requests_app_follower", ("request_id", "contact_id", "is_reporter", "language", "created_at"), followers)
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('requests_app_servicerequest', 'id'), (SELECT max(id) FROM requests_app_servicerequest))"
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FREEZE, ANALYZE)")


def _copy(cursor, table, columns, rows):
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as copy:
        for row in rows:
            copy.write_row(row)


def _contacts(cursor, count):
    """Residents with an e-mail address each. -> their ids"""
    columns = "(public_id, name, preferred_language, language_source, created_at)"
    cursor.execute(
        f"INSERT INTO contacts_contact {columns} SELECT gen_random_uuid(), 'Resident ' || n, 'en', 'asked', now() FROM generate_series(1, %s) n "
        "RETURNING id",
        [count],
    )
    ids = [pk for (pk,) in cursor.fetchall()]
    cursor.execute(
        "INSERT INTO contacts_contactpoint (contact_id, kind, value, created_at) "
        "SELECT id, 'email', 'resident' || id || '@city.example', now() FROM contacts_contact"
    )
    return ids


def _requests(count, contacts):
    """Rows of REQUEST: a year of requests, most of them closed, at real addresses of the gazetteer."""
    services, now = [service for service in current().services if service.needs_place], timezone.now()
    places = list(Address.objects.values_list("text", "zipcode", "lat", "lon", "district_id"))
    teams = {team.department_id: team.id for team in current().teams.values() if team.is_intake}
    cells, words = {}, WORDS.split()
    for number in range(FIRST, FIRST + count):
        service, (address, zipcode, lat, lon, district_id) = random.choice(services), random.choice(places)
        at = now - timedelta(seconds=random.random() ** 2 * 365 * 86_400)
        promised, closed = at + timedelta(minutes=3 * (service.promise_minutes or 2400)), at + timedelta(days=random.expovariate(0.2))
        is_closed = closed < now and random.random() < 0.93
        yield Row(
            number, new_reference(), f"bench{number:020}", service.id, service.department_id, teams[service.department_id],
            random.choice(contacts) if random.random() < 0.8 else None, "closed" if is_closed else random.choice(OPEN),
            *(("resolved", "We have done what you asked for.", "en") if is_closed else ("", "", "")),
            " ".join(random.choices(words, k=14)).capitalize() + ".", Jsonb({}), random.choice(("web", "web", "phone", "open311")),
            random.choices(("en", "es", "vi"), (60, 25, 15))[0], lat, lon, address, zipcode, district_id,
            cells.setdefault((lat, lon), cell(lat, lon)), at, closed if is_closed else at, closed if is_closed else None, promised, promised, 0,
            service.is_public, service.is_restricted,
        )  # fmt: skip


def _events(rows):
    """Rows of EVENT: filed, routed, opened, closed."""
    for row in rows:
        routed = {"team": row.team_id, "department": row.department_id, "rule": None, "reason": {}, "passed_over": []}
        yield row.id, "submitted", "resident", row.submitted_at, True, Jsonb({"channel": row.channel}), "", ""
        yield row.id, "routed", "system", row.submitted_at, False, Jsonb(routed), "", ""
        if row.status != "submitted":
            yield row.id, "status", "system", row.updated_at, True, Jsonb({"from": "submitted", "to": "open"}), "", ""
        if row.status == "closed":
            yield (
                row.id,
                "status",
                "system",
                row.updated_at,
                True,
                Jsonb({"from": "open", "to": "closed", "outcome": row.outcome}),
                row.outcome_text,
                "en",
            )
