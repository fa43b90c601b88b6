"""A report that somebody goes on with later, on any device; and what was never sent, forgotten after 30 days."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import timezone

from catalog.queries import current
from contacts.models import PointKind
from notifications.actions import queue_to_address
from notifications.models import Kind
from requests_app.drafts import WEB
from requests_app.models import Attachment, SavedReport
from requests_app.queries import saved_by_token

KEPT_DAYS = 30
BATCH = 200


@transaction.atomic
def save_report(*, draft_id, data, language, point, at=None):
    """Keep what a draft holds and send the link that opens it, to an address she has just typed. -> SavedReport

    draft_id: of the draft, its photos stay under it; data: JSON, what she has told us so far, with the code of the *service*; language: code
    of the page and the letter; point: (PointKind, value normalised); at: aware. Saving the same draft again keeps the newer words for 30
    days more behind the same link. Writes the row and one *saved* message; names and makes no contact: she may be anybody until she files.
    Raises ValidationError "often".
    """
    at = at or timezone.now()
    kept = {"data": data, "language": language, "saved_at": at, "expires_at": at + timedelta(days=KEPT_DAYS)}
    saved, _new = SavedReport.objects.update_or_create(draft_id=draft_id, defaults=kept, create_defaults={**kept, "created_at": at})
    kind, value = point
    service = current().service(data.get("service", ""))
    until = saved.expires_at.replace(minute=0, second=0, microsecond=0)  # told as a day; a second press tells the same
    facts = {"link_token": saved.token, "service_id": service.id if service else None, "expires_at": until.isoformat()}
    queue_to_address(PointKind(kind), value, kind=Kind.SAVED, language=language, context=facts, at=at)
    return saved


def take_up(token, at=None):
    """She goes on with a saved report, on this device too. -> SavedReport, or None when the link is unknown or too old.

    Writes nothing: the link works as often as she likes until the report is sent, and the draft keeps its id, so that two devices that
    both send it file one request. at: aware.
    """
    return saved_by_token(token, at)


def forget(draft_id):
    """The report was sent: its words are in the request now. The link stays, and leads to the request. Writes the row."""
    service = SavedReport.objects.filter(draft_id=draft_id).values_list("data__service", flat=True).first()
    SavedReport.objects.filter(draft_id=draft_id).update(data={"service": service})


def drop_report(draft_id):
    """She wants a report that is not sent to be forgotten, with its photos and its link. Deletes rows and files."""
    SavedReport.objects.filter(draft_id=draft_id).delete()
    _delete(Attachment.objects.filter(draft_key=WEB + draft_id, request=None))


def forget_old(at=None):
    """Delete what was never sent: saved reports past their day, photos and documents of drafts older than 30 days. -> (reports, attachments)

    at: aware. Deletes rows and their files, in batches, each in its own transaction; safe with two beats, and to be run again after a stop.
    """
    at = at or timezone.now()
    reports = _in_batches(lambda: _forget_reports(at))
    return reports, _in_batches(lambda: _forget_attachments(at))


def _in_batches(forget_some):
    count = 0
    while some := forget_some():
        count += some
    return count


@transaction.atomic
def _forget_reports(at):
    old = SavedReport.objects.filter(expires_at__lte=at).select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH]
    return SavedReport.objects.filter(pk__in=list(old)).delete()[0]


@transaction.atomic
def _forget_attachments(at):
    saved = SavedReport.objects.annotate(key=Concat(Value(WEB), "draft_id")).filter(key=OuterRef("draft_key"))
    old = Attachment.objects.exclude(draft_key="").filter(request=None, created_at__lte=at - timedelta(days=KEPT_DAYS))
    return _delete(old.exclude(Exists(saved)).order_by("pk")[:BATCH])


@transaction.atomic
def _delete(attachments):
    """Files first: should we be stopped in between, the rows are still there, and the next run finds them."""
    rows = list(attachments.select_for_update(skip_locked=True, of=("self",)))
    for row in rows:
        row.file.delete(save=False)
        row.thumbnail.delete(save=False)
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
