"""What the request page and the lists show of a request, gathered from the catalogue and the reads below."""

from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from accounts.queries import department_ids
from catalog.models import Datatype
from catalog.queries import current
from console import words
from contact_center.models import Handoff
from contacts.models import Purpose
from contacts.queries import latest_consent
from requests_app import queries_console as reads
from requests_app.models import Actor, EventKind, ServiceRequest
from requests_app.queries import of_contact, timeline
from requests_app.reference import normalise
from requests_app.rules import may_work
from requests_app.status import TRANSITIONS, Status
from routing.queries import district
from routing.reasons import explain


def case_or_404(user, reference, **extra):
    """The request with a reference, if this user may see it; otherwise it does not exist for her."""
    rows = ServiceRequest.objects.visible_to(user).select_related("assignee", "contact", "parent")
    found = rows.filter(reference=normalise(reference) or "").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    request: ServiceRequest
    service: object
    owner: str
    is_persons: bool
    last: object
    asked: int = 0


def rows_of(requests, *, with_words=True):
    """Requests with their catalogue names, last words and how often the resident asked again. Two queries at most, however many rows."""
    catalogue = current()
    last = reads.last_words([request.pk for request in requests]) if with_words and requests else {}
    asked = reads.times_asked(requests) if with_words and requests else {}
    return [
        Row(
            request,
            catalogue.service_by_id(request.service_id).name,
            str(request.assignee) if request.assignee_id else str(catalogue.team(request.team_id).name),
            bool(request.assignee_id),
            last.get(request.pk),
            asked.get(request.pk, 0),
        )
        for request in requests
    ]


def answers_of(request, language=None):
    """[(question Text, [answer words])] as asked, options by name."""
    found = []
    for question in current().service_by_id(request.service_id).questions:
        given = request.answers.get(question.code)
        if given in (None, "", []):
            continue
        values = given if isinstance(given, list) else [given]
        if question.datatype in (Datatype.SINGLE, Datatype.MULTI):
            names = {option.key: option.name for option in question.options}
            values = [names.get(value, value) for value in values]
        found.append((question.label, values))
    return found


def verbs_of(user, request):
    """The names of what this user may do with this request now. -> set"""
    if not may_work(user, request):
        return set()
    after = TRANSITIONS[request.status]
    verbs = {"note", "photos"}
    if request.status == Status.CLOSED:
        return verbs | {"reopen"}
    verbs |= {"assign", "move", "close"}
    if request.assignee_id != user.pk:
        verbs.add("take")
    if Status.IN_PROGRESS in after:
        verbs.add("resume" if request.status in (Status.WAITING_OUTSIDE, Status.WAITING_RESIDENT) else "start")
    if Status.WAITING_OUTSIDE in after:
        verbs.add("wait")
    if user.has_perm("requests_app.message_resident"):
        verbs.add("message")
        if request.promise_minutes_left is None:
            verbs.add("promise")
    if user.has_perm("contact_center.hand_over"):
        verbs.add("hand_over")
    return verbs


def may_move_anywhere(user):
    """Moving to another department without its consent is for supervisors; everybody else hands over."""
    return user.has_perm("contact_center.view_all_handoffs")


def teams_to_move(user, request):
    """Teams a request may be moved to without a handoff, as catalogue entries."""
    catalogue = current()
    teams = [
        team
        for team in catalogue.teams.values()
        if team.is_active and team.id != request.team_id and not catalogue.department(team.department_id).is_external
    ]
    if may_move_anywhere(user):
        return teams
    return [team for team in teams if team.department_id == request.department_id]


def why_here(events):
    """Why the request is where it is: (sentence, sentences of what was passed over), or None for imported ones."""
    routed = next((event for event in events if event.kind == EventKind.ROUTED), None)
    if routed is None:
        return None
    return explain(routed.data.get("reason") or {}), [explain(reason) for reason in routed.data.get("passed_over") or []]


def page_of(user, request):
    """Everything the request page shows. -> dict"""
    catalogue = current()
    events = timeline(request, public_only=False)
    followers = list(request.followers.select_related("contact").order_by("id"))
    helper = next((follower for follower in followers if follower.is_proxy), None)
    handoff = Handoff.objects.open().filter(request=request).select_related("sender").first()
    others = [other for other in of_contact(user, request.contact_id, 8) if other.pk != request.pk] if request.contact_id else []
    return {
        "case": request,
        "service": catalogue.service_by_id(request.service_id),
        "department": catalogue.department(request.department_id),
        "team": catalogue.team(request.team_id),
        "district": district(request.district_id),
        "answers": answers_of(request),
        "photos": list(request.attachments.order_by("id")),
        "events": [told(event) for event in events],
        "why": why_here(events),
        "verbs": verbs_of(user, request),
        "handoff": handoff,
        "linked": reads.linked_to(user, request),
        "asked": sum(event.kind == EventKind.ASKED_AGAIN for event in events),
        "followers": followers,
        "helper": helper,
        "consent": latest_consent(request.contact_id, Purpose.PROXY) if helper else None,
        "others": rows_of(others, with_words=False),
        "outbox": reads.messages_about(request),
        "mine": request.department_id in department_ids(user),
    }


@dataclass(frozen=True)
class Told:
    """An event with the names its facts point to."""

    event: object
    who: str
    facts: dict


def told(event):
    catalogue = current()
    facts = dict(event.data)
    if event.kind == EventKind.STATUS:
        facts["to_word"] = Status(facts["to"]).label if facts.get("to") in Status.values else facts.get("to", "")
    if event.kind == EventKind.PROMISE and facts.get("to"):
        facts["day"] = words.day(timezone.localtime(parse_datetime(facts["to"])))
    team_id = facts.get("to_team") or facts.get("team") or (facts["to"].get("team") if isinstance(facts.get("to"), dict) else None)
    if team_id and (team := catalogue.team(team_id)):
        facts["team_name"] = team.name
        facts["department_name"] = catalogue.department(team.department_id).name
    who = str(event.actor) if event.actor_id else Actor(event.actor_kind).label
    return Told(event, who, facts)


def in_language(language, words):
    """Run *words* (a function) with a language active, for previews."""
    with translation.override(language):
        return words()
