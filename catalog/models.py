"""What the city offers and explains: services with their questions, articles, answer templates, and the state of every translation."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Any change to the catalogue moves its version, whoever makes it (code, admin, SQL); each process then reads it anew.
BUMP = """
INSERT INTO catalog_catalogueversion (id, version, changed_at) VALUES (1, nextval('catalogue_version'), now())
ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, changed_at = EXCLUDED.changed_at;
RETURN NULL;
"""


def bump_version(name):
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=BUMP,
    )


class CatalogueVersion(models.Model):
    """One row: the version that each process compares with the copy it holds."""

    version = models.PositiveBigIntegerField(default=1, db_default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_catalogue_version")]

    def __str__(self):
        return str(self.version)


class ServiceGroup(models.Model):
    """A need in a resident's words ("Streets and lights"), not a department."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["position", "code"]
        triggers = [bump_version("bump_group")]

    def __str__(self):
        return self.name or self.code


class Service(models.Model):
    code = models.SlugField(_("code"), max_length=80, unique=True)
    group = models.ForeignKey(ServiceGroup, models.PROTECT, null=True, blank=True, related_name="services", verbose_name=_("need"))
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="services", verbose_name=_("department"))
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what it does for you"), blank=True)
    how_long = models.CharField(_("how long it takes"), max_length=200, blank=True)
    cost = models.CharField(_("what it costs"), max_length=200, blank=True)
    what_to_bring = models.TextField(_("what to bring (a line each)"), blank=True)
    next_steps = models.TextField(_("what happens next (a line each)"), blank=True)
    emergency_text = models.TextField(_("when it is an emergency"), blank=True)
    keywords = models.TextField(_("other words people use (comma separated)"), blank=True)
    promise_minutes = models.PositiveIntegerField(_("promise, in working minutes"), null=True, blank=True)
    needs_place = models.BooleanField(_("needs a place"), default=True, db_default=True)
    anonymous_allowed = models.BooleanField(_("may be anonymous"), default=True, db_default=True)
    is_public = models.BooleanField(_("requests may be shown to the public"), default=True, db_default=True)
    is_restricted = models.BooleanField(_("only the department and supervisors may see"), default=False, db_default=False)
    is_hidden = models.BooleanField(_("hidden from residents"), default=False, db_default=False)
    is_active = models.BooleanField(_("active"), default=True, db_default=True)
    reopen_days = models.PositiveSmallIntegerField(_("days in which the reporter may reopen"), default=30, db_default=30)
    duplicate_radius_m = models.PositiveSmallIntegerField(_("same problem within (meters)"), default=50, db_default=50)
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["position", "code"]
        triggers = [bump_version("bump_service")]

    def __str__(self):
        return self.name or self.code


class Datatype(models.TextChoices):
    """The answer types of Open311 GeoReport v2."""

    STRING = "string", pgettext_lazy("kind of answer", "One line")
    NUMBER = "number", pgettext_lazy("kind of answer", "Number")
    DATETIME = "datetime", pgettext_lazy("kind of answer", "Date and time")
    TEXT = "text", pgettext_lazy("kind of answer", "Several lines")
    SINGLE = "singlevaluelist", pgettext_lazy("kind of answer", "One of a list")
    MULTI = "multivaluelist", pgettext_lazy("kind of answer", "Several of a list")


class Question(models.Model):
    service = models.ForeignKey(Service, models.CASCADE, related_name="questions", verbose_name=_("service"))
    code = models.SlugField(_("code"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"))
    datatype = models.CharField(_("kind of answer"), max_length=20, choices=Datatype)
    is_variable = models.BooleanField(_("asks something"), default=True, db_default=True, help_text=_("Off: only shows its text."))
    is_required = models.BooleanField(_("must be answered"), default=False, db_default=False)
    label = models.CharField(_("question"), max_length=200)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    depends_on = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="dependants", verbose_name=_("asked only after"))
    depends_keys = models.JSONField(_("with one of these answers"), default=list, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["service", "order"]
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="question_code_once_per_service"),
            models.UniqueConstraint(fields=["service", "order"], name="question_order_once_per_service"),
            models.CheckConstraint(condition=~Q(depends_on=F("id")), name="question_not_its_own_condition"),
        ]
        triggers = [bump_version("bump_question")]

    def __str__(self):
        return self.label or self.code


