"""How a made-up request begins: what somebody needs, where, in which language and on which channel."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from catalog.entries import ServiceEntry
from catalog.models import Datatype
from contacts.models import Channel, Interaction, InteractionOutcome
from cx311.demo.words import UNSPACED, voices
from cx311.demo.world import TOLD_LANGUAGES
from requests_app import promises
from requests_app.actions.recording import RESIDENT_SEES, event_of
from requests_app.models import Actor, EventKind, ServiceRequest
from requests_app.reference import ALPHABET, LENGTH, check_character
from requests_app.status import Status
from routing.cells import cell
from routing.engine import Facts
from routing.queries import route

BEFORE = {"when", "since", "bite-when", "notice-date"}  # questions about a time that has passed; the others look ahead
IN_PERSON = {Channel.PHONE, Channel.WALK_IN}


@dataclass
class Story:
    """One request on its way. *until*: the story is told up to there, at most to now."""

    request: ServiceRequest
    service: ServiceEntry
    resident: Any
    at: datetime
    until: datetime
    events: list = field(default_factory=list)
    call: Interaction | None = None
    handover: Any = None
    repeats: Any = None  # the earlier story of the same problem, if somebody had told it already
    followers: list = field(default_factory=list)

    def comes(self, at):
        """Let the time come; False when that is after the end of the story."""
        if at > self.until:
            return False
        self.at = max(at, self.at + timedelta(seconds=1))
        return True

    def record(self, kind, actor, *, public=False, **facts):
        event = event_of(self.request, kind, actor=actor, at=self.at, is_public=public, **facts)
        self.events.append(event)
        self.request.updated_at = self.at
        return event

    def goes(self, to, actor, *, text="", language="", **data):
        """The request moves to another state, its promise with it, as requests_app.actions.transition does."""
        request, before, promised = self.request, self.request.status, self.request.promised_at
        promises.follow(request, to, self.at, self.service)
        request.status = to
        request.reopened_count += to == Status.REOPENED
        data = {"from": before, "to": to, **data}
        event = self.record(EventKind.STATUS, actor, public=to in RESIDENT_SEES, text=text, language=language, data=data)
        if request.promised_at != promised and request.promised_at:
            self.promised(promised, actor)
        return event

    def promised(self, before, actor):
        data = {"from": before.isoformat() if before else None, "to": self.request.promised_at.isoformat()}
        self.record(EventKind.PROMISE, actor, public=True, data=data)

    def says(self, words, staff, *, question=False):
        """A message to the resident."""
        self.record(EventKind.MESSAGE, staff, public=True, text=words, language=self.told_in, data={"question": question})

    def record_follower(self, at, actor):
        """Somebody else follows it; the request itself does not change."""
        self.events.append(event_of(self.request, EventKind.FOLLOWER, actor=actor, at=at, data={"step": "follows"}))

    @property
    def work(self):
        """Whether somebody goes there or it is done at a desk."""
        return "desk" if self.service.code in voices("shares")["desk"] else "field"

    @property
    def told_in(self):
        """The language the city writes to her in."""
        return self.request.language if self.request.language in TOLD_LANGUAGES else "en"


def reference(random: Random, prefix: str) -> str:
    """Like requests_app.reference.new_reference, but the same for the same seed."""
    body = "".join(random.choices(ALPHABET, k=LENGTH))
    return prefix + body + check_character(body)


def begin(world, at, prefix, same_as: Callable) -> Story:
    """A request submitted at about *at*. same_as(service, at): an earlier story that this one repeats, or None."""
    random = world.random
    shares = voices("shares")
    service = world.catalogue.service(world.pick(shares["services"]))
    language = world.pick(shares["languages"])
    channel = Channel.PHONE if language not in TOLD_LANGUAGES else world.pick(shares["channels"])
    if channel in IN_PERSON:
        at = world.opening(at, world.teams["311-calls"].department_id) + timedelta(minutes=random.uniform(0, 200))
    anonymous = service.anonymous_allowed and channel in (Channel.WEB, Channel.OPEN311) and world.chance(0.16)
    resident = None if anonymous else random.choice(world.residents[language])
    earlier = same_as(service, at)
    place = _place(world, service, earlier)
    decision = route(Facts(service.id, service.group_id, service.department_id, place["district_id"], language, channel))
    promised = promises.first(service, decision.department_id, at)
    told, description = describe(world, service.code, language)
    request = ServiceRequest(
        reference=reference(random, prefix), token=f"{random.getrandbits(128):032x}"[:22], service_id=service.id,
        department_id=decision.department_id, team_id=decision.team_id, contact=resident.contact if resident else None, description=description,
        channel=channel, language=language, submitted_at=at, updated_at=at, first_promised_at=promised, promised_at=promised,
        is_public=service.is_public, is_restricted=service.is_restricted, status=Status.SUBMITTED, **place,
    )  # fmt: skip
    request.answers = answers(world, request, service, told)
    story = Story(request, service, resident, at, until=world.now, repeats=earlier)
    if channel in IN_PERSON:
        story.call = _call(world, request, resident)
    by = story.call.agent if story.call else Actor.RESIDENT
    data = {"channel": channel, "promised_at": promised.isoformat() if promised else None}
    story.record(EventKind.SUBMITTED, by, public=True, interaction=story.call, data=data)
    routed = {"team": decision.team_id, "department": decision.department_id, "rule": decision.rule_id}
    story.record(EventKind.ROUTED, Actor.SYSTEM, data={**routed, "reason": decision.reason, "passed_over": decision.passed_over})
    return story


def describe(world, code, language):
    """(options her words imply, her words): what it is, and at times where and since when.

    In the files a description may begin with the options it means, as in "mattress+furniture: Someone left …".
    """
    spoken = voices(language) if language in TOLD_LANGUAGES else voices("en")
    marks, colon, words = world.random.choice(spoken["descriptions"][code]).partition(": ")
    told, said = (marks.split("+"), [words]) if colon and " " not in marks else ([], [marks + colon + words])
    if language not in TOLD_LANGUAGES:
        said.insert(0, world.random.choice(voices("staff")["english_only"]).strip())
    elif world.catalogue.service(code).needs_place:
        said += [world.random.choice(spoken["where"])] * world.chance(0.35) + [world.random.choice(spoken["since"])] * world.chance(0.3)
    return told, ("" if language in UNSPACED else " ").join(said)


def answers(world, request, service, told):
    """Believable answers to the questions of a service, as requests_app.answers keeps them; never one that means danger."""
    given = {}
    for question in service.questions:
        keys = [option.key for option in question.options if option.key in told]
        if not question.is_variable or not question.is_asked(given):
            continue
        if keys:
            given[question.code] = keys if question.datatype == Datatype.MULTI else keys[0]
        elif question.is_required or world.chance(0.6):
            answer = _answer(world.random, request, service, question)
            if answer not in (None, []):
                given[question.code] = answer
    return given


def _answer(random, request, service, question):
    keys = [option.key for option in question.options if not option.is_emergency]
    match question.datatype:
        case Datatype.SINGLE:
            return random.choice(keys)
        case Datatype.MULTI:
            alone = [key for key in keys if key in ("none", "nothing")]
            several = random.sample([key for key in keys if key not in alone], random.choice([1, 1, 2]))
            return alone if alone and random.random() < 0.2 else several
        case Datatype.NUMBER:
            numbers = voices("staff")["numbers"]
            return random.randint(*numbers.get(f"{service.code}.{question.code}", numbers[question.code]))
        case Datatype.DATETIME:
            days = -random.uniform(0.2, 6) if question.code in BEFORE else random.uniform(6, 40)
            return (request.submitted_at + timedelta(days=days)).replace(minute=0, second=0, microsecond=0).isoformat()
        case Datatype.STRING:
            own = voices(request.language).get("answers", {}) if request.language in TOLD_LANGUAGES else {}
            known = own.get(question.code) or voices("staff")["answers"].get(question.code)  # what an agent writes down, and numbers
            return random.choice(known) if known else None
    return request.description if question.is_required else None


def _place(world, service, earlier):
    """Columns of a place: an address of the city, the one next to an earlier report, or none."""
    if not service.needs_place:
        return {"district_id": None}
    if earlier:
        lat, lon = (value + world.random.uniform(-0.0002, 0.0002) for value in (earlier.request.lat, earlier.request.lon))
        address, zipcode, district_id = earlier.request.address, earlier.request.zipcode, earlier.request.district_id
    else:
        house = world.random.choice(world.addresses)
        lat, lon, address, zipcode, district_id = house.lat, house.lon, house.text, house.zipcode, house.district_id
    return {"lat": lat, "lon": lon, "address": address, "zipcode": zipcode, "district_id": district_id, "h3_cell": cell(lat, lon)}


def _call(world, request, resident):
    """The talk in which it was filed."""
    agent, interpreter = world.agent(request.language)
    began = request.submitted_at - timedelta(seconds=world.random.randint(60, 340))
    return Interaction(
        contact=request.contact, channel=request.channel, agent=agent, department_id=world.teams["311-calls"].department_id,
        caller=resident.phone if resident and request.channel == Channel.PHONE else "", language_used=request.language, interpreter=interpreter,
        started_at=began, ended_at=request.submitted_at + timedelta(seconds=world.random.randint(20, 120)), outcome=InteractionOutcome.FILED,
    )  # fmt: skip
