"""What must be true in the database when somebody's journey has ended."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import override

from notifications.models import Kind, Message
from notifications.words import day
from requests_app.models import ServiceRequest

AT_ONCE = timedelta(minutes=15)


def answered_with_next_steps():
    """(requests whose reporter was told what comes next, with a date, within 15 minutes; all requests): figure R11."""
    told = Message.objects.filter(
        about=OuterRef("reference"), contact=OuterRef("contact"), kind=Kind.RECEIVED, status="sent",
        sent_at__lte=OuterRef("submitted_at") + AT_ONCE, context__promised_at__isnull=False,
    )  # fmt: skip
    rows = ServiceRequest.objects.all()
    return rows.filter(Exists(told)).count(), rows.count()


def not_in_her_language():
    """Messages that did not go out, or in which some text had to stay in another language."""
    wrong = Message.objects.exclude(status="sent", fallback_used=False)
    return [(message.kind, message.to, message.status, message.last_error) for message in wrong]


def expected(made):
    """The day by which she was told that we expect to be done, in her words."""
    with override(made.language):
        return day(made.promised_at)
