"""Calls that ended without a request: a question answered with an article, a wrong number, somebody who hung up."""

from datetime import timedelta

from catalog.models import Article
from contacts.models import Channel, Interaction, InteractionOutcome
from cx311.demo.words import voices

OUTCOMES = {
    InteractionOutcome.ANSWERED: 78,
    InteractionOutcome.UPDATED: 9,
    InteractionOutcome.DROPPED: 5,
    InteractionOutcome.CALL_BACK: 4,
    InteractionOutcome.WRONG_NUMBER: 3,
    InteractionOutcome.EMERGENCY: 1,
}


def questions_by_phone(world, count):
    """*count* unsaved talks over the year, more of them lately; all within the hours of 311."""
    articles = list(Article.objects.order_by("slug"))
    desk = world.teams["311-calls"].department_id
    calls = []
    while len(calls) < count:
        back = timedelta(days=365 * world.random.random() ** 1.5)
        began = world.opening(world.now - back, desk) + timedelta(minutes=world.random.uniform(0, 150))
        ended = began + timedelta(seconds=world.random.randint(40, 480))
        if ended < world.now:
            calls.append(_call(world, began, ended, articles, desk))
    return calls


def _call(world, began, ended, articles, desk):
    language = world.pick(voices("shares")["languages"])
    agent, interpreter = world.agent(language)
    outcome = world.pick(OUTCOMES)
    callers = [resident for resident in world.residents[language] if resident.phone]
    resident = world.random.choice(callers) if callers and outcome != InteractionOutcome.WRONG_NUMBER and world.chance(0.7) else None
    answered = outcome == InteractionOutcome.ANSWERED
    return Interaction(
        contact=resident.contact if resident else None, channel=Channel.PHONE, agent=agent, department_id=desk,
        caller=resident.phone if resident else "", language_used=language, interpreter=interpreter, started_at=began, ended_at=ended,
        outcome=outcome, article=world.random.choice(articles) if answered else None,
        note=world.random.choice(voices("staff")["calls"]) if answered and world.chance(0.6) else "",
    )  # fmt: skip
