"""Answers kept up by those who own them, and the words that people looked for in vain."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from catalog.actions import still_right
from catalog.models import Article
from catalog.queries import current, kept_up_by, missed_searches
from console import words
from console.access import staff
from console.views.settings import ANY

REVIEWS = "catalog.review_articles"


def _may_edit(user):
    return user.is_staff and user.has_perm("accounts.administer")


@staff(REVIEWS)
@require_GET
def knowledge(request):
    """The answers that her departments own: when each is to be read again, and whether it helps."""
    today = timezone.localdate()
    rows = [
        {
            **row,
            "is_stale": row["review_by"] < today,
            "is_over": bool(row["entry"].expires_on and row["entry"].expires_on < today),
            "owner": current().department(row["department_id"]).name,
            "edit": reverse("admin:catalog_article_change", args=[row["id"]]) if _may_edit(request.user) else "",
        }
        for row in kept_up_by(request.user, today)
    ]
    return render(request, "console/knowledge.html", {"rows": rows, "stale": sum(row["is_stale"] for row in rows)})


@staff(REVIEWS)
@require_POST
def knowledge_right(request, pk):
    """Still right: read again, and due again later."""
    article = still_right(get_object_or_404(Article, pk=pk, is_active=True), actor=request.user)
    messages.success(request, _("Thank you. We ask again by %(day)s.") % {"day": words.day(article.review_by)})
    return redirect("console:knowledge")


@staff(*ANY)
@require_GET
def settings_searches(request):
    """What people searched for and did not find, by language, with a way to add it as a synonym."""
    add = reverse("admin:catalog_synonyms_add") if _may_edit(request.user) else ""
    rows = [
        {**row, "add": f"{add}?{urlencode({'language': row['language'], 'words': row['words']})}" if add else ""}
        for row in missed_searches(timezone.localdate())
    ]
    return render(request, "console/settings_searches.html", {"rows": rows})
