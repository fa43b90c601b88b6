"""How well we serve: who was asked, and what they answered."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Channel


class Scale(models.IntegerChoices):
    """Five points, best first, and *does not apply*, which leaves the denominator."""

    BEST = 5, "5"
    GOOD = 4, "4"
    MIDDLE = 3, "3"
    BAD = 2, "2"
    WORST = 1, "1"
    NOT_APPLICABLE = 0, pgettext_lazy("survey answer", "Does not apply")


class Invitation(models.Model):
    """One question to one follower about one closing. The link is single-use: answered once, never changed by opening it."""

    request = models.ForeignKey("requests_app.ServiceRequest", models.PROTECT, related_name="invitations", verbose_name=_("service request"))
    closing = models.ForeignKey("requests_app.RequestEvent", models.PROTECT, related_name="+", verbose_name=_("closing"))
    contact = models.ForeignKey("contacts.Contact", models.SET_NULL, null=True, blank=True, related_name="invitations", verbose_name=_("resident"))
    token = models.CharField(max_length=32, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=12)
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+", verbose_name=_("department"))
    channel = models.CharField(_("channel of the request"), max_length=12, choices=Channel)
    closed_at = models.DateTimeField(_("closed"))
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("answers accepted until"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("survey invitation")
        verbose_name_plural = _("survey invitations")
        constraints = [models.UniqueConstraint(fields=["closing", "contact"], name="one_invitation_per_closing")]
        indexes = [models.Index(fields=["closed_at"], name="invitation_by_closing"), models.Index(fields=["request"], name="invitation_by_request")]

    def __str__(self):
        return f"{self.request_id} {self.language}"


class Response(models.Model):
    """The answers to Q1–Q3 and Q7 of requirements 1.1, 5 best to 1 worst, 0 does not apply, empty not answered."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="response", verbose_name=_("survey invitation"))
    q1 = models.PositiveSmallIntegerField(_("Q1 overall"), choices=Scale, null=True, blank=True)
    q2 = models.PositiveSmallIntegerField(_("Q2 seamless"), choices=Scale, null=True, blank=True)
    q3 = models.PositiveSmallIntegerField(_("Q3 timeliness"), choices=Scale, null=True, blank=True)
    q7 = models.PositiveSmallIntegerField(_("Q7 contact again"), choices=Scale, null=True, blank=True)
    comment = models.TextField(_("in their words"), blank=True, db_default="")
    language = models.CharField(_("language answered in"), max_length=12)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        constraints = [
            models.CheckConstraint(condition=Q(**{f"{q}__isnull": True}) | Q(**{f"{q}__range": (0, 5)}), name=f"{q}_on_the_scale")
            for q in ("q1", "q2", "q3", "q7")
        ]

    def __str__(self):
        return f"{self.invitation_id}"


class PageFeedback(models.Model):
    """What somebody told us about a page of the portal: a fault, an idea, a wrong translation (R113)."""

    page = models.CharField(_("page"), max_length=300)
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("in their words"))
    email = models.EmailField(_("e-mail address"), blank=True, db_default="")
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    handled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    class Meta:
        verbose_name = _("word about a page")
        verbose_name_plural = _("words about pages")
        indexes = [models.Index(fields=["-created_at"], name="feedback_latest")]

    def __str__(self):
        return f"{self.page} {self.created_at:%Y-%m-%d}"
