"""A word about a page of the portal: kept with the page and its language, read by those who may see the figures, ticked off (R113)."""

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from contacts.points import plain
from surveys.models import PageFeedback

LONGEST = 2000  # characters


def tell_about_page(*, page, language, text, email="", at=None):
    """Keep what somebody told us about a page. -> PageFeedback

    page: path without secrets, may be empty; language: code of the page; text: her words, cut at LONGEST; email: normalised, only when she
    wants an answer; at: aware. Writes one row, sends nothing.
    """
    return PageFeedback.objects.create(
        page=plain(page)[:300], language=language, text=plain(text)[:LONGEST], email=email, created_at=at or timezone.now()
    )


def latest_words(limit=200):
    """What was told, not yet dealt with first, then the newest."""
    return list(PageFeedback.objects.order_by(F("handled_at").desc(nulls_first=True), "-created_at")[:limit])


def dealt_with(feedback, *, actor, at=None):
    """Somebody has looked into it; a second press changes nothing. Raises PermissionDenied without surveys.view_figures."""
    if not actor.has_perm("surveys.view_figures"):
        raise PermissionDenied
    PageFeedback.objects.filter(pk=feedback.pk, handled_at=None).update(handled_at=at or timezone.now())
