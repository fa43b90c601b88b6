"""Who should do it: a pure decision over ordered rules. Reads no database, writes nothing, swallows nothing.

The first rule whose every filled-in condition holds wins. If none does, the request goes to the intake team of its service's department.
The decision says which rule fired and which ones before it were passed over, and why, as codes that `routing.reasons` puts into words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class NoIntakeTeam(LookupError):
    """No rule applies and the department has no active intake team: a request would have no owner. The city must name one."""

    def __init__(self, department_id: int):
        self.department_id = department_id
        super().__init__(f"Department {department_id} has no active intake team, and no routing rule sends its requests elsewhere.")


class Reason(StrEnum):
    RULE = "rule"  # a rule fired
    FALLBACK = "fallback"  # none did: the intake team of the service's department
    DIFFERS = "differs"  # passed over: these conditions do not hold
    TEAM_INACTIVE = "team_inactive"  # passed over: it would send to a team that no longer works


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a request when it is routed. No district: no place given, or one outside of every district."""

    service_id: int
    group_id: int | None
    department_id: int
    district_id: int | None
    language: str
    channel: str


CONDITIONS = ("service_id", "group_id", "district_id", "language", "channel")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """An active rule. A condition that is None or empty is not asked. *department_id* is that of the team."""

    id: int
    order: int
    name: str
    team_id: int
    department_id: int
    team_is_active: bool = True
    service_id: int | None = None
    group_id: int | None = None
    district_id: int | None = None
    language: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a request goes. *reason* and *passed_over* are plain JSON for the event and `routing.reasons.explain`."""

    team_id: int
    department_id: int
    rule_id: int | None
    reason: dict
    passed_over: list[dict]


def decide(facts: Facts, rules: Iterable[RuleRow], intake_teams: Mapping[int, int]) -> Decision:
    """Route by the first matching rule, in the order given, else to the intake team of the service's department.

    intake_teams: department id to the id of its active intake team. Raises NoIntakeTeam when nobody would own the request.
    """
    passed_over = []
    for rule in rules:
        differs = [name.removesuffix("_id") for name in CONDITIONS if getattr(rule, name) and getattr(rule, name) != getattr(facts, name)]
        if differs:
            passed_over.append({"code": Reason.DIFFERS.value, "rule": rule.id, "order": rule.order, "name": rule.name, "differs": differs})
        elif not rule.team_is_active:
            passed_over.append({"code": Reason.TEAM_INACTIVE.value, "rule": rule.id, "order": rule.order, "name": rule.name})
        else:
            matched = [name.removesuffix("_id") for name in CONDITIONS if getattr(rule, name)]
            reason = {"code": Reason.RULE.value, "rule": rule.id, "order": rule.order, "name": rule.name, "matched": matched}
            return Decision(rule.team_id, rule.department_id, rule.id, reason, passed_over)
    team_id = intake_teams.get(facts.department_id)
    if team_id is None:
        raise NoIntakeTeam(facts.department_id)
    return Decision(team_id, facts.department_id, None, {"code": Reason.FALLBACK.value, "department": facts.department_id}, passed_over)
