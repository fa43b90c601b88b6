"""Which rule wins, and what is said of the others."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from routing.engine import Decision, Facts, NoIntakeTeam, RuleRow, decide
from routing.reasons import explain

POTHOLE = Facts(service_id=1, group_id=5, department_id=10, district_id=3, language="es", channel="phone")
INTAKE = {10: 100, 20: 200}


def rule(pk, *, team=900, department=90, **conditions):
    return RuleRow(id=pk, order=pk * 10, name=f"Rule {pk}", team_id=team, department_id=department, **conditions)


def test_without_rules_the_intake_team_of_the_department_gets_it():
    assert decide(POTHOLE, [], INTAKE) == Decision(100, 10, None, {"code": "fallback", "department": 10}, [])


def test_the_first_matching_rule_wins():
    decision = decide(POTHOLE, [rule(1, team=901, service_id=1), rule(2, team=902, language="es")], INTAKE)
    assert (decision.team_id, decision.department_id, decision.rule_id) == (901, 90, 1)


def test_the_decision_says_which_conditions_matched():
    decision = decide(POTHOLE, [rule(1, service_id=1, language="es")], INTAKE)
    assert decision.reason == {"code": "rule", "rule": 1, "order": 10, "name": "Rule 1", "matched": ["service", "language"]}


@pytest.mark.parametrize(
    ("conditions", "differs"),
    [
        ({"service_id": 2}, ["service"]),
        ({"group_id": 6}, ["group"]),
        ({"district_id": 4}, ["district"]),
        ({"language": "vi"}, ["language"]),
        ({"channel": "web"}, ["channel"]),
        ({"service_id": 1, "district_id": 4, "language": "vi"}, ["district", "language"]),
    ],
)
def test_a_rule_with_a_condition_that_does_not_hold_is_passed_over(conditions, differs):
    decision = decide(POTHOLE, [rule(1, **conditions)], INTAKE)
    assert decision.team_id == 100
    assert decision.passed_over == [{"code": "differs", "rule": 1, "order": 10, "name": "Rule 1", "differs": differs}]


def test_rules_after_the_one_that_fired_are_not_mentioned():
    decision = decide(POTHOLE, [rule(1, language="vi"), rule(2), rule(3, language="ar")], INTAKE)
    assert [entry["rule"] for entry in decision.passed_over] == [1]


def test_a_district_rule_does_not_match_a_request_without_a_place():
    decision = decide(replace(POTHOLE, district_id=None), [rule(1, district_id=3)], INTAKE)
    assert (decision.rule_id, decision.passed_over[0]["differs"]) == (None, ["district"])


def test_a_rule_without_conditions_takes_everything():
    assert decide(POTHOLE, [rule(7)], INTAKE).reason["matched"] == []


def test_a_rule_to_a_team_that_no_longer_works_is_passed_over():
    decision = decide(POTHOLE, [rule(1, service_id=1, team_is_active=False)], INTAKE)
    assert (decision.team_id, decision.passed_over) == (100, [{"code": "team_inactive", "rule": 1, "order": 10, "name": "Rule 1"}])


def test_a_department_without_intake_team_is_an_error_that_names_it():
    with pytest.raises(NoIntakeTeam, match="Department 30") as raised:
        decide(replace(POTHOLE, department_id=30), [], INTAKE)
    assert raised.value.department_id == 30


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            {"code": "rule", "rule": 1, "order": 10, "name": "Spanish calls", "matched": ["language", "channel"]},
            "Rule 10, “Spanish calls”, sends it there because of: language, channel.",
        ),
        ({"code": "rule", "rule": 1, "order": 10, "name": "All", "matched": []}, "Rule 10, “All”, sends everything there."),
        ({"code": "fallback", "department": 10}, "No rule applies, so it goes to the team that takes new requests in the service's department."),
        (
            {"code": "differs", "rule": 1, "order": 10, "name": "North", "differs": ["district"]},
            "Rule 10, “North”, was passed over because of: district.",
        ),
        ({"code": "team_inactive", "rule": 1, "order": 10, "name": "Old"}, "Rule 10, “Old”, was passed over because its team no longer works."),
        ({}, "It was sent there for a reason we can no longer explain."),
    ],
)
def test_every_reason_has_a_sentence(reason, sentence):
    with override("en"):
        assert str(explain(reason)) == sentence
