"""What a story of the past needs to know of the city, read once: who works where, who lives there, which streets, what time it is."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from accounts.models import Membership, Role, SpokenLanguage, Team, User
from catalog.entries import Catalogue
from catalog.queries import current
from cx311.demo.residents import load_residents
from cx311.demo.words import voices
from routing.clock import add_working, next_opening
from routing.models import Address
from routing.queries import hours_for

TOLD_LANGUAGES = ("en", "es", "vi", "zh-hant", "ar")  # those the city writes in; others are served on the phone with an interpreter


@dataclass
class World:
    random: Random
    now: datetime
    catalogue: Catalogue
    teams: dict[str, Team]
    staff: dict[int, list[User]]  # department id: its workers
    agents: list[User]
    spoken: dict[int, set[str]]  # user id: languages
    residents: dict[str, list]
    addresses: list[Address]

    def pick(self, weights):
        """One key of {key: weight}."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def chance(self, share):
        return self.random.random() < share

    def office_time(self, at, minutes, department_id):
        """*minutes* of the department's working time after *at*, and some seconds, as life has it."""
        return add_working(at, int(minutes), hours_for(department_id)) + timedelta(seconds=self.random.randrange(55))

    def opening(self, at, department_id):
        return next_opening(at, hours_for(department_id))

    def worker(self, department_id, language):
        """Who takes it: somebody who speaks the language where there is one."""
        workers = self.staff[department_id]
        return self.random.choice([worker for worker in workers if language in self.spoken[worker.id]] or workers)

    def agent(self, language):
        """(agent, whether she needed an interpreter)."""
        speakers = [agent for agent in self.agents if language in self.spoken[agent.id]]
        if speakers and self.chance(0.85):
            return self.random.choice(speakers), False
        agent = self.random.choice(self.agents)
        return agent, language not in self.spoken[agent.id]


def read_world(random, now, residents):
    """Read the city and write its residents."""
    staff, agents = defaultdict(list), {}
    for member in Membership.objects.filter(user__is_demo=True).select_related("user", "team").order_by("id"):
        if member.role == Role.AGENT:
            agents[member.user_id] = member.user
        if member.role in (Role.WORKER, Role.AGENT) and member.user not in staff[member.team.department_id]:
            staff[member.team.department_id].append(member.user)
    spoken = defaultdict(set)
    for user_id, language in SpokenLanguage.objects.values_list("user_id", "language"):
        spoken[user_id].add(language)
    houses = list(Address.objects.order_by("id").values_list("id", flat=True))
    some = random.sample(houses, min(3000, len(houses)))
    return World(
        random=random,
        now=now,
        catalogue=current(),
        teams={team.code: team for team in Team.objects.all()},
        staff=dict(staff),
        agents=list(agents.values()),
        spoken=spoken,
        residents=load_residents(random, now, residents),
        addresses=list(Address.objects.filter(pk__in=some).order_by("id")),
    )


__all__ = ["TOLD_LANGUAGES", "World", "read_world", "voices"]
