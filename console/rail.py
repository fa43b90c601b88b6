"""The rail at the left: where this member of staff may go, and what waits there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.queries import current
from catalog.rules import stale_articles
from console.met import waiting_for

HANDOFFS = ["contact_center.hand_over", "contact_center.answer_offers", "contact_center.view_all_handoffs"]
PLACES = [
    # (view and icon, word, needs one of, how the names of the views there begin)
    ("calls", _("Calls"), ["contact_center.take_calls"], ("call",)),
    ("queue", _("Queue"), ["requests_app.view_requests"], ("queue",)),
    ("handoffs", _("Handoffs"), HANDOFFS, ("handoff", "offer")),
    ("requests", _("Requests"), ["requests_app.view_requests"], ("request",)),
    ("people", _("People"), ["contacts.view_contacts"], ("people", "person")),
    ("knowledge", _("Knowledge"), ["catalog.review_articles"], ("knowledge",)),
    ("messages", _("Messages"), ["notifications.view_messages"], ("messages", "message")),
    ("figures", _("Figures"), ["surveys.view_figures"], ("figures",)),
    ("translations", _("Translations"), ["catalog.translate", "requests_app.view_requests"], ("translations",)),
    ("settings", _("Settings"), ["accounts.administer", "catalog.translate"], ("settings",)),
]


@dataclass(frozen=True)
class Entry:
    name: str
    word: str
    url: str
    is_here: bool
    waiting: int = 0  # how much of it waits for this user


def entries(user, match):
    """The entries this user has permission for. -> list[Entry]"""
    here = match.url_name if match else ""
    found = [
        Entry(name, word, reverse(f"console:{name}"), here.startswith(beginnings), _waiting(name, user))
        for name, word, needs, beginnings in PLACES
        if any(user.has_perm(permission) for permission in needs)
    ]
    return [entry for entry in found if entry.name != "translations" or entry.waiting or entry.is_here]


def _waiting(name, user):
    """How much waits there for her: texts to translate, answers to read again (which asks no table while there are none)."""
    if name == "translations":
        return waiting_for(user)
    return len(stale_articles(user, current(), timezone.localdate())) if name == "knowledge" else 0


def first_page(user):
    """Where the console starts for this user."""
    found = entries(user, None)
    return found[0].url if found else reverse("console:keys")
