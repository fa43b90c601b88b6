"""Who is to be asked, and the invitation behind a link."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from contacts.models import Consent, ContactPoint, Purpose
from requests_app.models import EventKind, Follower, RequestEvent
from requests_app.status import Outcome, Status
from surveys.models import Invitation

# She took it back herself, or hears of it through the first report: nothing of ours to judge.
NOT_ASKED = [Outcome.WITHDRAWN, Outcome.CLOSED_DUPLICATE]
# A closing is asked about while it is fresh; after a pause of the survey nobody is sent the backlog.
FRESH = timedelta(days=3)


def to_ask(at):
    """(closing, reporter) pairs to be asked as of *at* (aware), as Follower rows with `closing_id`; oldest closing first.

    The last closing of a request that is still closed, not imported (imported endings are other events), not withdrawn or a duplicate, not
    asked about before; the reporter can be reached, has stopped neither the messages nor surveys, and was not asked within SURVEY_REST_DAYS.
    """
    closings = RequestEvent.objects.filter(
        request=OuterRef("request"), kind=EventKind.STATUS, data__to=Status.CLOSED, at=OuterRef("request__closed_at")
    ).order_by("-id")
    said = Consent.objects.filter(contact=OuterRef("contact"), purpose=Purpose.SURVEY).order_by("-at", "-id")
    asked_lately = Invitation.objects.filter(contact=OuterRef("contact"), invited_at__gt=at - timedelta(days=settings.SURVEY_REST_DAYS))
    asked_about_it = Invitation.objects.filter(contact=OuterRef("contact"), closing=OuterRef("closing_id"))
    reachable = ContactPoint.objects.filter(contact=OuterRef("contact"), stopped_at=None)
    return (
        Follower.objects.filter(is_reporter=True, stopped_at=None, request__closed_at__gt=at - FRESH, request__closed_at__lte=at)
        .filter(request__status=Status.CLOSED)
        .exclude(request__outcome__in=NOT_ASKED)
        .annotate(closing_id=Subquery(closings.values("pk")[:1]), agrees=Coalesce(Subquery(said.values("given")[:1]), True))
        .filter(Exists(reachable), ~Exists(asked_lately), agrees=True, closing_id__isnull=False)
        .filter(~Exists(asked_about_it))
        .order_by(F("request__closed_at"), "pk")
    )


def open_invitation(token):
    """The invitation behind a survey link, answered, expired or not, with its request and service; None for an unknown link."""
    return Invitation.objects.select_related("request", "contact").filter(token=token).first() if token else None
