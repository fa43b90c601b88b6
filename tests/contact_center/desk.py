"""What the tests of handoffs do and look at again and again."""

from datetime import UTC, datetime

from contact_center.actions import offer
from notifications.models import Message
from tests import factories as make

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
PACKET = {"need": "Un árbol caído", "promised": "nada", "question": "Please remove the tree", "tried": "Called the neighbour", "mood": "worried"}


def hand_over(request, sender, to="parks", **fields):
    return offer(**{"request": request, "to_team": make.team(to), "sender": sender, "reason": "It is a park tree", "packet": PACKET, **fields})


def letters():
    """What the resident was told of transfers: (step, to which department, in which language)."""
    return [(m.context["step"], m.context["to_department_id"], m.language) for m in Message.objects.filter(kind="transferred").order_by("id")]


def owner(request):
    request.refresh_from_db()
    return request.department.code, request.team.code, request.assignee
