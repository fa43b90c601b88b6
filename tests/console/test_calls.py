"""The call desk: who calls, what she is told, what is filed, how the call ends."""

import pytest
from django.urls import reverse

from contacts.models import Interaction
from requests_app.models import EventKind, ServiceRequest
from tests import factories as make


@pytest.fixture
def desk(world, as_):
    return as_(world.agent)


def address(world, name):
    return reverse(f"console:{name}", args=[world.call.pk])


def test_a_number_shows_who_calls_and_her_open_requests(world, as_):
    found = as_(world.other_agent).get("/console/calls/", {"q": "(408) 555-0123"}).context
    [(person, open_requests)] = found["people"]
    assert (person, person.preferred_language) == (world.ana, "es")
    assert {row.request.reference for row in open_requests} == {world.plain.reference, world.given.reference}


def test_starting_a_call_with_somebody_known_takes_her_language(world, as_):
    as_(world.other_agent).post("/console/calls/start/", {"contact": str(world.ana.public_id), "caller": "+14085550123"})
    call = Interaction.objects.get(agent=world.other_agent)
    assert (call.contact, call.caller, call.language_used, call.ended_at) == (world.ana, "+14085550123", "es", None)


def test_a_second_call_at_once_is_not_started(world, desk):
    response = desk.post("/console/calls/start/", {"caller": "+14085550199"})
    assert response.headers["Location"] == address(world, "call")
    assert Interaction.objects.filter(agent=world.agent).count() == 1


def test_somebody_new_is_kept_with_what_she_asked_for(world, as_):
    browser = as_(world.other_agent)
    browser.post("/console/calls/start/", {"caller": "+14085550199"})
    call = Interaction.objects.get(agent=world.other_agent)
    browser.post(reverse("console:call_caller", args=[call.pk]), {"name": "Lê Hoa", "phone": "408 555 0199", "language": "vi"})
    call.refresh_from_db()
    assert (call.contact.name, call.contact.preferred_language, call.contact.language_source, call.language_used) == ("Lê Hoa", "vi", "asked", "vi")


def test_a_wrong_number_is_said_at_its_field_and_nobody_is_made(world, as_):
    browser = as_(world.other_agent)
    browser.post("/console/calls/start/", {})
    call = Interaction.objects.get(agent=world.other_agent)
    response = browser.post(reverse("console:call_caller", args=[call.pk]), {"name": "Lê Hoa", "phone": "12"})
    assert response.status_code == 422
    assert response.context["caller_form"].errors.keys() == {"phone"}
    call.refresh_from_db()
    assert call.contact is None


def test_answers_are_found_by_her_own_words_without_accents(world, desk):
    make.article("tree-facts", title_en="Fallen trees", title_es="Árbol caído", keywords_es="árboles", body_es="Lo quitamos.")
    found = desk.get(address(world, "call"), {"q": "arbol"}).context
    assert [article.slug for _number, article in found["articles"]] == ["tree-facts"]


def test_answered_with_an_article_in_one_press_keeps_the_note_too(world, desk):
    article = make.article("tree-facts")
    desk.post(address(world, "call_wrap_up"), {"article": article.slug, "note": "She asked about potholes", "language": "es"})
    call = Interaction.objects.get(pk=world.call.pk)
    assert (call.outcome, call.article, call.note, call.language_used) == ("answered", article, "She asked about potholes", "es")
    assert call.ended_at is not None


def test_wrapping_up_needs_how_it_ended(world, desk):
    response = desk.post(address(world, "call_wrap_up"), {"note": "Kept"})
    assert response.status_code == 422
    assert response.context["wrap_up"].errors.keys() == {"outcome"}
    assert response.context["wrap_up"]["note"].value() == "Kept"
    assert Interaction.objects.get(pk=world.call.pk).ended_at is None


def test_a_request_is_filed_from_the_call_once(world, desk):
    make.question(make.service(), "size", "singlevaluelist", options=["small", "large"], required=True)
    form = desk.get(address(world, "call_file"), {"service": "pothole"}).context["form"]
    assert (form["language"].value(), form["name"].value()) == ("es", "Ana Ruiz")
    data = {"service": "pothole", "key": form["key"].value(), "description": "Un bache", "address": "12 Main Street", "place": "37.05,-121.95",
            "language": "es", "name": "Ana Ruiz", "phone": "408 555 0123", "email": "", "tell_by": ""}  # fmt: skip
    response = desk.post(address(world, "call_file"), data)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"q-size"}
    for _twice in range(2):
        assert desk.post(address(world, "call_file"), data | {"q-size": "small"}).status_code == 302
    case = ServiceRequest.objects.get(channel="phone")
    assert (case.contact, case.language, case.answers, case.lat) == (world.ana, "es", {"size": "small"}, 37.05)
    assert case.events.get(kind=EventKind.SUBMITTED).interaction == world.call
    assert desk.get(address(world, "call")).context["wrap_up"]["outcome"].value() == "filed"


def test_a_missing_place_is_said_at_the_address(world, desk):
    data = {"service": "pothole", "key": "3f0f5bb6-6f4e-4c5e-9c9d-0d0f3a6f2a10", "description": "Un bache", "language": "es"}
    response = desk.post(address(world, "call_file"), data)
    assert response.context["form"].errors.keys() == {"address"}
    assert not ServiceRequest.objects.filter(channel="phone").exists()


def test_her_words_go_on_an_existing_request_with_the_call_named(world, desk):
    desk.post(address(world, "call_attach"), {"reference": world.plain.reference, "text": "Ahora es más grande"})
    reply = world.plain.events.get(kind=EventKind.REPLY)
    assert (reply.text, reply.text_language, reply.actor, reply.interaction) == ("Ahora es más grande", "es", world.agent, world.call)


def test_an_unknown_reference_is_said_at_its_field(world, desk):
    response = desk.post(address(world, "call_attach"), {"reference": "CX-0000-0000-9", "text": "x"})
    assert response.context["attach"].errors.keys() == {"reference"}
