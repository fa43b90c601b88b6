"""Records into the tables, thousands at a time: COPY into a staging table, from there into requests and their events."""

from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction

from requests_app.imports.owners import Place
from requests_app.imports.rows import Reading
from requests_app.reference import new_reference

STAGED = Reading._fields.index("facts") + 1
TRIES = 3  # a random reference is taken once in a lifetime

STAGING = """
CREATE TEMP TABLE import_staging (
    source_id text, reference text, token text, status text, outcome text, outcome_text text, outcome_language text, description text,
    channel text, lat float8, lon float8, address text, zipcode text, h3_cell bigint, submitted_at timestamptz, closed_at timestamptz,
    promised_at timestamptz, media_url text, actor_kind text, facts jsonb,
    service_id bigint, department_id bigint, team_id bigint, is_public boolean, is_restricted boolean, district_id bigint
)
"""
# The same row again is not written again: the request may have been worked on here since.
WRITE = """
WITH new AS (
    INSERT INTO requests_app_servicerequest (
        source_system, source_id, reference, token, service_id, department_id, team_id, status, outcome, outcome_text, outcome_language,
        description, answers, channel, language, lat, lon, address, zipcode, district_id, h3_cell, submitted_at, updated_at, closed_at,
        first_promised_at, promised_at, is_public, is_restricted, media_url
    )
    SELECT
        %(system)s, source_id, reference, token, service_id, department_id, team_id, status, outcome, outcome_text, outcome_language,
        description, '{}', channel, %(language)s, lat, lon, address, zipcode, district_id, h3_cell, submitted_at,
        coalesce(closed_at, submitted_at), closed_at, promised_at, promised_at, is_public, is_restricted, media_url
    FROM import_staging
    ON CONFLICT (source_system, source_id) WHERE NOT (source_id = '') DO NOTHING
    RETURNING id, source_id, reference
), events AS (
    INSERT INTO requests_app_requestevent (request_id, kind, actor_kind, at, is_public, text, text_language, data)
    SELECT new.id, event.kind, event.actor_kind, event.at, event.is_public, event.text, event.text_language, event.data
    FROM new
    JOIN import_staging AS staged USING (reference)
    CROSS JOIN LATERAL (VALUES
        (1, 'submitted', staged.actor_kind, staged.submitted_at, true, '', '',
         jsonb_build_object('imported', true, 'channel', staged.channel, 'promised_at', staged.promised_at)),
        (2, 'status', 'system', staged.closed_at, true, staged.outcome_text, staged.outcome_language,
         jsonb_build_object('imported', true, 'from', 'submitted', 'to', 'closed', 'outcome', staged.outcome, 'template', '', 'parent', '')),
        (3, 'imported', 'system', now(), false, '', '', staged.facts)
    ) AS event (step, kind, actor_kind, at, is_public, text, text_language, data)
    WHERE event.at IS NOT NULL
    ORDER BY new.id, event.step
)
SELECT count(*) FROM new
"""
# Requests that name a parent and have not been touched here since they came. A chain is kept flat: each points to its topmost request
# that is here; who stands in a circle of parents has none.
LINK = """
WITH RECURSIVE named AS (
    SELECT request.id, event.data ->> 'source_parent' AS parent_source_id, request.source_id
    FROM requests_app_requestevent AS event
    JOIN requests_app_servicerequest AS request ON request.id = event.request_id
    WHERE event.kind = 'imported' AND event.data ? 'source_parent' AND request.source_system = %(system)s
), above AS (
    SELECT named.id, parent.id AS ancestor, 1 AS steps
    FROM named JOIN requests_app_servicerequest AS parent
        ON parent.source_system = %(system)s AND parent.source_id = named.parent_source_id AND NOT (parent.source_id = '')
    UNION ALL
    SELECT above.id, parent.id, above.steps + 1
    FROM above
    JOIN named ON named.id = above.ancestor
    JOIN requests_app_servicerequest AS parent
        ON parent.source_system = %(system)s AND parent.source_id = named.parent_source_id AND NOT (parent.source_id = '')
    WHERE above.ancestor <> above.id
) CYCLE ancestor SET is_circle USING way, top AS (
    SELECT DISTINCT ON (id) id, ancestor FROM above
    WHERE NOT is_circle AND id NOT IN (SELECT id FROM above WHERE ancestor = id)
    ORDER BY id, steps DESC
)
UPDATE requests_app_servicerequest AS request
SET parent_id = coalesce(original.parent_id, original.id)
FROM top JOIN requests_app_servicerequest AS original ON original.id = top.ancestor
WHERE request.id = top.id AND request.parent_id IS NULL AND coalesce(original.parent_id, original.id) <> request.id
    AND NOT EXISTS (
        SELECT FROM requests_app_requestevent AS event
        WHERE event.request_id = request.id AND event.data -> 'imported' IS DISTINCT FROM 'true'
    )
"""
# What pointed to a request that has turned out to be a duplicate itself points to its original.
FLATTEN = """
UPDATE requests_app_servicerequest AS request
SET parent_id = nearer.parent_id
FROM requests_app_servicerequest AS nearer
WHERE request.parent_id = nearer.id AND nearer.parent_id IS NOT NULL AND nearer.parent_id <> request.id AND nearer.source_system = %(system)s
"""
UNKNOWN_PARENTS = """
SELECT count(*)
FROM requests_app_requestevent AS event
JOIN requests_app_servicerequest AS request ON request.id = event.request_id
WHERE event.kind = 'imported' AND event.data ? 'source_parent' AND request.source_system = %(system)s AND request.parent_id IS NULL
"""


def write(readings: Sequence[Reading], places: Sequence[Place], *, system: str, language: str) -> int:
    """Write requests with their events in one transaction. -> how many are new; the others were there already.

    places: where each of the readings belongs; system: their source_system; language: a code, for all of them.
    Queues no messages: nobody is told of a request of the past.
    """
    for attempt in range(TRIES):
        try:
            return _write(readings, places, system, language)
        except IntegrityError as error:
            constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
            if "reference" not in constraint or attempt == TRIES - 1:
                raise
            readings = [reading._replace(reference=new_reference()) for reading in readings]
    raise AssertionError("unreachable")


@transaction.atomic
def _write(readings, places, system, language):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")  # what a power cut takes, the next run brings back
        cursor.execute(STAGING)
        with cursor.copy("COPY import_staging FROM STDIN") as copy:
            for reading, place in zip(readings, places, strict=True):
                copy.write_row(reading[:STAGED] + place)
        cursor.execute(WRITE, {"system": system, "language": language})
        (new,) = cursor.fetchone()
        cursor.execute("DROP TABLE import_staging")
        return new


def refresh_statistics() -> None:
    """Tell Postgres how many rows there are now: it plans as if there were none until it looks itself, a minute later.

    Only what linking asks for: a sample of the words of every description would take longer than the rest of the import.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE requests_app_servicerequest (source_system, source_id, parent_id, status), requests_app_requestevent (request_id, kind)"
        )


@transaction.atomic
def link_duplicates(system: str) -> tuple[int, int]:
    """Point imported duplicates to their originals, wherever in the files those came. -> (linked now, parents that are not here)."""
    with connection.cursor() as cursor:
        cursor.execute(LINK, {"system": system})
        linked = cursor.rowcount
        cursor.execute(FLATTEN, {"system": system})
        cursor.execute(UNKNOWN_PARENTS, {"system": system})
        return linked, cursor.fetchone()[0]
