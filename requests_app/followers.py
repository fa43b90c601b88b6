"""Who follows what, and the secret of the "stop these messages" link: signed, so that it needs no column and cannot be guessed."""

from django.core import signing
from django.db.models import OuterRef, Subquery

from contacts.models import Consent, Purpose
from requests_app.models import Follower

SALT = "requests_app.stop"


def stop_token(follower):
    return signing.dumps(follower.pk, salt=SALT, compress=False)


def by_stop_token(token):
    """The follower of a stop link, or None."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Follower.objects.select_related("request", "contact").filter(pk=pk).first()


def waiting_follows(kind, value):
    """What somebody asked to follow with an address (normalised), and has not yet confirmed, the latest last."""
    rows = Follower.objects.filter(contact__points__kind=kind, contact__points__value=value, is_waiting=True)
    return list(rows.select_related("request", "contact").order_by("id").distinct())


def follower_count(request):
    """How many people are told about a request, the reporter among them."""
    return request.followers.told().count()


def followed_by_point(kind, value, limit=100):
    """What somebody with an address follows without having reported it, or has sent for somebody else: Follower rows, the latest first.

    Each with .sees_all: he has sent it, and she whom it is for agrees that he acts for her.
    """
    rows = Follower.objects.told().filter(contact__points__kind=kind, contact__points__value=value, is_reporter=False)
    said = Consent.objects.filter(contact=OuterRef("request__contact"), purpose=Purpose.PROXY).order_by("-at", "-id").values("given")[:1]
    rows = rows.annotate(agreed=Subquery(said)).select_related("request").order_by("-id").distinct()[:limit]
    for row in (found := list(rows)):
        row.sees_all = row.is_proxy and bool(row.agreed)
    return found
