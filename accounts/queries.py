"""Reads about staff and departments."""

from accounts.models import Department, Membership


def department_ids(user):
    """Ids of the departments a user works for, with everything below them in the tree; read once per user object."""
    if not hasattr(user, "_department_ids"):
        found = set(Membership.objects.filter(user=user, team__is_active=True).values_list("team__department_id", flat=True))
        parents = dict(Department.objects.values_list("id", "parent_id")) if found else {}
        while more := {child for child, parent in parents.items() if parent in found} - found:
            found |= more
        user._department_ids = found
    return user._department_ids


def team_ids(user):
    """Ids of the active teams a user is a member of; read once per user object."""
    if not hasattr(user, "_team_ids"):
        user._team_ids = set(Membership.objects.filter(user=user, team__is_active=True).values_list("team_id", flat=True))
    return user._team_ids