class Option(models.Model):
    question = models.ForeignKey(Question, models.CASCADE, related_name="options", verbose_name=_("question"))
    key = models.SlugField(_("key"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0, db_default=0)
    is_emergency = models.BooleanField(_("means danger: show 911"), default=False, db_default=False)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["question", "order"]
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="option_key_once_per_question")]
        triggers = [bump_version("bump_option")]

    def __str__(self):
        return self.name or self.key


class Article(models.Model):
    """An answer to a question people ask, with an owner and a date by which it is read again."""

    slug = models.SlugField(_("code"), max_length=80, unique=True)
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="articles", verbose_name=_("owner"))
    services = models.ManyToManyField(Service, blank=True, related_name="articles", verbose_name=_("services"))
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text (Markdown)"))
    staff_text = models.TextField(_("for staff only (Markdown)"), blank=True)
    keywords = models.TextField(_("other words people use (comma separated)"), blank=True)
    review_by = models.DateField(_("read again by"))
    reviewed_at = models.DateTimeField(_("found right"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name=_("found right by")
    )
    expires_on = models.DateField(_("not shown after"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True, db_default=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["slug"]
        triggers = [bump_version("bump_article")]

    def __str__(self):
        return self.title or self.slug


class AnswerTemplate(models.Model):
    """A ready text in every language, so that a clerk can answer in one she does not write.

    For closing with an outcome, or, where the outcome is "promise", the reason for a new date.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    outcome = models.CharField(_("outcome"), max_length=20)
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="answer_templates", verbose_name=_("only for service"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text to the resident"))
    is_active = models.BooleanField(_("active"), default=True, db_default=True)

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        ordering = ["code"]
        triggers = [bump_version("bump_answer_template")]

    def __str__(self):
        return self.title or self.code


class ChecklistKind(models.TextChoices):
    BRING = "bring", pgettext_lazy("part of a checklist", "Bring")
    FEE = "fee", pgettext_lazy("part of a checklist", "Fee")
    FORM = "form", pgettext_lazy("part of a checklist", "Form")
    KNOW = "know", pgettext_lazy("part of a checklist", "Good to know")


class ChecklistItem(models.Model):
    """One line of what a person needs for a visit or an application: for everybody, or only after certain answers (R122, R125)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="checklist", verbose_name=_("service"))
    order = models.PositiveSmallIntegerField(_("order"), default=0, db_default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=ChecklistKind)
    text = models.CharField(_("text"), max_length=300)
    depends_on = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only after"))
    depends_keys = models.JSONField(_("with one of these answers"), default=list, blank=True)
    office = models.ForeignKey("Office", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("where one goes for it"))
    leads_to = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("the service that gives it"))

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        ordering = ["service", "order", "id"]
        triggers = [bump_version("bump_checklist")]

    def __str__(self):
        return self.text or self.kind


class Office(models.Model):
    """A place to go: a counter of a department, with the hours of its calendar."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="offices", verbose_name=_("department"))
    services = models.ManyToManyField(Service, blank=True, related_name="offices", verbose_name=_("services"))
    name = models.CharField(_("name"), max_length=150)
    address = models.CharField(_("address"), max_length=200)
    directions = models.TextField(_("how to get there and in"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True, db_default="")
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True, db_default=True)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["code"]
        triggers = [bump_version("bump_office")]

    def __str__(self):
        return self.name or self.code


class ArticleUse(models.Model):
    """How often an article was read, answered a call, helped or did not: one row a day and language, so that nobody is counted by name."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="uses", verbose_name=_("article"))
    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=12)
    read = models.PositiveIntegerField(_("read"), default=0, db_default=0)
    helped = models.PositiveIntegerField(_("helped"), default=0, db_default=0)
    did_not_help = models.PositiveIntegerField(_("did not help"), default=0, db_default=0)

    class Meta:
        verbose_name = _("use of an article")
        verbose_name_plural = _("uses of articles")
        constraints = [models.UniqueConstraint(fields=["article", "day", "language"], name="one_use_row_a_day")]

    def __str__(self):
        return f"{self.article_id} {self.day} {self.language}"


