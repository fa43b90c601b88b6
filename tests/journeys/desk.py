"""Staff of the demo city at work in the console: plain HTTP, as its pages send their forms."""

import re

from django.test import Client

from accounts.models import Role, User


class Desk:
    """One member of staff, signed in."""

    def __init__(self, user):
        self.user = user
        self.client = Client()
        self.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    @classmethod
    def of(cls, team, role=Role.WORKER):
        """Somebody of a team, by the team's code."""
        return cls(User.objects.filter(memberships__team__code=team, memberships__role=role).order_by("id").first())

    def get(self, path, **query):
        return self.client.get(f"/console/{path}", query)

    def post(self, path, **fields):
        """Send a form that must be taken. -> the address of the page after it"""
        response = self.client.post(f"/console/{path}", fields)
        assert response.status_code == 302, response.content.decode()[:2000]
        return response.headers["Location"]

    def sees(self, case):
        """Whether the console shows her a request: its page, and among all."""
        alone = self.get(f"requests/{case.reference}/").status_code
        listed = [row.request for row in self.get("requests/", q=case.reference).context["rows"]]
        assert (alone, listed) in [(200, [case]), (404, [])]
        return alone == 200

    def do(self, verb, case, **fields):
        """One verb of the request page, as the page that she has just opened sends it."""
        page = self.get(f"requests/{case.reference}/").content.decode()
        prefix = {"message_resident": "message"}.get(verb, verb)
        seen = re.search(rf'name="{prefix}-seen" value="([^"]+)"', page)[1]
        self.post(f"requests/{case.reference}/{verb}/", **{f"{prefix}-{name}": value for name, value in {"seen": seen, **fields}.items()})
