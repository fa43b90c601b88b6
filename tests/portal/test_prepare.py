"""What to bring: everybody's lines, those her answers call for, and where to go."""

import pytest

from catalog.models import ChecklistItem, Office
from tests import factories as make


@pytest.fixture
def permit(city):
    service = make.service("permit", name="Permit", name_es="Permiso", name_vi="Giấy phép", cost_en="By size", how_long_en="Six days")
    who = make.question(service, "who", "singlevaluelist", options=["owner", "contractor"], label="Who builds?")
    make.question(service, "why", "text", label="Why?")
    for order, (kind, text, keys) in enumerate(
        (
            ("bring", "A drawing", []),
            ("bring", "Proof that it is yours", ["owner"]),
            ("bring", "A license", ["contractor"]),
            ("fee", "Ten dollars", []),
        )
    ):
        ChecklistItem.objects.create(service=service, order=order, kind=kind, text_en=text, depends_on=who if keys else None, depends_keys=keys)
    office = Office.objects.create(
        code="hall", department=make.department(), name_en="City hall", address="1 First Street", directions_en="Room 2", phone="555"
    )
    office.services.add(service)
    return service


def page(client, language="en", **answers):
    return client.get(f"/{language}/service/permit/prepare/", answers).content.decode()


def test_without_answers_the_list_has_what_everybody_needs(client, permit):
    shown = page(client)
    assert "A drawing" in shown
    assert "Ten dollars" in shown
    assert "Proof that it is yours" not in shown
    assert "Who builds?" in shown
    assert "Why?" not in shown


def test_her_answers_make_the_list(client, permit):
    shown = page(client, who="contractor")
    assert "A license" in shown
    assert "Proof that it is yours" not in shown
    assert "checked" in shown


@pytest.mark.parametrize("answer", ["nonsense", "", "<script>", "\x00"])
def test_an_answer_that_does_not_exist_is_none(client, permit, answer):
    shown = page(client, who=answer)
    assert "A drawing" in shown
    assert "A license" not in shown


def test_the_office_is_shown_with_its_address_hours_and_way(client, permit):
    shown = page(client)
    for words in ("City hall", "1 First Street", "Room 2", "Monday to Friday, 8:00 a.m. to 5:00 p.m."):
        assert words in shown


def test_the_service_leads_there_and_one_without_a_list_does_not(client, permit):
    assert "/en/service/permit/prepare/" in client.get("/en/service/permit/").content.decode()
    assert "prepare" not in client.get("/en/service/pothole/").content.decode()
    assert client.get("/en/service/pothole/prepare/").status_code == 404


def test_nothing_of_it_is_kept(client, permit):
    page(client, who="owner")
    assert dict(client.session) == {}
