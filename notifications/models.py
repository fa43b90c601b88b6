"""What we must tell whom, until told: the outbox. A row is written in the transaction of its cause and names it once (dedupe_key)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.status import MessageStatus


class Kind(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("kind of message", "Received")
    STATUS = "status", pgettext_lazy("kind of message", "Progress")
    QUESTION = "question", pgettext_lazy("kind of message", "Question to the resident")
    TRANSFERRED = "transferred", pgettext_lazy("kind of message", "Transferred")
    CLOSED = "closed", pgettext_lazy("kind of message", "Closed")
    SURVEY = "survey", pgettext_lazy("kind of message", "Survey")
    CONFIRM = "confirm", pgettext_lazy("kind of message", "Code to confirm an address")
    ALERT = "alert", pgettext_lazy("kind of message", "News of an area")
    CHECKLIST = "checklist", pgettext_lazy("kind of message", "Checklist for a visit")
    PROMISE = "promise", pgettext_lazy("kind of message", "New expected date")
    SAVED = "saved", pgettext_lazy("kind of message", "Link to a report to go on with")


class MessageChannel(models.TextChoices):
    EMAIL = "email", pgettext_lazy("channel of a message", "E-mail")
    SMS = "sms", pgettext_lazy("channel of a message", "Text message")


class MessageQuerySet(models.QuerySet):
    def due(self, at):
        """Rows to try now, oldest first."""
        return self.filter(status__in=[MessageStatus.QUEUED, MessageStatus.FAILED], next_attempt_at__lte=at).order_by("next_attempt_at", "id")

    def visible_to(self, user):
        """Messages a member of staff may read, with their whole text: those who may see messages at all see every one."""
        return self if user.is_active and user.has_perm("notifications.view_messages") else self.none()


class Message(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dedupe_key = models.CharField(_("cause"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    channel = models.CharField(_("channel"), max_length=8, choices=MessageChannel)
    contact = models.ForeignKey("contacts.Contact", models.SET_NULL, null=True, blank=True, related_name="messages", verbose_name=_("resident"))
    to = models.CharField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=12)
    about = models.CharField(_("request"), max_length=40, blank=True, db_default="")
    department = models.ForeignKey("accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department"))
    context = models.JSONField(_("facts"), default=dict)
    status = models.CharField(_("state"), max_length=10, choices=MessageStatus, default=MessageStatus.QUEUED, db_default=MessageStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=500, blank=True, db_default="")
    subject = models.CharField(_("subject"), max_length=250, blank=True, db_default="")
    text = models.TextField(_("text as sent"), blank=True, db_default="")
    html = models.TextField(_("HTML as sent"), blank=True, db_default="")
    fallback_used = models.BooleanField(_("some text was not in the language"), default=False, db_default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("to a resident", "message")
        verbose_name_plural = pgettext_lazy("to a resident", "messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at=None)), name="message_sent_at_when_sent"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], name="message_due", condition=Q(status__in=["queued", "failed"])),
            models.Index(fields=["about", "-id"], name="message_about"),
            models.Index(fields=["status", "-id"], name="message_by_status"),
            models.Index(fields=["department", "-id"], name="message_by_department"),
        ]

    def __str__(self):
        return f"{self.kind} {self.about} {self.status}"
