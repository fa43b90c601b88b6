"""News of an area by e-mail: who asked for it, and what is new since she was last told."""

from django.core import signing
from django.db import transaction
from django.utils import timezone

from contacts.models import PointKind
from notifications.actions import queue
from notifications.models import Kind
from requests_app.models import AreaAlert, ServiceRequest
from requests_app.public import block

SALT = "requests_app.alert"
MOST_IN_ONE = 20  # a mail with more than this says how many more there are


def ask_for_alert(contact, *, district=None, service=None, language):
    """Somebody wants news of an area or a service. -> AreaAlert, unconfirmed where it is new or was stopped; a running one stays as it is.

    Whoever asks has not yet shown that the address is hers: so asking alone starts nothing, and changes nothing that runs.
    """
    alert, _new = AreaAlert.objects.get_or_create(contact=contact, district=district, service=service, defaults={"language": language})
    if alert.stopped_at is not None or (alert.confirmed_at is None and alert.language != language):
        alert.stopped_at, alert.confirmed_at, alert.language, alert.told_until = None, None, language, timezone.now()
        alert.save(update_fields=["stopped_at", "confirmed_at", "language", "told_until"])
    return alert


def waiting_alerts(value):
    """What somebody asked news of at an e-mail address (normalised), and has not yet confirmed."""
    rows = AreaAlert.objects.filter(contact__points__kind=PointKind.EMAIL, contact__points__value=value, confirmed_at=None, stopped_at=None)
    return list(rows.order_by("id").distinct())


def alert_stop_token(alert):
    """The secret of the link that stops an alert: signed, needs no column."""
    return signing.dumps(alert.pk, salt=SALT, compress=False)


def by_alert_token(token):
    """The alert of a stop link, or None."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return AreaAlert.objects.filter(pk=pk).first()


def confirm_alert(alert):
    """She has shown that the address is hers: the alert begins now."""
    AreaAlert.objects.filter(pk=alert.pk, confirmed_at=None).update(confirmed_at=timezone.now(), told_until=timezone.now())


def stop_alert(alert):
    AreaAlert.objects.filter(pk=alert.pk, stopped_at=None).update(stopped_at=timezone.now())


def new_for(alert, until):
    """Public requests of an alert's area and service filed since she was last told, the oldest first."""
    rows = ServiceRequest.objects.public().filter(submitted_at__gt=alert.told_until, submitted_at__lte=until)
    if alert.district_id:
        rows = rows.filter(district=alert.district_id)
    if alert.service_id:
        rows = rows.filter(service=alert.service_id)
    return rows.order_by("submitted_at")


def send_alerts(at=None):
    """Queue one mail for every confirmed alert that has something new. -> how many. Each alert in its own transaction, safe with two beats."""
    at = at or timezone.now()
    waiting = AreaAlert.objects.exclude(confirmed_at=None).filter(stopped_at=None).values_list("pk", flat=True)
    return sum(_send_alert(pk, at) for pk in list(waiting))


@transaction.atomic
def _send_alert(pk, at):
    alert = AreaAlert.objects.select_for_update(skip_locked=True, of=("self",)).select_related("contact").filter(pk=pk, stopped_at=None).first()
    if alert is None or alert.told_until >= at:
        return False
    fresh = list(new_for(alert, at)[: MOST_IN_ONE + 1])
    if fresh:
        shown = [{"reference": row.reference, "service_id": row.service_id, "place": block(row.address)} for row in fresh[:MOST_IN_ONE]]
        context = {"requests": shown, "more": len(fresh) > MOST_IN_ONE, "stop": alert_stop_token(alert)}
        queue(
            kind=Kind.ALERT, contact=alert.contact, language=alert.language, about="", department_id=None, context=context,
            dedupe_key=f"alert:{alert.pk}:{at.isoformat()}", points=alert.contact.points.filter(kind=PointKind.EMAIL),
        )  # fmt: skip
    alert.told_until = at
    alert.save(update_fields=["told_until"])
    return bool(fresh)
