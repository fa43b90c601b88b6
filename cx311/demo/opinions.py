"""Survey invitations after closings, and what a third of the residents answered."""

from datetime import timedelta

from django.conf import settings

from cx311.demo.words import voices
from requests_app.models import EventKind
from requests_app.status import Outcome, Status
from surveys.models import Invitation, Response

NOT_ASKED = {Outcome.WITHDRAWN, Outcome.CLOSED_DUPLICATE}
REST = timedelta(days=14)
FRESH = timedelta(days=4)  # closings as young as this would be asked about by the running city: they are asked here
ANSWERED = 0.36
GRADES = {  # how many of 100 choose 5, 4, 3, 2, 1
    "kept": [60, 26, 8, 4, 2],
    "late": [24, 30, 20, 15, 11],
    "unresolved": [10, 22, 25, 23, 20],
}


def load_opinions(world, stories):
    """Write invitations and responses; returns the invitation of each story's last closing, by the story's reference."""
    invited = _invitations(world, stories)
    Invitation.objects.bulk_create([invitation for _story, invitation in invited])
    responses = [_response(world, story, invitation) for story, invitation in invited if invitation.answered_at]
    Response.objects.bulk_create(responses)
    return {story.request.reference: invitation for story, invitation in invited}


def _invitations(world, stories):
    last_asked, invited = {}, []
    for story in sorted((story for story in stories if _may_be_asked(story)), key=lambda story: story.request.closed_at):
        request, contact = story.request, story.resident.contact
        at = request.closed_at + timedelta(minutes=world.random.uniform(1, 9))
        is_fresh = world.now - request.closed_at < FRESH
        if at > world.now or (not is_fresh and at - last_asked.get(contact.pk, at - REST) < REST):
            continue
        last_asked[contact.pk] = at
        answered_at = at + timedelta(hours=world.random.expovariate(1 / 20))
        invitation = Invitation(
            request=request, closing=_closing(story), contact=contact, token=f"{world.random.getrandbits(128):032x}"[:22], language=story.told_in,
            department_id=request.department_id, channel=request.channel, closed_at=request.closed_at, invited_at=at,
            expires_at=at + timedelta(days=settings.SURVEY_DAYS),
            answered_at=answered_at if world.chance(ANSWERED) and answered_at < world.now else None,
        )  # fmt: skip
        invited.append((story, invitation))
    return invited


def _may_be_asked(story):
    return story.request.status == Status.CLOSED and story.request.outcome not in NOT_ASKED and story.resident and story.resident.points


def _closing(story):
    return next(event for event in reversed(story.events) if event.kind == EventKind.STATUS and event.data["to"] == Status.CLOSED)


def _response(world, story, invitation):
    request = story.request
    if request.outcome in (Outcome.CLOSED_UNRESOLVED, Outcome.NO_RESPONSE):
        mood = "unresolved"
    else:
        mood = "kept" if not request.first_promised_at or request.closed_at <= request.first_promised_at else "late"
    grades = {f"q{number}": _grade(world, mood, number, story) for number in (1, 2, 3, 7)}
    grades["q1"] = grades["q1"] or world.random.choice([4, 5])
    comment = _comment(world, grades["q1"], story)
    return Response(invitation=invitation, language=invitation.language, answered_at=invitation.answered_at, comment=comment, **grades)


def _grade(world, mood, number, story):
    """One answer: 5 to 1, now and then 0 (does not apply) or none. Whoever needed another language felt it a little less seamless."""
    if world.chance(0.04):
        return world.random.choice([0, None])
    weights = GRADES[mood]
    if number == 2 and story.request.language != "en":
        weights = [weights[0] * 0.8, weights[1], *weights[2:]]
    return world.random.choices([5, 4, 3, 2, 1], weights)[0]


def _comment(world, grade, story):
    if not world.chance(0.33) or grade == 3:
        return ""
    return world.random.choice(voices(story.told_in)["good" if grade > 3 else "bad"])
