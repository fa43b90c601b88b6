"""Live work while it lasts: presence, warm handoffs with their offers, packets, timers and events."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.queries import team_ids
from contact_center.status import DeclineReason, HandoffState, OfferState, PresenceStatus

OPEN_STATES = ["draft", "announced", "offering", "consulting", "accepted", "joined", "callback_set"]


class Presence(models.Model):
    """What a member of staff says she is doing, and when her browser was last heard. Truth is here, never in the broker."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="presence", verbose_name=_("member of staff"))
    status = models.CharField(_("presence"), max_length=16, choices=PresenceStatus, default=PresenceStatus.OFFLINE, db_default=PresenceStatus.OFFLINE)
    since = models.DateTimeField(_("since"), default=timezone.now)
    heard_at = models.DateTimeField(_("last heard"), default=timezone.now)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        indexes = [models.Index(fields=["status", "heard_at"], name="presence_live")]

    def __str__(self):
        return f"{self.user_id} {self.status}"


class HandoffKind(models.TextChoices):
    PHONE = "phone", pgettext_lazy("kind of handoff", "On the phone")
    CHAT = "chat", pgettext_lazy("kind of handoff", "In a chat")
    WALK_IN = "walk_in", pgettext_lazy("kind of handoff", "At the desk")
    DEPARTMENT = "async_dept", pgettext_lazy("kind of handoff", "To a department")
    EXTERNAL = "external", pgettext_lazy("kind of handoff", "To an outside organization")


class HandoffQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN_STATES)

    def visible_to(self, user):
        """Handoffs this member of staff sent, received, or may see as supervisor."""
        if user.has_perm("contact_center.view_all_handoffs"):
            return self
        teams = team_ids(user)
        return self.filter(Q(from_team__in=teams) | Q(to_team__in=teams) | Q(sender=user))

    def locked(self, pk):
        return self.select_for_update(of=("self",)).get(pk=pk)


class Handoff(models.Model):
    """One attempt to move a resident, and with her the ownership, to another team. The receiver must accept."""

    kind = models.CharField(_("kind"), max_length=12, choices=HandoffKind)
    request = models.ForeignKey(
        "requests_app.ServiceRequest", models.PROTECT, null=True, blank=True, related_name="handoffs", verbose_name=_("service request")
    )
    interaction = models.ForeignKey("contacts.Interaction", models.PROTECT, null=True, blank=True, related_name="handoffs", verbose_name=_("call"))
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sent_handoffs", verbose_name=_("sent by"))
    from_team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+", verbose_name=_("from team"))
    to_team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+", verbose_name=_("to team"))
    language = models.CharField(_("language of the resident"), max_length=12)
    reason = models.CharField(_("why"), max_length=300)
    state = models.CharField(_("state"), max_length=14, choices=HandoffState, default=HandoffState.DRAFT, db_default=HandoffState.DRAFT)
    version = models.PositiveIntegerField(default=1, db_default=1)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="received_handoffs", verbose_name=_("accepted by")
    )
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    announced_at = models.DateTimeField(_("resident told"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = HandoffQuerySet.as_manager()

    class Meta:
        verbose_name = _("handoff")
        verbose_name_plural = _("handoffs")
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(state__in=OPEN_STATES), name="one_open_handoff_per_request"),
            models.UniqueConstraint(fields=["interaction"], condition=Q(state__in=OPEN_STATES), name="one_open_handoff_per_call"),
            models.CheckConstraint(condition=Q(request__isnull=False) | Q(interaction__isnull=False), name="handoff_of_a_request_or_a_call"),
            models.CheckConstraint(condition=~Q(from_team=models.F("to_team")), name="handoff_to_another_team"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, ended_at=None) | (~Q(state__in=OPEN_STATES) & Q(ended_at__isnull=False)),
                name="handoff_ended_at_when_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["to_team", "-created_at"], name="handoff_in"),
            models.Index(fields=["from_team", "-created_at"], name="handoff_out"),
        ]

    def __str__(self):
        return f"{self.pk} {self.state}"


