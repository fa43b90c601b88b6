"""What becomes of a made-up request: taken up, worked on, asked about, handed over, closed in her language, at times reopened."""

from datetime import timedelta

from cx311.demo.handovers import hand_over
from cx311.demo.words import voices
from cx311.demo.world import TOLD_LANGUAGES
from requests_app.models import Actor, EventKind
from requests_app.status import Outcome, Status
from routing.clock import add_working
from routing.queries import hours_for

FORGOTTEN_DAYS = 14  # a question without an answer


def live(world, story):
    """Tell the story on from its beginning."""
    if world.chance(0.025) and story.resident:
        return _withdraw(world, story)
    if not take_up(world, story):
        return None
    if story.repeats and (story.repeats.request.closed_at is None or story.repeats.request.closed_at > story.at):
        return _close_as_duplicate(world, story, story.repeats)
    if story.handover is not None and not hand_over(world, story):
        return None
    if not _work(world, story):
        return None
    return _end(world, story)


def _office(world, story, low, high):
    """A while of working time later."""
    return world.office_time(story.at, world.random.uniform(low, high), story.request.department_id)


def _withdraw(world, story):
    if story.comes(story.at + timedelta(hours=world.random.uniform(0.3, 20))):
        close(world, story, Outcome.WITHDRAWN, "withdrawn", Actor.RESIDENT)


def take_up(world, story):
    """Somebody reads it, gives it to a person and opens it."""
    if not story.comes(_office(world, story, 10, 200)):
        return False
    person = world.worker(story.request.department_id, story.request.language)
    story.request.assignee = person
    story.record(EventKind.ASSIGNED, person, data={"from": None, "to": person.pk, "name": str(person)})
    story.goes(Status.OPEN, person)
    return True


def _work(world, story):
    """In progress, with notes, words to the resident and waiting."""
    minutes = story.service.promise_minutes or 480
    if not story.comes(_office(world, story, 15, max(30, minutes * 0.25))):
        return False
    story.goes(Status.IN_PROGRESS, story.request.assignee)
    if world.chance(0.35) and story.comes(_office(world, story, 5, 90)):
        story.record(EventKind.NOTE, story.request.assignee, text=world.random.choice(voices("staff")[f"notes_{story.work}"]), language="en")
    if story.resident and world.chance(0.22) and story.comes(_office(world, story, 20, max(60, minutes * 0.2))):
        words = world.random.choice(voices(story.told_in)["updates"][story.work])
        story.says(words, story.request.assignee)
    if story.resident and story.told_in == story.request.language and world.chance(0.13):
        return _ask(world, story)
    if world.chance(0.05):
        return _wait_outside(world, story)
    return story.at < story.until


def _ask(world, story):
    """A question to her; most answer within two days, some never."""
    if not story.comes(_office(world, story, 30, 240)):
        return False
    question, answer = world.random.choice(voices(story.told_in)["exchanges"][story.work])
    staff = story.request.assignee
    story.goes(Status.WAITING_RESIDENT, staff)
    story.says(question, staff, question=True)
    if world.chance(0.22):
        if story.comes(story.at + timedelta(days=FORGOTTEN_DAYS)) and story.comes(_office(world, story, 5, 60)):
            close(world, story, Outcome.NO_RESPONSE, "no-response", staff)
        return False
    if not story.comes(story.at + timedelta(hours=world.random.uniform(0.5, 48))):
        return False
    story.record(EventKind.REPLY, Actor.RESIDENT, public=True, text=answer, language=story.told_in)
    story.goes(Status.IN_PROGRESS, Actor.RESIDENT)
    return True


def _wait_outside(world, story):
    if not story.comes(_office(world, story, 30, 300)):
        return False
    story.goes(Status.WAITING_OUTSIDE, story.request.assignee, text=voices(story.told_in)["updates"]["waiting"], language=story.told_in)
    if not story.comes(story.at + timedelta(days=world.random.uniform(2, 12))) or not story.comes(_office(world, story, 5, 60)):
        return False
    story.goes(Status.IN_PROGRESS, story.request.assignee)
    return True


def _end(world, story):
    """Close it, most often within the promise, and now and then once more after she says it is not fixed."""
    if not story.comes(_closing_time(world, story)):
        return
    outcome, template = _outcome(world, story.service.code)
    close(world, story, outcome, template, story.request.assignee)
    lately = world.now - story.at < timedelta(days=10)
    if outcome in (Outcome.RESOLVED, Outcome.CLOSED_UNRESOLVED) and story.resident and world.chance(0.16 if lately else 0.05):
        _reopen(world, story)


def _closing_time(world, story):
    """Four of five in time; the rest late, a few very late."""
    minutes = story.service.promise_minutes or 480
    share = world.pick({"early": 50, "in time": 32, "late": 14, "very late": 4})
    low, high = {"early": (0.2, 0.6), "in time": (0.6, 0.98), "late": (1.03, 1.6), "very late": (1.6, 3)}[share]
    planned = add_working(story.request.submitted_at, int(minutes * world.random.uniform(low, high)), hours_for(story.request.department_id))
    return max(planned, _office(world, story, 10, 90))


def _outcome(world, code):
    """(outcome, code of the ready answer) as the shares have it."""
    shares = voices("shares")
    choices = {"resolved": 84, "unresolved": 4}
    if code in shares["no"]:
        choices["no"] = 9
    if code in shares["referral"]:
        choices["referral"] = 7
    match world.pick(choices):
        case "no":
            return Outcome.ANSWERED_NO, shares["no"][code]
        case "referral":
            return Outcome.REFERRAL_CONFIRMED, shares["referral"][code]
        case "unresolved":
            placed = world.catalogue.service(code).needs_place
            return Outcome.CLOSED_UNRESOLVED, "not-found" if placed else "not-reached"
    return Outcome.RESOLVED, shares["resolved"].get(code, "resolved-repaired")


def close(world, story, outcome, template, actor, parent=None):
    """Close with a ready answer in her language, or in English where the city does not write hers yet."""
    request = story.request
    piece = world.catalogue.template(template).text.best(request.language if request.language in TOLD_LANGUAGES else "en")
    facts = {"outcome": outcome, "template": template, "parent": parent.request.reference if parent else ""}
    story.goes(Status.CLOSED, actor, text=piece.text, language=piece.language, **facts)
    request.closed_at, request.outcome, request.outcome_text, request.outcome_language = story.at, outcome, piece.text, piece.language
    request.parent = parent.request if parent else None


def _close_as_duplicate(world, story, earlier):
    if story.comes(_office(world, story, 5, 60)):
        close(world, story, Outcome.CLOSED_DUPLICATE, "duplicate", story.request.assignee, parent=earlier)
        if story.resident:
            earlier.followers.append((story.resident, story.request.language, story.at))


def _reopen(world, story):
    if not story.comes(story.at + timedelta(days=world.random.uniform(0.5, 12))):
        return
    request = story.request
    request.closed_at, request.outcome, request.outcome_text, request.outcome_language = None, "", "", ""
    words = voices(request.language if request.language in TOLD_LANGUAGES else "en")
    story.goes(Status.REOPENED, Actor.RESIDENT, text=world.random.choice(words["reopen"]), language=story.told_in)
    if not story.comes(_office(world, story, 20, 300)):
        return
    story.goes(Status.IN_PROGRESS, request.assignee)
    if story.comes(_office(world, story, 120, 1400)):
        close(world, story, Outcome.RESOLVED, voices("shares")["resolved"].get(story.service.code, "resolved-repaired"), request.assignee)
