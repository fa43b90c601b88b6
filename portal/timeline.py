"""The public events of a request in the words of the page; from them the journey (steps done, now and next) and what is promised now."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.queries import current
from notifications.words import ENDINGS, STATES
from requests_app.models import Actor, EventKind, RequestEvent
from requests_app.status import WAITING, Status


@dataclass(frozen=True)
class Entry:
    """One line of the timeline: what happened, when, in whose words."""

    event: RequestEvent
    title: str
    text: str = ""
    language: str = ""
    is_ours: bool = True
    moment: datetime | None = None
    before: datetime | None = None
    photo: str = ""

    @property
    def at(self):
        return self.event.at

    @property
    def is_foreign(self):
        """Whether we wrote it in another language than the page's, so that the page says where to get help with it."""
        return bool(self.text) and self.is_ours and self.language not in ("", get_language())


@dataclass(frozen=True)
class Promise:
    """What is promised now. state: on, late or waits (for an answer); moved: the Entry that gave this date instead of an earlier one."""

    state: str
    day: datetime | None = None
    moved: Entry | None = None


@dataclass(frozen=True)
class Stage:
    name: str
    state: str  # done, now or next
    at: datetime | None = None
    is_expected: bool = False


def entries(events, request):
    """Entries for public events, newest first as they come."""
    steps = {event.at: event.data for event in events if event.kind == EventKind.STATUS}
    return [_with_cause(entry, steps.get(event.at)) for event in events if (entry := _entry(event, request))]


def _entry(event, request):
    make = MAKERS.get(event.kind)
    return make(event, request) if make else None


def _with_cause(entry, step):
    """A date that moved by itself moved with a step of the same moment; which one it was is the reason."""
    if entry.event.kind != EventKind.PROMISE or entry.text or step is None:
        return entry
    if step.get("from") in WAITING:
        return replace(entry, text=_("We had to wait for an answer, so the date has moved."))
    return replace(entry, text=_("We opened your request again, so there is a new date.")) if step.get("to") == Status.REOPENED else entry


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
    moment, before = (parse_datetime(event.data.get(end) or "") for end in ("to", "from"))
    if moment is None:
        return None
    ready = current().template(event.data.get("template") or "")
    piece = ready.text.best() if ready else None
    text, language = (piece.text, piece.language) if piece else (event.text, event.text_language)
    return Entry(event, _("There is a new expected date:"), text, language, moment=moment, before=before)


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
    opened = next((entry for entry in reversed(states) if entry.event.data.get("to") == Status.REOPENED), None)
    ended = [entry.at for entry in states if entry.event.data.get("to") == Status.CLOSED]
    since = states[states.index(opened) :] if opened else states
    started = next((entry.at for entry in since if entry.event.data.get("to") == Status.IN_PROGRESS), None)
    stages = [Stage(_("We received it"), "done", request.submitted_at)]
    if opened:
        stages += [
            Stage(_("We closed it"), "done", max((at for at in ended if at <= opened.at), default=None)),
            Stage(_("We opened it again"), "done", opened.at),
        ]
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
        stages[-1] = replace(stages[-1], state="now")
        stages.append(Stage(_("We work on it"), "next"))
    return [*stages, Stage(_("Done, and you hear from us"), "next", expected, is_expected=True)]


def promise(request, shown, at):
    """What is promised as of *at* (aware), from the entries shown. -> Promise, or None where nothing is"""
    if not request.is_open or not request.promised_at:
        return None
    if request.promise_minutes_left is not None:
        return Promise("waits")
    newest = next((entry for entry in shown if entry.event.kind == EventKind.PROMISE), None)
    moved = newest if newest and newest.moment == request.promised_at else None
    return Promise("late" if request.promised_at < at else "on", request.promised_at, moved)


def question(request, shown):
    """The question of ours that waits for her answer: an Entry, or None."""
    if request.status != Status.WAITING_RESIDENT:
        return None
    return next((entry for entry in shown if entry.event.kind == EventKind.MESSAGE and entry.event.data.get("question")), None)


def asked_since(request, shown):
    """When she asked again after the promised date, or None."""
    asked = next((entry.at for entry in shown if entry.event.kind == EventKind.ASKED_AGAIN), None)
    return asked if asked and request.promised_at and asked > request.promised_at else None
