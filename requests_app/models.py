"""The case from opening to closing. Current values are columns; history is append-only events."""

import secrets
import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.queries import department_ids
from contacts.models import Channel
from requests_app.status import Outcome, Status


def new_token():
    """A secret of 128 bits for a link."""
    return secrets.token_urlsafe(16)


class ServiceRequestQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(status=Status.CLOSED)

    def overdue(self, at):
        """Open, promised before *at* (aware), and the promise is not paused."""
        return self.open().filter(promised_at__lt=at, promise_minutes_left=None)

    def visible_to(self, user):
        """What this member of staff may see: used by list, detail, search, counts and export alike.

        Her departments' requests; all of them with view_all; restricted ones outside her departments only with view_restricted.
        """
        if not user.is_active or not user.has_perm("requests_app.view_requests"):
            return self.none()
        if not user.has_perm("requests_app.view_all"):
            return self.filter(department__in=department_ids(user))
        if not user.has_perm("requests_app.view_restricted"):
            return self.filter(Q(is_restricted=False) | Q(department__in=department_ids(user)))
        return self

    def asked_again(self):
        """Those whose resident has asked again, since a date had passed."""
        return self.filter(pk__in=RequestEvent.objects.filter(kind=EventKind.ASKED_AGAIN).values("request"))

    def public(self):
        """What anybody may see on the public list."""
        return self.filter(is_public=True)

    def with_writer(self):
        """Each with the name that its words are screened for (requests_app.screening), so that a list asks no further question."""
        return self.annotate(writer=models.F("contact__name"))

    def locked(self, pk):
        """The row, locked until the end of the transaction."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class ServiceRequest(models.Model):
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    service = models.ForeignKey("catalog.Service", models.PROTECT, related_name="requests", verbose_name=_("service"))
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="requests", verbose_name=_("department"))
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="requests", verbose_name=_("owner"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assigned_requests", verbose_name=_("person")
    )
    contact = models.ForeignKey("contacts.Contact", models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name=_("resident"))
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.SUBMITTED, db_default=Status.SUBMITTED)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True, db_default="")
    outcome_text = models.TextField(_("outcome in words"), blank=True, db_default="")
    outcome_language = models.CharField(_("language of the outcome"), max_length=12, blank=True, db_default="")
    description = models.TextField(_("in the resident's words"), blank=True, db_default="")
    answers = models.JSONField(_("answers"), default=dict, blank=True, help_text=_("Question code to value, or to a list of values."))
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    language = models.CharField(_("language"), max_length=12)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True, db_default="")
    zipcode = models.CharField(_("ZIP code"), max_length=12, blank=True, db_default="")
    district = models.ForeignKey("routing.District", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district"))
    h3_cell = models.BigIntegerField(_("H3 cell (resolution 10)"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    updated_at = models.DateTimeField(_("last change"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    first_promised_at = models.DateTimeField(_("first promise"), null=True, blank=True)
    promised_at = models.DateTimeField(_("promise"), null=True, blank=True)
    promise_minutes_left = models.PositiveIntegerField(_("working minutes left while waiting"), null=True, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("duplicate of"))
    follows_up = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("sent because this was not fixed")
    )
    reopened_count = models.PositiveSmallIntegerField(_("times reopened"), default=0, db_default=0)
    is_public = models.BooleanField(_("may be shown to the public"), default=False, db_default=False)
    is_restricted = models.BooleanField(_("only the department and supervisors may see"), default=False, db_default=False)
    media_url = models.URLField(_("photo address from an app"), max_length=500, blank=True, db_default="")
    idempotency_key = models.CharField(max_length=80, null=True, blank=True, unique=True, editable=False)
    source_system = models.CharField(_("came from system"), max_length=40, blank=True, db_default="")
    source_id = models.CharField(_("number there"), max_length=80, blank=True, db_default="")

    was_created = True  # False on the one that submit() gives back for an idempotency key it knows
    asked_point = None  # (PointKind, value) that somebody was asked to confirm by the letter just queued

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("service request")
        verbose_name_plural = _("service requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) | (~Q(status="closed") & Q(closed_at=None)),
                name="closed_at_exactly_when_closed",
            ),
            models.CheckConstraint(
                condition=(Q(status="closed") & ~Q(outcome="")) | (~Q(status="closed") & Q(outcome="")), name="outcome_exactly_when_closed"
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
                name="lat_and_lon_together_and_real",
            ),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="request_not_its_own_duplicate"),
            models.UniqueConstraint(fields=["source_system", "source_id"], condition=~Q(source_id=""), name="one_request_per_source_id"),
        ]
        indexes = [
            models.Index(fields=["department", "promised_at", "id"], name="request_open_by_department", condition=~Q(status="closed")),
            models.Index(fields=["promised_at", "id"], name="request_open_by_promise", condition=~Q(status="closed")),
            models.Index(fields=["-submitted_at", "-id"], name="request_newest"),
            models.Index(fields=["department", "-submitted_at", "-id"], name="request_newest_by_department"),
            models.Index(fields=["assignee", "promised_at", "id"], name="request_open_by_person", condition=~Q(status="closed")),
            models.Index(fields=["promised_at", "id"], name="request_waiting", condition=Q(status__in=["waiting_resident", "waiting_outside"])),
            models.Index(fields=["contact", "-submitted_at"], name="request_by_contact"),
            models.Index(fields=["service", "h3_cell", "-submitted_at"], name="request_near"),
            models.Index(fields=["closed_at"], name="request_closed", condition=Q(status="closed")),
            models.Index(fields=["-updated_at"], name="request_changed"),
            models.Index(fields=["source_id"], name="request_by_source_id", condition=~Q(source_id="")),
            GinIndex(SearchVector("description", "address", config="simple"), name="request_words"),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_open(self):
        return self.status != Status.CLOSED


class EventKind(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("event", "Submitted")
    ROUTED = "routed", pgettext_lazy("event", "Sent to a team")
    STATUS = "status", pgettext_lazy("event", "State changed")
    ASSIGNED = "assigned", pgettext_lazy("event", "Given to a person")
    NOTE = "note", pgettext_lazy("event", "Note")
    MESSAGE = "message", pgettext_lazy("event", "Message to the resident")
    REPLY = "reply", pgettext_lazy("event", "Message from the resident")
    ATTACHMENT = "attachment", pgettext_lazy("event", "Photo added")
    PROMISE = "promise", pgettext_lazy("event", "Promise changed")
    HANDOFF = "handoff", pgettext_lazy("event", "Handoff")
    FOLLOWER = "follower", pgettext_lazy("event", "Follower")
    IMPORTED = "imported", pgettext_lazy("event", "Imported")
    AMENDED = "amended", pgettext_lazy("event", "Corrected by the resident")
    ASKED_AGAIN = "asked_again", pgettext_lazy("event", "The resident asks again")
    LINKED = "linked", pgettext_lazy("event", "Linked to another request")


class Actor(models.TextChoices):
    RESIDENT = "resident", pgettext_lazy("who did it", "Resident")
    STAFF = "staff", pgettext_lazy("who did it", "City staff")
    SYSTEM = "system", pgettext_lazy("who did it", "System")


APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class RequestEvent(models.Model):
    """What happened, never changed afterwards (a database trigger refuses). *data* holds the facts of the kind."""

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="events", verbose_name=_("service request"))
    kind = models.CharField(_("kind"), max_length=16, choices=EventKind)
    actor_kind = models.CharField(_("who did it"), max_length=10, choices=Actor)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member of staff"))
    interaction = models.ForeignKey(
        "contacts.Interaction", models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("interaction")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    is_public = models.BooleanField(_("the resident sees it"), default=False, db_default=False)
    text = models.TextField(_("text"), blank=True, db_default="")
    text_language = models.CharField(_("language of the text"), max_length=12, blank=True, db_default="")
    data = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["request", "at", "id"], name="event_timeline"), models.Index(fields=["kind", "at"], name="event_by_kind")]
        triggers = [APPEND_ONLY]

    def __str__(self):
        return f"{self.request_id} {self.kind}"


def attachment_path(attachment, filename):
    """A random name under the month, so that nothing of the resident's file name is kept in the path."""
    stem, _dot, ending = filename.rpartition(".")
    return f"attachments/{attachment.created_at:%Y/%m}/{attachment.public_id.hex}{'-small' if stem.endswith('-small') else ''}.{ending}"


