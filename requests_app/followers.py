"""The secret of the "stop these messages" link: signed, so that it needs no column and cannot be guessed."""

from django.core import signing

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
