"""The rail at the left: where this member of staff may go, and what waits there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PLACES = [
    # (view, icon, word, needs one of, further views that belong to it)
    ("calls", "calls", _("Calls"), ["contact_center.take_calls"], {"call", "call_file", "call_start", "call_wrap_up", "call_caller", "call_answered", "call_attach"}),
    ("queue", "queue", _("Queue"), ["requests_app.view_requests"], {"queue_request"}),
    ("handoffs", "handoffs", _("Handoffs"), ["contact_center.hand_over", "contact_center.answer_offers", "contact_center.view_all_handoffs"], {"handoff", "handoff_new", "handoff_cancel", "offer", "offer_accept", "offer_decline"}),
    ("requests", "requests", _("Requests"), ["requests_app.view_requests"], {"request"}),
    ("people", "people", _("People"), ["contacts.view_contacts"], {"person"}),
    ("messages", "messages", _("Messages"), ["notifications.view_messages"], {"message"}),
    ("figures", "figures", _("Figures"), ["surveys.view_figures"], set()),
    ("settings", "settings", _("Settings"), ["accounts.administer", "catalog.translate"], {"settings_people", "settings_translations"}),
]  # fmt: skip


@dataclass(frozen=True)
class Entry:
    name: str
    icon: str
    word: str
    url: str
    is_here: bool


def entries(user, match):
    """The entries this user has permission for. -> list[Entry]"""
    here = match.url_name if match else ""
    return [
        Entry(name, icon, word, reverse(f"console:{name}"), here == name or here in further)
        for name, icon, word, needs, further in PLACES
        if any(user.has_perm(permission) for permission in needs)
    ]


def first_page(user):
    """Where the console starts for this user."""
    found = entries(user, None)
    return found[0].url if found else reverse("console:keys")
