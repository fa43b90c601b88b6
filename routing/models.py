"""Who should do it, and by when: calendars, districts, the gazetteer, and ordered rules."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import bump_version
from contacts.models import Channel
from routing.addresses import search_text


class Calendar(models.Model):
    """Working hours. The one without a department is the city's own, used where a department has none."""

    department = models.OneToOneField(
        "accounts.Department", models.CASCADE, null=True, blank=True, related_name="calendar", verbose_name=_("department")
    )
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(department=None), name="one_city_calendar"),
        ]
        triggers = [bump_version("bump_calendar")]

    def __str__(self):
        return self.name


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpenInterval(models.Model):
    """Open from *opens* to *closes*, city wall time. Several a day are allowed (lunch breaks); 00:00 as *closes* means midnight."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="intervals", verbose_name=_("calendar"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")) | Q(closes="00:00"), name="opens_before_it_closes"),
            models.UniqueConstraint(fields=["calendar", "weekday", "opens"], name="one_interval_per_start"),
        ]
        triggers = [bump_version("bump_interval")]

    def __str__(self):
        return f"{self.weekday} {self.opens}–{self.closes}"


class Holiday(models.Model):
    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="holidays", verbose_name=_("calendar"))
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="one_holiday_per_day")]
        triggers = [bump_version("bump_holiday")]

    def __str__(self):
        return f"{self.day} {self.name}"


class District(models.Model):
    """An area of the city, as a GeoJSON Polygon or MultiPolygon in WGS84."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    geometry = models.JSONField(_("boundary (GeoJSON)"))

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["code"]
        triggers = [bump_version("bump_district")]

    def __str__(self):
        return self.name


class Neighbor(models.Model):
    """Whoever is responsible for a place outside the city: another city, the county, a state road. GeoJSON as for District."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True, db_default="")
    website = models.URLField(_("website"), max_length=300, blank=True, db_default="")
    geometry = models.JSONField(_("boundary (GeoJSON)"))

    class Meta:
        verbose_name = _("neighbor")
        verbose_name_plural = _("neighbors")
        ordering = ["code"]
        triggers = [bump_version("bump_neighbor")]

    def __str__(self):
        return self.name or self.code


class Address(models.Model):
    """One entry of the gazetteer. *search* is the text without accents, in lower case, with street words spelled out."""

    text = models.CharField(_("address"), max_length=200)
    search = models.CharField(_("search text"), max_length=200, editable=False)
    zipcode = models.CharField(_("ZIP code"), max_length=12, blank=True, db_default="")
    lat = models.FloatField(_("latitude"))
    lon = models.FloatField(_("longitude"))
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("district"))

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        indexes = [
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="address_search_trgm", fastupdate=False),
            models.Index(fields=["search"], opclasses=["text_pattern_ops"], name="address_search_prefix"),
            models.Index(fields=["lat", "lon"], name="address_by_place"),
        ]

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        self.search = search_text(self.text)  # whoever creates in bulk sets it herself
        super().save(*args, **kwargs)


class RuleQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class Rule(models.Model):
    """An ordered routing rule: every condition that is filled in must match; the first match wins (see routing.engine)."""

    order = models.PositiveIntegerField(_("order"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    service = models.ForeignKey("catalog.Service", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("service"))
    group = models.ForeignKey("catalog.ServiceGroup", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("need"))
    district = models.ForeignKey(District, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("district"))
    language = models.CharField(_("language"), max_length=12, blank=True, db_default="")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel, blank=True, db_default="")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+", verbose_name=_("goes to team"))
    is_active = models.BooleanField(_("active"), default=True, db_default=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("routing", "rule")
        verbose_name_plural = pgettext_lazy("routing", "rules")
        ordering = ["order"]
        triggers = [bump_version("bump_rule")]

    def __str__(self):
        return f"{self.order} {self.name}"
