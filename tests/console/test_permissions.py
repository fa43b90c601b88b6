"""Every address of the console × every role × an object that is hers or not. What is denied changes nothing."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.states import source_hash
from console.urls import urlpatterns
from requests_app.models import ServiceRequest
from tests.portal.conftest import photo
from tests.proofs import everything

ROLES = ["worker", "stranger", "receiver", "agent", "other_agent", "supervisor", "administrator", "nobody"]


def seen(case, **data):
    """What the form of a page just opened sends along."""
    stamp = ServiceRequest.objects.get(pk=case.pk).updated_at.isoformat()
    return {f"{name}-seen": stamp for name in ("message", "status", "wait", "assign", "move", "promise", "close", "reopen")} | data


# route: (method, arguments, data or query, status for each of ROLES)
ALL_BUT_NOBODY = "200 200 200 200 200 200 200 403"
READS = "200 404 404 200 200 200 200 403"
WORKS = "302 404 404 302 302 302 403 403"
DESK = "403 403 403 200 200 200 403 403"
HER_CALL = "403 403 403 302 404 404 403 403"
RECEIVES = "404 404 302 404 404 404 403 403"
FIGURES = "403 403 403 403 403 200 200 403"
TABLE = {
    "home": ("get", lambda w: [], lambda w: {}, "302 302 302 302 302 302 302 302"),
    "queue": ("get", lambda w: [], lambda w: {}, ALL_BUT_NOBODY),
    "queue_request": ("get", lambda w: [w.plain.reference], lambda w: {}, READS),
    "requests": ("get", lambda w: [], lambda w: {}, ALL_BUT_NOBODY),
    "request": ("get", lambda w: [w.plain.reference], lambda w: {}, READS),
    "note": ("post", lambda w: [w.plain.reference], lambda w: {"note-text": "A note"}, WORKS),
    "message_resident": ("post", lambda w: [w.plain.reference], lambda w: seen(w.plain, **{"message-text": "Hola", "message-language": "es"}), WORKS),
    "status": ("post", lambda w: [w.plain.reference], lambda w: seen(w.plain), WORKS),
    "wait": ("post", lambda w: [w.given.reference], lambda w: seen(w.given, **{"wait-reason": "La compañía"}), "409 404 404 409 409 409 403 403"),
    "promise": (
        "post",
        lambda w: [w.plain.reference],
        lambda w: seen(w.plain, **{"promise-until": in_a_month(), "promise-reason": "Llueve."}),
        WORKS,
    ),
    "assign": ("post", lambda w: [w.plain.reference], lambda w: seen(w.plain, **{"assign-person": w.worker.pk}), WORKS),
    "move": ("post", lambda w: [w.plain.reference], lambda w: seen(w.plain, **{"move-team": night(w), "move-reason": "By night"}), WORKS),
    "photos": ("post", lambda w: [w.plain.reference], lambda w: {"photos-photos": photo()}, WORKS),
    "close": ("post", lambda w: [w.plain.reference], lambda w: seen(w.plain, **{"close-outcome": "resolved", "close-text": "Hecho."}), WORKS),
    "reopen": ("post", lambda w: [w.ended.reference], lambda w: seen(w.ended, **{"reopen-reason": "Sigue ahí"}), WORKS),
    "undo": ("post", lambda w: [], lambda w: {"token": "made up"}, "302 302 302 302 302 302 403 403"),
    "photo": ("get", lambda w: [w.photo.public_id, "small"], lambda w: {}, READS),
    "calls": ("get", lambda w: [], lambda w: {"q": "ana@example.com"}, DESK),
    "call_start": ("post", lambda w: [], lambda w: {"caller": "+14085550199"}, "403 403 403 302 302 302 403 403"),
    "call": ("get", lambda w: [w.call.pk], lambda w: {}, "403 403 403 200 404 200 403 403"),
    "call_caller": ("post", lambda w: [w.call.pk], lambda w: {"name": "Eva", "email": "eva@example.com"}, HER_CALL),
    "call_attach": ("post", lambda w: [w.call.pk], lambda w: {"reference": w.plain.reference, "text": "Sigue ahí"}, HER_CALL),
    "call_file": ("get", lambda w: [w.call.pk], lambda w: {"service": "pothole"}, "403 403 403 200 404 404 403 403"),
    "call_wrap_up": ("post", lambda w: [w.call.pk], lambda w: {"outcome": "answered"}, HER_CALL),
    "call_back_start": ("post", lambda w: [w.call_back.pk], lambda w: {}, "403 403 403 302 302 302 403 403"),
    "call_back_called": ("post", lambda w: [w.call_back.pk], lambda w: {}, "403 403 403 302 302 302 403 403"),
    "places": ("get", lambda w: [], lambda w: {"address": "12 Main"}, DESK),
    "handoffs": ("get", lambda w: [], lambda w: {}, ALL_BUT_NOBODY),
    "handoff_new": ("get", lambda w: [], lambda w: {"request": w.plain.reference}, "200 404 404 200 200 200 403 403"),
    "handoff": ("get", lambda w: [w.handoff.pk], lambda w: {}, "200 404 200 404 404 200 200 403"),
    "handoff_cancel": ("post", lambda w: [w.handoff.pk], lambda w: {}, "302 404 403 404 404 302 403 403"),
    "offer": ("get", lambda w: [w.offer.pk], lambda w: {}, "404 404 200 404 404 404 403 403"),
    "offer_accept": ("post", lambda w: [w.offer.pk], lambda w: {}, RECEIVES),
    "offer_decline": ("post", lambda w: [w.offer.pk], lambda w: {"reason": "busy"}, RECEIVES),
    "live": ("get", lambda w: [], lambda w: {}, "200 200 200 200 200 200 200 200"),
    "heartbeat": ("post", lambda w: [], lambda w: {}, "204 204 204 204 204 204 403 403"),
    "presence": ("post", lambda w: [], lambda w: {"status": "available"}, "302 302 302 302 302 302 403 403"),
    "people": ("get", lambda w: [], lambda w: {"q": "ana@example.com"}, ALL_BUT_NOBODY),
    "person": ("post", lambda w: [w.ana.public_id], lambda w: {"language": "vi", "channel": "sms"}, WORKS),
    "knowledge": ("get", lambda w: [], lambda w: {}, ALL_BUT_NOBODY),
    "knowledge_right": ("post", lambda w: [w.article.pk], lambda w: {}, "302 403 403 403 403 403 302 403"),
    "messages": ("get", lambda w: [], lambda w: {}, FIGURES),
    "message": ("get", lambda w: [w.dead.public_id], lambda w: {}, FIGURES),
    "message_retry": ("post", lambda w: [w.dead.public_id], lambda w: {}, "403 403 403 403 403 302 302 403"),
    "figures": ("get", lambda w: [], lambda w: {}, FIGURES),
    "figures_pages": ("get", lambda w: [], lambda w: {}, FIGURES),
    "figures_page_done": ("post", lambda w: [w.word.pk], lambda w: {}, "403 403 403 403 403 302 302 403"),
    "settings": ("get", lambda w: [], lambda w: {}, FIGURES),
    "settings_translations": ("get", lambda w: [], lambda w: {}, FIGURES),
    "settings_translations_list": ("get", lambda w: [], lambda w: {"language": "vi"}, FIGURES),
    "settings_translation": ("post", lambda w: name_in_vietnamese(w), lambda w: {"text": "Ổ gà to", "seen": SEEN}, "403 403 403 403 403 302 302 403"),
    "settings_translations_undo": ("post", lambda w: [], lambda w: {}, "403 403 403 403 403 302 302 403"),
    "settings_translations_file": ("get", lambda w: ["vi", "po"], lambda w: {}, FIGURES),
    "settings_translations_bring": ("post", lambda w: ["vi"], lambda w: {}, "403 403 403 403 403 302 302 403"),
    "translations": ("get", lambda w: [], lambda w: {}, ALL_BUT_NOBODY),
    "settings_searches": ("get", lambda w: [], lambda w: {}, FIGURES),
    "settings_people": ("get", lambda w: [], lambda w: {}, "403 403 403 403 403 403 200 403"),
    "keys": ("get", lambda w: [], lambda w: {}, "200 200 200 200 200 200 200 200"),
}
ROUTES = sorted(pattern.name for pattern in urlpatterns)


def in_a_month():
    return (timezone.localdate() + timedelta(days=30)).isoformat()


SEEN = source_hash("Pothole\0Ổ gà")[:16]  # what the page of that text sends along


def name_in_vietnamese(world):
    return ["vi", "catalog.service", world.plain.service_id, "name"]


def night(world):
    return world.plain.department.teams.get(code="streets-night").pk


def test_every_address_of_the_console_is_in_the_table():
    assert sorted(TABLE) == ROUTES


def ask(client, world, route):
    method, args, data, _expected = TABLE[route]
    return getattr(client, method)(reverse(f"console:{route}", args=args(world)), data(world))


@pytest.mark.parametrize("route", ROUTES)
def test_each_role_may_what_the_table_says_and_denied_or_read_means_nothing_changed(world, as_, route):
    reads = TABLE[route][0] == "get" and route != "offer"  # opening an offer is noted: the sender sees that it is being read
    found, changed = {}, []
    browsers = {role: as_(world.people[role]) for role in ROLES}
    before = everything()
    for role in ROLES:
        with transaction.atomic():
            response = ask(browsers[role], world, route)
            found[role] = str(response.status_code)
            if (reads or response.status_code in (403, 404, 409)) and everything() != before:
                changed.append(role)
            transaction.set_rollback(True)
    assert found == dict(zip(ROLES, TABLE[route][3].split(), strict=True))
    assert changed == []


@pytest.mark.parametrize("route", ROUTES)
def test_without_signing_in_every_address_leads_to_the_sign_in_page_and_changes_nothing(world, route):
    before = everything()
    response = ask(Client(), world, route)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")
    assert everything() == before


@pytest.mark.parametrize("route", [route for route in ROUTES if TABLE[route][0] == "post" and route not in ("person", "settings_translation")])
def test_what_changes_something_is_never_asked_by_reading(world, as_, route):
    args = TABLE[route][1](world)
    browser = as_(world.supervisor)
    before = everything()
    response = browser.get(reverse(f"console:{route}", args=args))
    assert response.status_code in (403, 405)
    assert everything() == before
