"""Reads for the call desk and the handoff pages."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import Membership, SpokenLanguage, Team
from accounts.queries import team_ids
from contact_center.models import Handoff, Offer, Presence
from contact_center.status import OfferState, PresenceStatus


def live_offers(user, at=None):
    """Offers waiting for an answer of one of a user's teams, the most urgent first."""
    at = at or timezone.now()
    offers = Offer.objects.filter(state=OfferState.LIVE, team__in=team_ids(user), expires_at__gt=at)
    return list(offers.select_related("handoff__request", "handoff__sender", "handoff__from_team", "handoff__to_team").order_by("expires_at"))


def sent_by(user, limit=20):
    """The last handoffs a user sent, with their offers, newest first."""
    offers = Prefetch("offers", Offer.objects.select_related("answered_by", "team").order_by("-id"))
    rows = Handoff.objects.filter(sender=user).select_related("request", "to_team", "receiver").prefetch_related(offers)
    return list(rows.order_by("-created_at")[:limit])


def present(at=None):
    """Presence rows that are alive: heard within PRESENCE_SECONDS and not offline."""
    at = at or timezone.now()
    alive = Presence.objects.filter(heard_at__gt=at - timedelta(seconds=settings.PRESENCE_SECONDS))
    return alive.exclude(status=PresenceStatus.OFFLINE).select_related("user")


def free_by_language(at=None):
    """How many available members of staff speak each language now. -> dict language -> [User]"""
    users = {p.user_id: p.user for p in present(at) if p.status == PresenceStatus.AVAILABLE}
    spoken = defaultdict(list)
    for row in SpokenLanguage.objects.filter(user__in=users).order_by("user__name"):
        spoken[row.language].append(users[row.user_id])
    return dict(spoken)


def targets(language, *, exclude_team_id=None, at=None):
    """Teams a resident could be handed to. -> [(Team, available users, of them those who speak *language* verified)], the reachable first."""
    free = {p.user_id: p.user for p in present(at) if p.status in (PresenceStatus.AVAILABLE, PresenceStatus.TRANSFER_ONLY)}
    members = defaultdict(list)
    for user_id, team_id in Membership.objects.filter(user__in=free).values_list("user_id", "team_id"):
        members[team_id].append(free[user_id])
    speakers = set(SpokenLanguage.objects.filter(language=language, verified=True, user__in=free).values_list("user_id", flat=True))
    teams = Team.objects.filter(is_active=True, department__is_external=False).exclude(pk=exclude_team_id).order_by("department__code", "code")
    rows = [(team, members[team.pk], [user for user in members[team.pk] if user.pk in speakers]) for team in teams]
    return sorted(rows, key=lambda row: (not row[2], not row[1]))
