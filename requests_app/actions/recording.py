"""Writing the history: the only door through which events are made."""

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
