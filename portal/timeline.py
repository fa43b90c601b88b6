"""The public events of a request in the words of the page, and the journey: steps done, now and next."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from catalog.queries import current
from notifications.words import ENDINGS, STATES
from requests_app.models import Actor, EventKind, RequestEvent
from requests_app.status import Status


@dataclass(frozen=True)
class Entry:
    """One line of the timeline: what happened, when, in whose words."""

    event: RequestEvent
    title: str
    text: str = ""
    language: str = ""
    is_ours: bool = True
    moment: datetime | None = None
    photo: str = ""

    @property
    def at(self):
        return self.event.at


@dataclass(frozen=True)
class Stage:
    name: str
    state: str  # done, now or next
    at: datetime | None = None
    is_expected: bool = False


def entries(events, request):
    """Entries for public events, newest first as they come."""
    return [entry for event in events if (entry := _entry(event, request))]


def _entry(event, request):
    make = MAKERS.get(event.kind)
    return make(event, request) if make else None


def _submitted(event, request):
    return Entry(event, _("You sent your request."), request.description, request.language, is_ours=False)


def _status(event, request):
    to = event.data.get("to")
    title = ENDINGS.get(event.data.get("outcome")) if to == Status.CLOSED else STATES.get(to)
    by_her = event.actor_kind == Actor.RESIDENT
    if to == Status.REOPENED and by_her:
        title = _("You told us that this is not fixed. We have opened it again.")
    return Entry(event, title or _("The state changed."), event.text, event.text_language, is_ours=not by_her) if to != Status.SUBMITTED else None


def _message(event, request):
    title = _("We asked you a question.") if event.data.get("question") else _("A message from us.")
    return Entry(event, title, event.text, event.text_language)


def _reply(event, request):
    return Entry(event, _("You wrote to us."), event.text, event.text_language, is_ours=False)


def _attachment(event, request):
    by_her = event.actor_kind == Actor.RESIDENT
    return Entry(event, _("You added a photo.") if by_her else _("We added a photo."), is_ours=not by_her, photo=event.data.get("attachment", ""))


def _promise(event, request):
    moment = parse_datetime(event.data.get("to") or "")
    return Entry(event, _("There is a new expected date:"), moment=moment) if moment else None


def _handoff(event, request):
    department = current().department((event.data.get("to") or {}).get("department"))
    if event.data.get("step") != "accepted" or department is None:
        return None
    return Entry(event, _("We transferred your request to %(department)s. You do not need to do anything.") % {"department": department.name})


def _amended(event, request):
    title = _("You changed what you wrote.") if event.data.get("replaces") else _("You added to what you wrote.")
    return Entry(event, title, event.text, event.text_language, is_ours=False)


def _asked_again(event, request):
    return Entry(event, _("You asked again."), event.text, event.text_language, is_ours=False)


MAKERS = {
    EventKind.SUBMITTED: _submitted,
    EventKind.STATUS: _status,
    EventKind.MESSAGE: _message,
    EventKind.REPLY: _reply,
    EventKind.ATTACHMENT: _attachment,
    EventKind.PROMISE: _promise,
    EventKind.HANDOFF: _handoff,
    EventKind.AMENDED: _amended,
    EventKind.ASKED_AGAIN: _asked_again,
}


def journey(request, shown):
    """Received, being worked on, done: what is behind her, where it stands, what comes next, each with its date where it has one."""
    states = [entry for entry in reversed(shown) if entry.event.kind == EventKind.STATUS]
    started = next((entry.at for entry in states if entry.event.data.get("to") == Status.IN_PROGRESS), None)
    stages = [Stage(_("We received it"), "done", request.submitted_at)]
    if request.status == Status.CLOSED:
        if started:
            stages.append(Stage(_("We worked on it"), "done", started))
        return [*stages, Stage(_("Closed"), "done", request.closed_at)]
    expected = request.promised_at if request.promise_minutes_left is None else None
    if request.status == Status.IN_PROGRESS:
        stages.append(Stage(_("We are working on it"), "now", started))
    elif request.status == Status.WAITING_RESIDENT:
        stages.append(Stage(_("We wait for your answer"), "now"))
    elif request.status == Status.WAITING_OUTSIDE:
        stages.append(Stage(_("We wait for another organization"), "now"))
    else:
        stages[0] = Stage(_("We received it"), "now", request.submitted_at)
        stages.append(Stage(_("We work on it"), "next"))
    return [*stages, Stage(_("Done, and you hear from us"), "next", expected, is_expected=True)]
