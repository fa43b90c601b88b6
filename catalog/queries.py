"""The catalogue as every page reads it: one frozen copy per process, read anew when its version has moved."""

import threading
import time
from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Sum

from accounts.queries import department_ids
from catalog.entries import Catalogue
from catalog.models import Article, ArticleUse, CatalogueVersion, SearchMiss
from catalog.reading import read

USE_DAYS = 90
TOLD_FROM = 3  # times: what one person alone typed may say who she is

_held: Catalogue | None = None
_checked = 0.0
_lock = threading.Lock()


def current():
    """The catalogue as of now: looks at the version at most once in CATALOGUE_CHECK_SECONDS, and reads all tables only when it moved."""
    global _held, _checked
    now = time.monotonic()
    if _held is not None and now - _checked < settings.CATALOGUE_CHECK_SECONDS:
        return _held
    with _lock:
        version = CatalogueVersion.objects.values_list("version", flat=True).first() or 0
        if _held is None or _held.version != version:
            _held = read(version)
        _checked = now
        return _held


def kept_up_by(user, day):
    """The articles that a user's departments keep up (every one, for who administers), those due longest first, with their use lately.

    day: city date. -> [dict]: id, slug, department_id, review_by, reviewed_at, reviewed_by__name, entry, read, helped, did_not_help
    """
    rows = Article.objects.filter(is_active=True)
    if not user.has_perm("accounts.administer"):
        rows = rows.filter(department__in=department_ids(user))
    columns = ("id", "slug", "department_id", "review_by", "reviewed_at", "reviewed_by__name")
    found = list(rows.order_by("review_by", "slug").values(*columns))
    lately = ArticleUse.objects.filter(article__in=[row["id"] for row in found], day__gt=day - timedelta(days=USE_DAYS)).order_by()
    counts = lately.values("article_id").annotate(**{name: Sum(name) for name in ("read", "helped", "did_not_help")})
    uses = {use.pop("article_id"): use for use in counts}
    entries = {entry.id: entry for entry in current().all_articles}
    none = {"read": 0, "helped": 0, "did_not_help": 0}
    return [{**row, "entry": entries[row["id"]], **uses.get(row["id"], none)} for row in found if row["id"] in entries]


def missed_searches(day, limit=200):
    """What people searched for lately and did not find, the commonest first, and only what came up more than once or twice.

    day: city date. -> [dict]: language, words, total, last (date)
    """
    lately = SearchMiss.objects.filter(day__gt=day - timedelta(days=USE_DAYS)).order_by().values("language", "words")
    told = lately.annotate(total=Sum("times"), last=Max("day")).filter(total__gte=TOLD_FROM)
    return list(told.order_by("-total", "-last", "words")[:limit])
