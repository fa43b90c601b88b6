"""Who talks to us: contacts, how to reach them, what they agreed to, and every talk."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(models.TextChoices):
    """How we know a preference. *Inferred* never counts as known (requirements 1.0)."""

    ASKED = "asked", pgettext_lazy("how we know", "Asked")
    INFERRED = "inferred", pgettext_lazy("how we know", "Inferred")
    UNKNOWN = "unknown", pgettext_lazy("how we know", "Unknown")


class Channel(models.TextChoices):
    """The ways in and out (R95)."""

    WEB = "web", pgettext_lazy("channel", "Web")
    PHONE = "phone", pgettext_lazy("channel", "Phone")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    SMS = "sms", pgettext_lazy("channel", "Text message")
    WALK_IN = "walk_in", pgettext_lazy("channel", "In person")
    CHAT = "chat", pgettext_lazy("channel", "Chat")
    LETTER = "letter", pgettext_lazy("channel", "Letter")
    OPEN311 = "open311", pgettext_lazy("channel", "Open311 app")
    STAFF = "staff", pgettext_lazy("channel", "City staff")
    IMPORT = "import", pgettext_lazy("channel", "Imported")


class Contact(models.Model):
    """A person who talks to us. Never holds, and never asks for, immigration status."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150, blank=True, db_default="")
    pronunciation = models.CharField(_("how to say the name"), max_length=150, blank=True, db_default="")
    preferred_language = models.CharField(_("preferred language"), max_length=12, blank=True, db_default="")
    language_source = models.CharField(
        _("how we know the language"), max_length=10, choices=Source, default=Source.UNKNOWN, db_default=Source.UNKNOWN
    )
    preferred_channel = models.CharField(_("preferred channel"), max_length=12, choices=Channel, blank=True, db_default="")
    channel_source = models.CharField(_("how we know the channel"), max_length=10, choices=Source, default=Source.UNKNOWN, db_default=Source.UNKNOWN)
    preferences_at = models.DateTimeField(_("preferences given"), null=True, blank=True)
    accessibility_needs = models.CharField(_("accessibility needs"), max_length=300, blank=True, db_default="")
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="contact_name_trgm")]

    def __str__(self):
        return self.name or str(self.public_id)


class PointKind(models.TextChoices):
    EMAIL = "email", pgettext_lazy("contact point", "E-mail")
    PHONE = "phone", pgettext_lazy("contact point", "Phone")


class ContactPoint(models.Model):
    """An address we can reach a contact at: a normalised e-mail, or a phone in E.164. A household may share one."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="points", verbose_name=_("resident"))
    kind = models.CharField(_("kind"), max_length=8, choices=PointKind)
    value = models.CharField(_("address or number"), max_length=254)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("asked us to stop"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints = [models.UniqueConstraint(fields=["contact", "kind", "value"], name="one_point_per_contact")]
        indexes = [models.Index(fields=["kind", "value"], name="point_by_value")]

    def __str__(self):
        return self.value


class Confirmation(models.Model):
    """A link and a code sent to an address, to show that whoever types it back reads there. Neither is kept, only their hashes."""

    kind = models.CharField(_("kind"), max_length=8, choices=PointKind)
    value = models.CharField(_("address or number"), max_length=254)
    link_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0, db_default=0)
    language = models.CharField(_("language"), max_length=12)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("confirmation of an address")
        verbose_name_plural = _("confirmations of addresses")
        indexes = [models.Index(fields=["kind", "value", "-created_at"], name="confirmation_by_value")]

    def __str__(self):
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"


class Purpose(models.TextChoices):
    UPDATES = "updates", _("Updates on a request")
    SURVEY = "survey", _("Surveys")
    SHARE_OUTSIDE = "share_outside", _("Sharing with an outside organization")
    PROXY = "proxy", _("Somebody else acts for me")


class Consent(models.Model):
    """What a contact agreed to or refused, when, and in which words. A change is a new row."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="consents", verbose_name=_("resident"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    given = models.BooleanField(_("agreed"))
    detail = models.CharField(_("detail"), max_length=300, blank=True, db_default="")
    language = models.CharField(_("language"), max_length=12, blank=True, db_default="")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("recorded by"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["contact", "purpose", "-at"], name="consent_latest")]

    def __str__(self):
        return f"{self.contact_id} {self.purpose} {self.given}"


class InteractionOutcome(models.TextChoices):
    OPEN = "", pgettext_lazy("outcome of a call", "Still talking")
    ANSWERED = "answered", pgettext_lazy("outcome of a call", "Question answered")
    FILED = "filed", pgettext_lazy("outcome of a call", "Request filed")
    UPDATED = "updated", pgettext_lazy("outcome of a call", "Existing request")
    HANDED_OVER = "handed_over", pgettext_lazy("outcome of a call", "Handed over")
    CALL_BACK = "call_back", pgettext_lazy("outcome of a call", "Call back promised")
    DROPPED = "dropped", pgettext_lazy("outcome of a call", "Caller hung up")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("outcome of a call", "Wrong number")
    EMERGENCY = "emergency", pgettext_lazy("outcome of a call", "Sent to 911")


class Interaction(models.Model):
    """One talk on one channel, with or without a request (a question answered is an interaction alone)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="interactions", verbose_name=_("resident"))
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    inbound = models.BooleanField(_("they contacted us"), default=True, db_default=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="interactions", verbose_name=_("agent"))
    department = models.ForeignKey("accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department"))
    caller = models.CharField(_("number or address"), max_length=254, blank=True, db_default="")
    language_used = models.CharField(_("language used"), max_length=12, blank=True, db_default="")
    interpreter = models.BooleanField(_("with an interpreter"), default=False, db_default=False)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=InteractionOutcome, blank=True, db_default="")
    article = models.ForeignKey("catalog.Article", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered with"))
    note = models.TextField(_("note"), blank=True, db_default="")

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        constraints = [
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="interaction_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")), name="interaction_outcome_when_ended"
            ),
            models.UniqueConstraint(fields=["agent"], condition=Q(ended_at=None, channel="phone"), name="one_open_call_per_agent"),
        ]
        indexes = [
            models.Index(fields=["contact", "-started_at"], name="interaction_by_contact"),
            models.Index(fields=["caller", "-started_at"], name="interaction_by_caller", condition=~Q(caller="")),
            models.Index(fields=["-started_at"], name="interaction_recent"),
        ]

    def __str__(self):
        return f"{self.channel} {self.started_at:%Y-%m-%d %H:%M}"
