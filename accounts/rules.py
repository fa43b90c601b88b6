"""What a role may do. Code asks user.has_perm("app.verb"), never for a role or a group."""

from django.core.exceptions import PermissionDenied

from accounts.models import Membership, Role

READ = {"requests_app.view_requests", "contacts.view_contacts", "catalog.review_articles"}
WORK = READ | {
    "requests_app.work_requests",
    "requests_app.message_resident",
    "contact_center.hand_over",
    "contact_center.answer_offers",
}
PERMISSIONS = {
    Role.WORKER: WORK,
    Role.AGENT: WORK | {"requests_app.view_all", "requests_app.file_requests", "contact_center.take_calls"},
    Role.SUPERVISOR: WORK
    | {
        "requests_app.view_all",
        "requests_app.view_restricted",
        "requests_app.file_requests",
        "contact_center.take_calls",
        "contact_center.view_all_handoffs",
        "notifications.view_messages",
        "notifications.retry_messages",
        "surveys.view_figures",
        "catalog.translate",
    },
    Role.ADMINISTRATOR: READ
    | {
        "requests_app.view_all",
        "requests_app.view_restricted",
        "contact_center.view_all_handoffs",
        "notifications.view_messages",
        "notifications.retry_messages",
        "surveys.view_figures",
        "catalog.translate",
        "accounts.administer",
    },
}
ALL = frozenset().union(*PERMISSIONS.values())


def permissions_of(user):
    """The permissions of all of a user's roles, read once per user object."""
    if not user.is_active or user.is_anonymous:
        return frozenset()
    if user.is_superuser:
        return ALL
    if not hasattr(user, "_role_permissions"):
        roles = Membership.objects.filter(user=user, team__is_active=True).values_list("role", flat=True).distinct()
        user._role_permissions = frozenset().union(*(PERMISSIONS[role] for role in roles))
    return user._role_permissions


class RoleBackend:
    """Answers user.has_perm() from the roles; signs nobody in."""

    def authenticate(self, request, **credentials):
        return None

    def has_perm(self, user, perm, obj=None):
        if perm not in permissions_of(user):
            raise PermissionDenied  # the answer is no: the backend that signs in is not asked too, which would cost two queries a page
        return True

    def has_module_perms(self, user, app_label):
        return any(perm.startswith(f"{app_label}.") for perm in permissions_of(user))

    def get_all_permissions(self, user, obj=None):
        return set(permissions_of(user))
