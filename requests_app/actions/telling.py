"""Telling residents: one outbox row per follower, event and kind, written in the transaction of the event."""

from django.conf import settings

from catalog.fallbacks import hold, noticing
from catalog.queries import current
from notifications.actions import queue
from notifications.models import Kind
from requests_app.followers import stop_token


def _context(request, follower, facts):
    """The facts a message is rendered from, with the text in the follower's own language where a template offers it."""
    context = {
        "reference": request.reference,
        "token": request.token if follower.is_reporter else "",
        "service_id": request.service_id,
        "department_id": request.department_id,
        "status": request.status,
        "promised_at": request.promised_at.isoformat() if request.promised_at else None,
        "address": request.address,
        "is_reporter": follower.is_reporter,
        "stop": stop_token(follower),
        **facts,
    }
    if code := context.pop("template", ""):
        with noticing() as seen:  # who closes the request reads another language: the page that asks for this is not hers
            piece = current().template(code).text.best(follower.language)
        hold(seen, "letter")
        words = "outcome_text" if "outcome_text" in context else "text"
        context |= {words: piece.text, "outcome_language" if words == "outcome_text" else "text_language": piece.language}
    return context


def tell(request, kind, *, cause, only_reporter=False, **facts):
    """Queue a message of a kind to the followers of a request.

    cause: what makes it unique, usually the event's id; facts: further JSON values for the text. Writes outbox rows, sends nothing.
    """
    followers = request.followers.filter(stopped_at=None).select_related("contact").prefetch_related("contact__points")
    if only_reporter:
        followers = followers.filter(is_reporter=True)
    for follower in followers:
        tell_one(request, follower, kind, cause=cause, points=list(follower.contact.points.all()), **facts)


def tell_one(request, follower, kind, *, cause, points=None, **facts):
    """Queue a message of a kind to one follower. points: her ContactPoints where the caller has them already."""
    return queue(
        kind=kind,
        contact=follower.contact,
        language=follower.language if follower.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        about=request.reference,
        department_id=request.department_id,
        context=_context(request, follower, facts),
        dedupe_key=f"{kind}:{cause}:{follower.contact_id}",
        points=points,
    )


__all__ = ["Kind", "tell", "tell_one"]
