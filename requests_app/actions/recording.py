"""Writing the history: the only door through which events are made."""

from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from requests_app.models import Actor, RequestEvent
from requests_app.status import Status

RESIDENT_SEES = {Status.OPEN, Status.IN_PROGRESS, Status.WAITING_RESIDENT, Status.WAITING_OUTSIDE, Status.CLOSED, Status.REOPENED}


def event_of(request, kind, *, actor, at, is_public=False, text="", language="", data=None, interaction=None):
    """An unsaved event. actor: a User, or Actor.RESIDENT or Actor.SYSTEM; at: aware."""
    staff = None if isinstance(actor, str) else actor
    return RequestEvent(
        request=request,
        kind=kind,
        actor_kind=Actor.STAFF if staff else actor,
        actor=staff,
        interaction=interaction,
        at=at,
        is_public=is_public,
        text=text,
        text_language=language,
        data=data or {},
    )


def record(request, kind, **facts):
    """Append one event (see event_of) and return it."""
    event = event_of(request, kind, **facts)
    event.save(force_insert=True)
    return event


# By hand, as every submission writes them: building the same statement from models takes ten times as long as running it.
FILING = """
INSERT INTO requests_app_requestevent (request_id, kind, actor_kind, actor_id, interaction_id, at, is_public, data)
VALUES (%s, 'submitted', %s, %s, %s, %s, true, %s), (%s, 'routed', 'system', NULL, NULL, %s, false, %s)
"""


def record_filing(request, *, actor, at, interaction, submitted, routed):
    """Append the first two events of a request: *submitted* by the actor, *routed* by the system, with their facts."""
    staff = None if isinstance(actor, str) else actor
    first: list[Any] = [
        request.pk,
        Actor.STAFF.value if staff else str(actor),
        staff and staff.pk,
        interaction and interaction.pk,
        at,
        Jsonb(submitted),
    ]
    second: list[Any] = [request.pk, at, Jsonb(routed)]
    with connection.cursor() as cursor:
        cursor.execute(FILING, [*first, *second])
