"""Telling residents: one outbox row per follower, event and kind, written in the transaction of the event."""

from django.conf import settings

from catalog.fallbacks import hold, noticing
from catalog.queries import current
from contacts.queries import lets_act
from notifications.actions import queue
from notifications.models import Kind
from requests_app.followers import stop_token
from requests_app.public import block, screened

WORDS = ("text", "outcome_text")  # what somebody wrote


def _context(request, follower, facts, sees_all):
    """The facts a message is rendered from, with the text in the follower's own language where a template offers it.

    Who may not see all gets what the public page says: the block, words without addresses and numbers, and no secret link.
    """
    context = {
        "reference": request.reference,
        "token": request.token if sees_all else "",
        "service_id": request.service_id,
        "department_id": request.department_id,
        "status": request.status,
        "promised_at": request.promised_at.isoformat() if request.promised_at else None,
        "address": request.address if sees_all else block(request.address),
        "is_reporter": follower.is_reporter,
        "is_proxy": follower.is_proxy,
        "is_public": request.is_public,
        "stop": stop_token(follower),
        **facts,
    }
    if code := context.pop("template", ""):
        with noticing() as seen:  # who closes the request reads another language: the page that asks for this is not hers
            piece = current().template(code).text.best(follower.language)
        hold(seen, "letter")
        words = "outcome_text" if "outcome_text" in context else "text"
        context |= {words: piece.text, "outcome_language" if words == "outcome_text" else "text_language": piece.language}
    if sees_all:
        return context
    writer = request.contact.name if request.contact else ""
    return context | {name: screened(context[name], writer) for name in WORDS if context.get(name)}


def tell(request, kind, *, cause, only_reporter=False, words_are_hers=False, **facts):
    """Queue a message of a kind to the followers of a request.

    cause: what makes it unique, usually the event's id; only_reporter: to her, and to who reported it for her with her consent;
    words_are_hers: "text" was written by the resident, so other followers do not read it; facts: further JSON values for the text.
    Writes outbox rows, sends nothing.
    """
    followers = list(request.followers.told().select_related("contact").prefetch_related("contact__points"))
    agrees = any(follower.is_proxy for follower in followers) and lets_act(request.contact_id)
    for follower in followers:
        sees_all = follower.is_reporter or (follower.is_proxy and agrees)
        if not sees_all and only_reporter:
            continue
        theirs = {"text": ""} if words_are_hers and not sees_all else {}
        tell_one(request, follower, kind, cause=cause, points=list(follower.contact.points.all()), sees_all=sees_all, **facts | theirs)


def tell_one(request, follower, kind, *, cause, points=None, sees_all=None, **facts):
    """Queue a message of a kind to one follower.

    points: her ContactPoints where the caller has them already; sees_all: whether she gets the secret link (default: who reported it).
    """
    return queue(
        kind=kind,
        contact=follower.contact,
        language=follower.language if follower.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        about=request.reference,
        department_id=request.department_id,
        context=_context(request, follower, facts, follower.is_reporter if sees_all is None else sees_all),
        dedupe_key=f"{kind}:{cause}:{follower.contact_id}",
        points=points,
    )


__all__ = ["Kind", "tell", "tell_one"]