class DangerWords(models.Model):
    """Words that may mean danger in one language: whoever writes one is shown 911 first (R102)."""

    language = models.CharField(_("language"), max_length=12, unique=True)
    words = models.TextField(
        _("words and phrases (comma separated)"),
        help_text=_("A phrase with a minus before it is harmless wherever it stands: fire, -fire hydrant."),
    )

    class Meta:
        verbose_name = _("words that mean danger")
        verbose_name_plural = _("words that mean danger")
        triggers = [bump_version("bump_danger")]

    def __str__(self):
        return self.language


class FallbackSeen(models.Model):
    """A text that was shown in another language than the page's: a task for its owner, the most seen first."""

    model = models.CharField(_("kind of object"), max_length=60)
    object_id = models.BigIntegerField(_("object"))
    field = models.CharField(_("field"), max_length=40)
    language = models.CharField(_("language"), max_length=12)
    times = models.PositiveIntegerField(_("times seen"), default=0, db_default=0)
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        verbose_name = _("missing translation that was seen")
        verbose_name_plural = _("missing translations that were seen")
        constraints = [models.UniqueConstraint(fields=["model", "object_id", "field", "language"], name="one_fallback_per_text")]
        indexes = [models.Index(fields=["language", "-times"], name="fallback_most_seen")]

    def __str__(self):
        return f"{self.model} {self.object_id} {self.field} {self.language}"


class Synonyms(models.Model):
    """Words that mean the same to people of one language: whoever types one finds what uses another."""

    language = models.CharField(_("language"), max_length=12)
    words = models.TextField(_("words that mean the same (comma separated)"))

    class Meta:
        verbose_name = _("words that mean the same")
        verbose_name_plural = _("words that mean the same")
        triggers = [bump_version("bump_synonyms")]

    def __str__(self):
        return f"{self.language} {self.words[:40]}"


class SearchMiss(models.Model):
    """Words that people searched for and that found nothing, counted a day and language: what the city does not have, or calls otherwise."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=12)
    words = models.CharField(_("words"), max_length=60)
    times = models.PositiveIntegerField(_("times"), default=1, db_default=1)

    class Meta:
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searches that found nothing")
        constraints = [models.UniqueConstraint(fields=["day", "language", "words"], name="one_miss_row_a_day")]

    def __str__(self):
        return f"{self.day} {self.language} {self.words}"


class TranslationStatus(models.TextChoices):
    MISSING = "missing", pgettext_lazy("state of a translation", "Missing")
    MACHINE = "machine", pgettext_lazy("state of a translation", "Machine translation")
    DRAFT = "draft", pgettext_lazy("state of a translation", "Draft, not yet reviewed")
    REVIEWED = "reviewed", pgettext_lazy("state of a translation", "Reviewed")


class TranslationState(models.Model):
    """Where the translation of one field of one object into one language stands. Stale: the source changed since (other hash)."""

    model = models.CharField(_("kind of object"), max_length=60)
    object_id = models.BigIntegerField(_("object"))
    field = models.CharField(_("field"), max_length=40)
    language = models.CharField(_("language"), max_length=12)
    status = models.CharField(_("state"), max_length=10, choices=TranslationStatus)
    source_hash = models.CharField(_("hash of the source text"), max_length=64, blank=True, db_default="")
    source = models.TextField(_("source text it was made from"), blank=True, db_default="", default="")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("state of a translation")
        verbose_name_plural = _("states of translations")
        constraints = [models.UniqueConstraint(fields=["model", "object_id", "field", "language"], name="one_state_per_text")]
        indexes = [models.Index(fields=["language", "status"], name="translation_by_status")]

    def __str__(self):
        return f"{self.model} {self.object_id} {self.field} {self.language}"