class Attachment(models.Model):
    """A photo or document, decoded and written anew. Before sending it belongs to a draft, afterwards to a request."""

    position: tuple[float, float] | None = None  # where a photo just sent was taken, for one question to her; no column keeps it

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(ServiceRequest, models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name=_("service request"))
    draft_key = models.CharField(max_length=80, blank=True, db_default="", editable=False)
    file = models.FileField(_("file"), upload_to=attachment_path)
    thumbnail = models.FileField(_("small picture"), upload_to=attachment_path, blank=True, db_default="")
    content_type = models.CharField(_("type"), max_length=60)
    name = models.CharField(_("name"), max_length=150, blank=True, db_default="")
    size = models.PositiveIntegerField(_("size in bytes"))
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True, help_text=_("Of a document; photos have none."))
    sha256 = models.CharField(max_length=64, editable=False)
    actor_kind = models.CharField(_("added by"), max_length=10, choices=Actor)
    is_public = models.BooleanField(_("may be shown to the public"), default=False, db_default=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [models.CheckConstraint(condition=Q(request__isnull=False) | ~Q(draft_key=""), name="attachment_of_a_request_or_a_draft")]
        indexes = [models.Index(fields=["draft_key"], name="attachment_of_draft", condition=~Q(draft_key=""))]

    def __str__(self):
        return str(self.public_id)

    @property
    def is_document(self):
        return self.pages is not None


class FollowerQuerySet(models.QuerySet):
    def told(self):
        """Those whom we write to: they have not stopped, and have shown that the address is theirs where that is asked."""
        return self.filter(stopped_at=None, is_waiting=False)


class Follower(models.Model):
    """Whoever gets updates of a request: the reporter first, others who follow it."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="followers", verbose_name=_("service request"))
    contact = models.ForeignKey("contacts.Contact", models.CASCADE, related_name="follows", verbose_name=_("resident"))
    is_reporter = models.BooleanField(_("reported it"), default=False, db_default=False)
    language = models.CharField(_("language"), max_length=12)
    is_proxy = models.BooleanField(_("reported it for somebody else"), default=False, db_default=False)
    is_waiting = models.BooleanField(_("has not confirmed her address yet"), default=False, db_default=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["request", "contact"], name="one_follower_per_contact")]
        indexes = [models.Index(fields=["contact"], name="follower_by_contact")]

    def __str__(self):
        return f"{self.contact_id} follows {self.request_id}"


class SavedReport(models.Model):
    """A report that somebody goes on with later, on any device: what her draft holds, behind a secret link sent to her. Kept 30 days."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    draft_id = models.CharField(max_length=32, unique=True, editable=False)  # photos and the idempotency key stay under it
    data = models.JSONField(_("what she has told us so far"), default=dict)
    language = models.CharField(_("language"), max_length=12)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        verbose_name = _("saved report")
        verbose_name_plural = _("saved reports")

    def __str__(self):
        return f"{self.data.get('service', '')} {self.saved_at:%Y-%m-%d}"


class AreaAlert(models.Model):
    """Somebody who wants an e-mail about new public requests in a district, of a service, or of both. Unconfirmed until she opens the link."""

    contact = models.ForeignKey("contacts.Contact", models.CASCADE, related_name="alerts", verbose_name=_("resident"))
    district = models.ForeignKey("routing.District", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("district"))
    service = models.ForeignKey("catalog.Service", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("service"))
    language = models.CharField(_("language"), max_length=12)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    told_until = models.DateTimeField(_("told of everything until"), default=timezone.now)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert for an area")
        verbose_name_plural = _("alerts for an area")
        constraints = [
            models.CheckConstraint(condition=Q(district__isnull=False) | Q(service__isnull=False), name="alert_for_something"),
            models.UniqueConstraint(fields=["contact", "district", "service"], name="one_alert_per_area_and_service", nulls_distinct=False),
        ]

    def __str__(self):
        return f"{self.contact_id} {self.district_id} {self.service_id}"
