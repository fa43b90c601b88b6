"""The past of the demo city: a year of requests with all that belongs to them, told backwards from now. Same seed, same past."""

from collections import defaultdict
from datetime import timedelta
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from contacts.models import Interaction
from cx311.demo.calls import questions_by_phone
from cx311.demo.handovers import Handover, load_handovers
from cx311.demo.letters import load_letters
from cx311.demo.lives import live, take_up
from cx311.demo.opinions import load_opinions
from cx311.demo.stories import begin
from cx311.demo.words import SOURCE, voices
from cx311.demo.world import read_world
from requests_app.models import Actor, Follower, RequestEvent, ServiceRequest
from requests_app.status import Outcome, Status
from routing.clock import add_working
from routing.queries import hours_for

DAYS = 365
RESIDENTS_PER_REQUEST = 0.25
WEEKDAYS = [1.25, 1.15, 1.05, 1.0, 0.95, 0.55, 0.45]  # Monday is the busiest
HOURS = [0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 1.2, 2.4, 3.4, 3.8, 3.6, 3.2, 3.0, 3.0, 2.9, 2.8, 2.7, 2.6, 2.4, 2.2, 1.9, 1.4, 0.8, 0.4]
HANDED_OVER = 0.12  # of the requests for which there is another team that could be asked


@transaction.atomic
def load_history(count=2000, seed=311, now=None):
    """Write *count* past requests of the year before *now* (aware, default: now) into a loaded city, and whoever made them. Sends nothing.

    -> how many requests. The same seed and the same now give the same past.
    """
    with translation.override(SOURCE):
        now = (now or timezone.now()).replace(microsecond=0)
        world = read_world(Random(seed), now, int(count * RESIDENTS_PER_REQUEST))
        stories = _stories(world, count)
        _write(world, stories)
        Interaction.objects.bulk_create(questions_by_phone(world, count // 6))
        closings = load_opinions(world, stories)
        load_letters(world, stories, closings)
    return len(stories)


def _moments(world, count):
    """When the requests came: by weekday and hour of the city, and more of them from month to month."""
    zone = timezone.get_default_timezone()
    today = world.now.astimezone(zone).replace(hour=0, minute=0, second=0)
    days = [today - timedelta(days=back) for back in range(DAYS)]
    weights = [WEEKDAYS[day.weekday()] * (1.6 - back / DAYS) for back, day in enumerate(days)]
    moments = []
    while len(moments) < count:
        day = world.random.choices(days, weights)[0]
        hour = world.random.choices(range(24), HOURS)[0]
        at = day + timedelta(hours=hour, seconds=world.random.randrange(3600))
        if at < world.now - timedelta(minutes=4):
            moments.append(at)
    return sorted(moments)


def _stories(world, count):
    recent = defaultdict(list)

    def same_as(service, at):
        """Now and then somebody reports what another has reported in the days before."""
        if not (service.is_public and service.needs_place and service.duplicate_radius_m) or not world.chance(0.1):
            return None
        candidates = [story for story in recent[service.code] if timedelta(hours=1) < at - story.request.submitted_at < timedelta(days=9)]
        return world.random.choice(candidates) if candidates else None

    stories = []
    for at in _moments(world, count):
        story = begin(world, at, settings.REFERENCE_PREFIX, same_as)
        if story.request.submitted_at > world.now:
            continue  # the desk was closed and has not opened since: this call is still to come
        story.until = _until(world, story)
        story.handover = Handover if story.service.code in voices("shares")["receivers"] and world.chance(HANDED_OVER) else None
        live(world, story)
        if story.handover is Handover:
            story.handover = None  # it ended before anybody could hand it over
        if story.until < world.now:
            _keep_waiting(world, story)
        if story.repeats is None:
            recent[story.service.code] = [*recent[story.service.code][-30:], story]
        stories.append(story)
    return stories


def _until(world, story):
    """Where a story stops: at now, or, for those that get stuck, somewhere on the way to its promise."""
    age = world.now - story.at
    stuck = 0.42 if age < timedelta(days=30) else 0.26 if age < timedelta(days=120) else 0.015
    expected = min(story.request.promised_at or world.now, world.now)
    return story.at + (expected - story.at) * world.random.uniform(0.1, 0.7) if world.chance(stuck) else world.now


def _keep_waiting(world, story):
    """A request that got stuck: most wait for somebody else or were given a new date; the others are overdue, as happens."""
    story.until, request = world.now, story.request
    if request.status == Status.SUBMITTED and world.chance(0.7):
        take_up(world, story)
    if request.status not in (Status.OPEN, Status.IN_PROGRESS) or not request.promised_at or request.promised_at > world.now:
        return
    at = min(max(story.at, request.promised_at - timedelta(hours=world.random.uniform(2, 30))), world.now - timedelta(minutes=20))
    fate = world.pick({"outside": 38, "resident": 14 if story.resident else 0, "new date": 32, "overdue": 16})
    if fate == "overdue" or not story.comes(at):
        return
    words = voices(story.told_in)
    if fate == "outside":
        story.goes(Status.WAITING_OUTSIDE, request.assignee, text=words["updates"]["waiting"], language=story.told_in)
    elif fate == "resident":
        story.goes(Status.WAITING_RESIDENT, request.assignee)
        story.says(world.random.choice(words["exchanges"][story.work])[0], request.assignee, question=True)
    else:
        before = request.promised_at
        request.promised_at = add_working(world.now, world.random.randint(300, 5000), hours_for(request.department_id))
        story.promised(before, request.assignee)
        if story.resident:
            story.says(words["updates"][story.work][1], request.assignee)


def _write(world, stories):
    """Requests, calls, handoffs, events and followers, each kind in one go."""
    Interaction.objects.bulk_create([story.call for story in stories if story.call])
    parents = [(story.request, story.request.parent) for story in stories if story.request.parent]
    for request, _parent in parents:
        request.parent = None
    ServiceRequest.objects.bulk_create([story.request for story in stories], batch_size=1000)
    for request, parent in parents:
        request.parent = parent
    ServiceRequest.objects.bulk_update([request for request, _parent in parents], ["parent"])
    load_handovers(world, stories)
    followers = _followers(world, stories)
    Follower.objects.bulk_create(followers)
    RequestEvent.objects.bulk_create([event for story in stories for event in story.events], batch_size=2000)


def _followers(world, stories):
    """The reporter of each request, whoever reported the same, and a neighbor now and then."""
    followers = {}

    def follow(story, resident, language, at, is_reporter=False):
        key = (story.request.pk, resident.contact.pk)
        if key not in followers:
            followers[key] = Follower(request=story.request, contact=resident.contact, is_reporter=is_reporter, language=language, created_at=at)

    for story in stories:
        request = story.request
        if story.resident:
            follow(story, story.resident, request.language, request.submitted_at, is_reporter=True)
        for resident, language, at in story.followers:
            follow(story, resident, language, at)
        if request.is_public and request.outcome != Outcome.CLOSED_DUPLICATE and world.chance(0.04):
            neighbor = world.random.choice(world.residents[request.language])
            at = min(request.submitted_at + timedelta(hours=world.random.uniform(1, 40)), world.now)
            if neighbor is not story.resident and at < (request.closed_at or world.now):
                follow(story, neighbor, request.language, at)
                story.record_follower(at, Actor.RESIDENT)
    return list(followers.values())
