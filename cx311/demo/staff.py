"""The people who work in the demo city, their languages, and the rules that bring requests to their teams."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Membership, Role, SpokenLanguage, User
from cx311.demo.city import password
from cx311.demo.words import structure
from routing.models import Rule

DOMAIN = "city.example"


def load_staff(teams):
    """Write users, memberships and languages; teams by code. Returns the users by short name ("agent1")."""
    hashed = make_password(password())  # once: hashing is slow on purpose, and all demo accounts share the password
    facts = structure("staff")
    users = {
        short: User(
            email=f"{short}@{DOMAIN}",
            name=person["name"],
            password=hashed,
            is_demo=True,
            is_staff=person["role"] == Role.ADMINISTRATOR,
        )
        for short, person in facts.items()
    }
    User.objects.bulk_create(users.values())
    Membership.objects.bulk_create(
        Membership(user=users[short], team=teams[team], role=person["role"]) for short, person in facts.items() for team in person["teams"]
    )
    SpokenLanguage.objects.bulk_create(_spoken(users[short], marked) for short, person in facts.items() for marked in person["languages"])
    return users


def _spoken(user, marked):
    """A language of the file; "es!" is Spanish, verified."""
    verified = marked.endswith("!")
    return SpokenLanguage(
        user=user,
        language=marked.removesuffix("!"),
        verified=verified,
        verified_at=timezone.localdate() - timedelta(days=400) if verified else None,
    )


def load_rules(services, districts, teams):
    """Write the routing rules, ten apart so that others fit between; everything by code."""
    Rule.objects.bulk_create(
        Rule(
            order=10 * position,
            name=rule["name"],
            service=services.get(rule.get("service")),
            district=districts.get(rule.get("district")),
            language=rule.get("language", ""),
            channel=rule.get("channel", ""),
            team=teams[rule["team"]],
        )
        for position, rule in enumerate(structure("rules")["rules"], 1)
    )
