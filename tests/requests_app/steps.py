"""What the tests of a request do and look at again and again."""

from accounts.models import Role
from notifications.models import Message
from requests_app.actions import close, transition
from requests_app.models import Actor
from requests_app.status import Outcome, Status
from tests import factories as make


def told():
    """The messages since the receipt: (kind, language, text)."""
    return [(m.kind, m.language, m.context.get("text", "")) for m in Message.objects.exclude(kind="received").order_by("id")]


def in_state(status):
    """A request of Ana's in a status, reached by the verbs."""
    request = make.request(contact=make.resident())
    if status == Status.REOPENED:
        request = transition(_closed(request), Status.REOPENED, actor=Actor.SYSTEM)
    elif status == Status.CLOSED:
        request = _closed(request)
    elif status != Status.SUBMITTED:
        request = transition(request, Status.OPEN, actor=Actor.SYSTEM)
        if status != Status.OPEN:
            request = transition(request, status, actor=Actor.SYSTEM)
    Message.objects.all().delete()
    return request


def _closed(request):
    return close(request, outcome=Outcome.RESOLVED, text="Listo.", actor=make.user(Role.WORKER))
