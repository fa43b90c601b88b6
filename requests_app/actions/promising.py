"""A new date instead of the promised one, with the reason: said before the old date passes, or as soon as it is known that it will not hold."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.actions.closing import text_of
from requests_app.actions.moving import conflict
from requests_app.actions.recording import record
from requests_app.actions.talking import locked_for
from requests_app.actions.telling import Kind, tell
from requests_app.answers import clean_text
from requests_app.models import EventKind
from requests_app.status import Status

REASONS = "promise"  # the outcome that an AnswerTemplate names when it is a reason for a new date
FURTHEST = timedelta(days=366)


def end_of_day(day):
    """The last minute (aware) of a day of the city's calendar: "by Friday" is all of Friday."""
    return datetime.combine(day, time(23, 59), ZoneInfo(settings.TIME_ZONE))


@transaction.atomic
def repromise(request, until, *, reason="", template="", actor):
    """Give a request a new expected date and say why (R35). -> the event *promise*

    until: a date of the city's calendar, kept as the end of that day; reason: in the resident's language; template: instead of it, the code
    of an AnswerTemplate that has a text in that language. Writes the request (its first date stays what it was, or is this one where there
    was none) and the event, and queues a *promise* message to every follower, a template in each one's own language.
    Raises ValidationError by field ("until", "reason"), "conflict" when it is closed, "paused" while the promise waits for somebody else's
    answer, PermissionDenied.
    """
    reason, at = clean_text(reason, field="reason"), timezone.now()
    request = locked_for(actor, request, "requests_app.message_resident")
    if request.status == Status.CLOSED:
        raise conflict(request)
    if request.promise_minutes_left is not None:
        raise ValidationError(_("The expected date waits for an answer now. Go on with the work first, then give a new date."), code="paused")
    if not reason and template:
        reason = text_of(template, request.language)
    else:
        template = ""
    moment = end_of_day(until)
    errors = _wrong_date(request, moment, at)
    if not reason:
        errors["reason"] = _("Write the reason in the resident's language, or choose a text that exists in it.")
    if errors:
        raise ValidationError(errors)
    before = request.promised_at
    request.promised_at, request.first_promised_at, request.updated_at = moment, request.first_promised_at or moment, at
    request.save(update_fields=["promised_at", "first_promised_at", "updated_at"])
    was = before.isoformat() if before else None
    event = record(
        request, EventKind.PROMISE, actor=actor, at=at, is_public=True, text=reason, language=request.language,
        data={"from": was, "to": moment.isoformat(), "template": template},
    )  # fmt: skip
    tell(request, Kind.PROMISE, cause=event.pk, text=reason, text_language=request.language, promised_before=was, template=template)
    return event


def _wrong_date(request, moment, at):
    """What is wrong with a new date. -> errors by field"""
    if moment <= at:
        return {"until": _("Choose today or a day to come.")}
    if moment > at + FURTHEST:
        return {"until": _("Choose a day within a year.")}
    if request.promised_at and request.promised_at.astimezone(moment.tzinfo).date() == moment.date():
        return {"until": _("This is the date that was promised already.")}
    return {}