class Offer(models.Model):
    """One presentation of a handoff to a team (later: to one agent, ring by ring)."""

    handoff = models.ForeignKey(Handoff, models.CASCADE, related_name="offers", verbose_name=_("handoff"))
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="offers", verbose_name=_("team"))
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.LIVE, db_default=OfferState.LIVE)
    offered_at = models.DateTimeField(_("offered"), default=timezone.now)
    expires_at = models.DateTimeField(_("answer by"))
    opened_at = models.DateTimeField(_("packet opened"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by"))
    decline_reason = models.CharField(_("reason"), max_length=16, choices=DeclineReason, blank=True, db_default="")
    decline_note = models.CharField(_("in words"), max_length=300, blank=True, db_default="")

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(fields=["handoff"], condition=Q(state="live"), name="one_live_offer_per_handoff"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(decline_reason=""), name="declined_with_a_reason"),
        ]
        indexes = [models.Index(fields=["team", "expires_at"], name="offer_live", condition=Q(state="live"))]

    def __str__(self):
        return f"{self.handoff_id} {self.team_id} {self.state}"


IMMUTABLE = pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)


class Packet(models.Model):
    """What the receiver gets to know, fixed at the offer; the hash proves what was seen. A change is a new version."""

    handoff = models.ForeignKey(Handoff, models.PROTECT, related_name="packets", verbose_name=_("handoff"))
    version = models.PositiveSmallIntegerField(default=1)
    data = models.JSONField(_("packet"))
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("packet")
        verbose_name_plural = _("packets")
        constraints = [models.UniqueConstraint(fields=["handoff", "version"], name="packet_version_once")]
        triggers = [IMMUTABLE]

    def __str__(self):
        return f"{self.handoff_id} v{self.version}"


class TimerKind(models.TextChoices):
    OFFER = "offer", pgettext_lazy("timer", "Offer runs out")


class Timer(models.Model):
    """Something due at a time. A timer for an older version of its handoff does nothing."""

    handoff = models.ForeignKey(Handoff, models.CASCADE, related_name="timers", verbose_name=_("handoff"))
    kind = models.CharField(_("kind"), max_length=16, choices=TimerKind)
    due_at = models.DateTimeField(_("due"))
    expected_version = models.PositiveIntegerField()
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("timer")
        verbose_name_plural = _("timers")
        indexes = [models.Index(fields=["due_at"], name="timer_due", condition=Q(done_at=None))]

    def __str__(self):
        return f"{self.kind} {self.due_at}"


class HandoffEvent(models.Model):
    handoff = models.ForeignKey(Handoff, models.PROTECT, related_name="events", verbose_name=_("handoff"))
    state = models.CharField(_("state"), max_length=14, choices=HandoffState)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who did it"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    data = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("handoff event")
        verbose_name_plural = _("handoff events")
        indexes = [models.Index(fields=["handoff", "at", "id"], name="handoff_timeline")]
        triggers = [IMMUTABLE]

    def __str__(self):
        return f"{self.handoff_id} {self.state}"


class CallBack(models.Model):
    """Somebody asked to be called, in her language: a promise with a number, kept or not."""

    phone = models.CharField(_("phone"), max_length=20)
    name = models.CharField(_("name"), max_length=150, blank=True, db_default="")
    language = models.CharField(_("language"), max_length=12)
    about = models.CharField(_("about"), max_length=500, blank=True, db_default="")
    request = models.ForeignKey(
        "requests_app.ServiceRequest", models.SET_NULL, null=True, blank=True, related_name="call_backs", verbose_name=_("service request")
    )
    page = models.CharField(_("asked on page"), max_length=300, blank=True, db_default="")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    promised_at = models.DateTimeField(_("promise"))
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("called by"))

    class Meta:
        verbose_name = _("call back")
        verbose_name_plural = _("call backs")
        constraints = [models.UniqueConstraint(fields=["phone"], condition=Q(called_at=None), name="one_open_call_back_per_phone")]
        indexes = [models.Index(fields=["promised_at"], name="call_back_open", condition=Q(called_at=None))]

    def __str__(self):
        return self.phone
