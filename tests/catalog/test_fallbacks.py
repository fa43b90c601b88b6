"""What people were shown in another language is counted, without costing a page, and becomes nobody's error."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department
from catalog import fallbacks
from catalog.actions import set_text
from catalog.models import AnswerTemplate, FallbackSeen
from catalog.queries import current
from notifications.actions import send_due
from notifications.models import Message
from requests_app.actions import close, follow
from tests import factories as make
from tests.proofs import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counting(settings):
    settings.FALLBACK_SECONDS = 0
    fallbacks._held.clear()
    fallbacks._next_write = 0.0
    yield
    fallbacks._held.clear()


@pytest.fixture
def pothole(static_files):
    service = make.service(description_en="We fill holes.")
    Department.objects.update(name_es="Calles", name_vi="Đường phố")
    return service


def seen():
    return list(FallbackSeen.objects.order_by("model", "field", "language").values_list("model", "object_id", "field", "language", "times"))


def test_a_page_counts_each_of_its_fallbacks_once(client, pothole):
    assert client.get("/vi/service/pothole/").status_code == 200
    assert seen() == [("catalog.service", pothole.pk, "description", "vi", 1)]
    client.get("/vi/service/pothole/")
    client.get("/es/service/pothole/")
    assert seen() == [("catalog.service", pothole.pk, "description", "es", 1), ("catalog.service", pothole.pk, "description", "vi", 2)]


def test_a_page_in_the_source_language_counts_nothing(client, pothole):
    client.get("/en/service/pothole/")
    assert seen() == []


def test_the_console_counts_nothing(pothole):
    with fallbacks.noticing() as outside:
        current().service("pothole").description.best("vi")
    assert outside == {("catalog.service", pothole.pk, "description", "vi")}
    current().service("pothole").description.best("vi")  # outside of a page
    assert seen() == []


def test_what_is_held_is_written_in_one_statement_and_at_most_every_few_seconds(settings):
    settings.FALLBACK_SECONDS = 600
    fallbacks.hold({("catalog.service", number, "name", "vi") for number in range(50)}, "portal")
    with CaptureQueriesContext(connection) as first:
        fallbacks.write_due()
    assert len([query for query in first if "INSERT" in query["sql"]]) == 1
    fallbacks.hold({("catalog.service", 1, "name", "vi")}, "portal")
    with CaptureQueriesContext(connection) as second:
        fallbacks.write_due()
    assert len(second) == 0
    assert FallbackSeen.objects.count() == 50


def test_a_failure_to_count_costs_no_page_and_no_count(client, pothole, monkeypatch, caplog):
    monkeypatch.setattr(fallbacks, "WRITE", "SELECT nothing FROM nowhere WHERE %s = %s OR %s = %s OR %s IS NULL")
    assert client.get("/vi/service/pothole/").status_code == 200
    assert "Fallbacks could not be counted now" in caplog.text
    monkeypatch.undo()
    fallbacks._next_write = 0.0
    client.get("/vi/service/pothole/")
    assert seen() == [("catalog.service", pothole.pk, "description", "vi", 2)]


def test_it_is_logged_with_where_and_what(client, pothole, caplog):
    caplog.set_level("INFO", "catalog.fallbacks")
    client.get("/vi/service/pothole/")
    assert f"fallback_used surface=portal text=catalog.service:{pothole.pk}:description language=vi times=1" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_write_at_once_lose_no_count():
    shown = {("portal", "catalog.service", number, "name", "vi"): 1 for number in range(200)}
    at_once(lambda: fallbacks._write(shown), lambda: fallbacks._write(dict(reversed(shown.items()))))
    assert set(FallbackSeen.objects.values_list("times", flat=True)) == {2}
    assert FallbackSeen.objects.count() == 200


def test_a_letter_counts_its_fallbacks_and_says_that_it_used_one(pothole, mailbox):
    make.request(of=pothole, contact=make.resident(), language="ar")
    send_due()
    assert [message.fallback_used for message in Message.objects.all()] == [True]
    assert ("catalog.service", pothole.pk, "name", "ar", 1) in seen()
    assert len(mailbox) == 1


def test_a_missing_answer_template_is_flagged_counted_and_the_text_ends_the_task(pothole, mailbox):
    """Failure scenario F4."""
    request = make.request(of=pothole, contact=make.resident(), language="en")
    follow(request, make.resident(email="lan@example.com", name="Lan", language="vi"), language="vi")
    template = AnswerTemplate.objects.create(code="filled", outcome="resolved", title_en="Filled", text_en="The pothole is filled.")
    close(request, outcome="resolved", template="filled", actor=make.user())
    send_due()
    assert not Message.objects.get(kind="closed", language="en").fallback_used
    closed = Message.objects.get(kind="closed", language="vi")
    assert closed.fallback_used
    assert '<span lang="en" dir="ltr">The pothole is filled.</span>' in closed.html
    assert ("catalog.answertemplate", template.pk, "text", "vi", 1) in seen()
    set_text(template, "text", "vi", "Ổ gà đã được lấp.")
    assert [row for row in seen() if row[0] == "catalog.answertemplate"] == []


def test_every_part_of_a_page_that_is_not_hers_is_marked_and_explained(client, pothole):
    set_text(pothole, "next_steps", "en", "We look.\nWe fill.")
    page = client.get("/vi/service/pothole/").content.decode()
    mark = '<span class="not-translated" lang="en" dir="ltr">'
    assert f"<li>{mark}We look.</span></li>" in page
    assert f"{mark}We fill holes.</span>" in page
    assert page.count('class="box not-translated-note"') == 1
    assert "not-translated" not in client.get("/en/service/pothole/").content.decode()


def test_in_a_list_of_choices_the_mark_is_on_the_choice(client, pothole):
    page = client.get("/ar/requests/").content.decode()
    assert '<option value="pothole" lang="en" dir="ltr">Pothole</option>' in page
    assert '<option value="pothole" lang="en" dir="ltr">Pothole</option>' in client.get("/ar/requests/news/").content.decode()
