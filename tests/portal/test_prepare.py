"""What to bring: everybody's lines, those her answers call for, and where to go."""

import re

import pytest

from catalog.models import ChecklistItem, Office, Option, Service
from contacts.models import Contact, ContactPoint
from notifications.actions import render, send_due
from notifications.models import Message
from tests import factories as make
from tests.proofs import nothing_written


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


def test_a_line_says_where_one_goes_for_it_and_which_service_gives_it(client, permit):
    counter = Office.objects.create(code="counter", department=make.department("parks", name="Parks"), name_en="Tree counter", address="9 Oak Street")
    counter.services.add(make.service("tree", name="Tree permit"))
    line = ChecklistItem.objects.get(text_en="A license")
    line.office, line.leads_to = counter, make.service("tree")
    line.save()
    assert "Tree counter" not in page(client)
    shown = page(client, who="contractor")
    assert 'href="#office-counter"' in shown
    assert 'href="/en/service/tree/"' in shown
    assert shown.index("1 First Street") < shown.index("9 Oak Street")


def test_what_another_answer_rules_out_is_not_asked_and_does_not_count(client, permit):
    who = permit.questions.get(code="who")
    make.question(permit, "size", "singlevaluelist", options=["large"], label="How large?", depends_on=who, depends_keys=["contractor"])
    size = permit.questions.get(code="size")
    ChecklistItem.objects.create(service=permit, order=9, kind="bring", text_en="A crane", depends_on=size, depends_keys=["large"])
    assert "How large?" in page(client)
    assert "A crane" in page(client, size="large")
    assert "A crane" in page(client, size="large", who="contractor")
    shown = page(client, size="large", who="owner")
    assert "How large?" not in shown
    assert "A crane" not in shown


def test_the_short_link_makes_the_same_list(client, permit):
    option = Option.objects.get(key="contractor")
    shown = page(client, o=str(option.pk))
    assert "A license" in shown
    assert "checked" in shown
    assert f'action="/en/service/permit/prepare/?o={option.pk}"' in shown


@pytest.mark.parametrize("short", ["", "x", "0", "99999999999999999999", "1.2.3." * 50, "²", "-1", "\x00"])
def test_a_short_link_that_means_nothing_is_the_list_of_everybody(client, permit, short):
    shown = page(client, o=short)
    assert "A drawing" in shown
    assert "A license" not in shown


def test_the_report_begins_with_what_she_has_answered_for_her_list(client, permit):
    who = permit.questions.get(code="who")
    make.question(permit, "state", "singlevaluelist", options=["here", "elsewhere"], label="Where from?", depends_on=who, depends_keys=["contractor"])
    ChecklistItem.objects.create(
        service=permit, order=9, kind="bring", text_en="A bond", depends_on=permit.questions.get(code="state"), depends_keys=["elsewhere"]
    )
    Service.objects.filter(pk=permit.pk).update(needs_place=False)
    address = re.search(r'href="(/en/report/permit/\?o=[\d.]+)"', page(client, who="contractor", state="elsewhere"))[1]
    details = client.get(address).headers["Location"]
    assert re.search(r'<input[^>]* value="contractor"[^>]* checked', client.get(details).content.decode())
    more = client.post(details, {"who": "contractor"}).headers["Location"]
    assert more.endswith("/more/")
    assert "checked" in client.get(more).content.decode()


def test_the_report_of_everybodys_list_begins_empty(client, permit):
    assert 'href="/en/report/permit/"' in page(client)
    Service.objects.filter(pk=permit.pk).update(needs_place=False)
    for short in ("?o=", "?o=0", "?o=x.1"):
        assert "checked" not in client.get(client.get(f"/en/report/permit/{short}").headers["Location"]).content.decode()


def send(client, point, *, language="es", options="", **data):
    return client.post(f"/{language}/service/permit/prepare/?o={options}", {"point": point, **data})


def test_the_list_is_mailed_in_the_language_of_the_page_and_nothing_else_is_kept(client, permit, mailbox):
    option = Option.objects.get(key="contractor")
    ChecklistItem.objects.filter(text_en="A license").update(text_es="Una licencia")
    response = send(client, "ANA@example.com", options=option.pk)
    assert response.status_code == 200
    assert "ana@example.com" in response.content.decode().casefold()
    assert send_due() == 1
    letter = mailbox[0]
    words = letter.get_body(("plain",)).get_content()
    assert (letter["To"], letter["Content-Language"]) == ("ana@example.com", "es")
    for expected in ("Una licencia", "1 First Street", "555", "Permiso", f"/es/service/permit/prepare/?o={option.pk}"):
        assert expected in words
    assert "Proof that it is yours" not in words
    assert (Contact.objects.count(), ContactPoint.objects.count()) == (0, 0)
    assert "ana@example.com" not in str(list(Message.objects.values()))
    assert dict(client.session) == {}


def test_or_sent_as_a_short_text_message_with_the_link(client, permit):
    send(client, "408 555 0123", language="vi")
    message = Message.objects.get()
    text = render(message).text
    assert (message.channel, message.to, message.language) == ("sms", "+14085550123", "vi")
    assert text.endswith("/vi/service/permit/prepare/")
    assert len(text) <= 134


@pytest.mark.parametrize("point", ["", "  ", "555", "ana@", "\x00"])
def test_an_address_that_is_none_is_said_and_nothing_is_written(client, permit, point):
    with nothing_written():
        assert send(client, point).status_code == 422


def test_nobody_can_flood_a_stranger(client, permit):
    lists = ["", *Option.objects.filter(question__service=permit).values_list("pk", flat=True)]
    answers = [send(client, "bo@example.com", options=options).status_code for options in lists]
    assert answers == [200, 200, 429]
    assert Message.objects.count() == 2


def test_one_place_cannot_write_to_many(client, permit):
    answers = [send(client, f"bo{n}@example.com").status_code for n in range(21)]
    assert answers == [200] * 20 + [429]


def test_whoever_asked_us_to_stop_gets_none_and_nobody_can_tell(client, permit):
    ana = make.resident()
    ana.points.update(stopped_at="2026-01-01T00:00:00Z")
    assert send(client, "ana@example.com").status_code == 200
    assert Message.objects.count() == 0
