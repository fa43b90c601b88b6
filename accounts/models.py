"""Who works here: users, departments (a dated tree), teams, memberships, languages spoken."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UserManager(BaseUserManager):
    """Makes users who sign in with an e-mail address."""

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language of the console"), max_length=12, blank=True, db_default="")
    is_active = models.BooleanField(_("may sign in"), default=True, db_default=True)
    is_staff = models.BooleanField(_("may open the settings screens"), default=False, db_default=False)
    is_demo = models.BooleanField(_("demo account"), default=False, db_default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]


class DepartmentQuerySet(models.QuerySet):
    def on(self, day):
        """Departments that existed on a date (city calendar)."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)

    def inside(self):
        return self.filter(is_external=False)


class Department(models.Model):
    """A department, or an outside organisation that takes referrals. The tree is dated: a past report uses the past tree."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of"))
    is_external = models.BooleanField(_("outside organization"), default=False, db_default=False)
    phone = models.CharField(_("phone"), max_length=40, blank=True, db_default="")
    email = models.EmailField(_("e-mail"), blank=True, db_default="")
    website = models.URLField(_("website"), blank=True, db_default="")
    valid_from = models.DateField(_("valid from"), db_default="2000-01-01", default="2000-01-01")
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="department_dates_in_order"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="department_not_its_own_parent"),
        ]

    def __str__(self):
        return self.name or self.code


class Team(models.Model):
    department = models.ForeignKey(Department, models.PROTECT, related_name="teams", verbose_name=_("department"))
    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_intake = models.BooleanField(_("takes what no rule sends elsewhere"), default=False, db_default=False)
    is_active = models.BooleanField(_("active"), default=True, db_default=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["department"], condition=Q(is_intake=True), name="one_intake_team_per_department")]

    def __str__(self):
        return self.name or self.code


class Role(models.TextChoices):
    AGENT = "agent", pgettext_lazy("staff role", "Agent")
    WORKER = "worker", pgettext_lazy("staff role", "Department worker")
    SUPERVISOR = "supervisor", pgettext_lazy("staff role", "Supervisor")
    ADMINISTRATOR = "administrator", pgettext_lazy("staff role", "Administrator")


class Membership(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships", verbose_name=_("team"))
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "team"], name="one_role_per_user_and_team")]

    def __str__(self):
        return f"{self.user_id} {self.role} {self.team_id}"


class SpokenLanguage(models.Model):
    """A language a member of staff speaks; *verified* means tested and certified by the city."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="spoken_languages", verbose_name=_("user"))
    language = models.CharField(_("language"), max_length=12)
    verified = models.BooleanField(_("verified"), default=False, db_default=False)
    verified_at = models.DateField(_("verified on"), null=True, blank=True)

    class Meta:
        verbose_name = _("spoken language")
        verbose_name_plural = _("spoken languages")
        constraints = [models.UniqueConstraint(fields=["user", "language"], name="one_row_per_user_and_language")]

    def __str__(self):
        return f"{self.user_id} {self.language}"
