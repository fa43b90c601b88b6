"""May this person do it? One plain question each; the actions ask them and raise PermissionDenied."""

from accounts.queries import department_ids


def may_work(user, request):
    """Change, assign, close or note a request: staff of its department, or whoever works citywide."""
    if not user.has_perm("requests_app.work_requests"):
        return False
    return request.department_id in department_ids(user) or user.has_perm("requests_app.view_all")
