"""News of an area: asked for, confirmed by a button, told once, to the block, stopped by a link."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.actions import render
from notifications.models import Kind, Message
from requests_app.alerts import alert_stop_token, send_alerts
from requests_app.models import AreaAlert
from tests import factories as f

pytestmark = pytest.mark.django_db
NEWS = "/en/requests/news/"


@pytest.fixture
def north(db):
    f.service()
    return f.district()


def ask(client, email="bo@example.com", language="en", **wanted):
    return client.post(f"/{language}/requests/news/", {"district": "north", "service": "", "email": email, **wanted})


def link(language="en"):
    message = Message.objects.filter(kind=Kind.CONFIRM).latest("id")
    return f"/{language}/requests/news/link/{message.context['link_token']}/"


def confirmed(client, language="en", **wanted):
    ask(client, language=language, **wanted)
    client.post(link(language))
    return AreaAlert.objects.get()


def later():
    return timezone.now() + timedelta(minutes=15)


def letters():
    return list(Message.objects.filter(kind=Kind.ALERT).order_by("id"))


def test_the_list_leads_to_the_form_with_what_it_shows(client, north):
    assert f'href="{NEWS}?district=north"' in client.get("/en/requests/?district=north").content.decode()
    assert client.get(f"{NEWS}?district=north").context["form"]["district"].value() == "north"


def test_nothing_is_sent_before_she_confirms_and_opening_the_link_is_no_confirmation(client, north):
    assert ask(client).status_code == 200
    page = client.get(link()).content.decode()
    assert "North" in page
    f.request()
    assert send_alerts(later()) == 0
    assert AreaAlert.objects.get().confirmed_at is None


def test_after_the_button_she_is_told_of_what_is_new_once(client, north):
    f.request(address="99 Old Street")
    confirmed(client)
    made = f.request(address="1234 Oak Street")
    f.request(lat=None, lon=None)  # in no district
    assert send_alerts(later()) == 1
    assert send_alerts(later() + timedelta(minutes=15)) == 0
    [message] = letters()
    rendered = render(message)
    assert (message.to, rendered.subject) == ("bo@example.com", "1 new report in your area")
    assert "Pothole · 1200–1299 Oak Street" in rendered.text
    assert f"/en/requests/{made.reference}/" in rendered.text
    assert "Old Street" not in rendered.text
    assert "1234" not in rendered.text
    assert made.token not in rendered.html


def test_in_the_language_of_the_page(client, north):
    confirmed(client, language="vi")
    f.request()
    send_alerts(later())
    [message] = letters()
    assert message.language == "vi"
    assert "Ổ gà · 1–99 Main Street" in render(message).text


def test_twenty_at_most_and_it_says_that_there_are_more(client, north):
    confirmed(client)
    for _ in range(21):
        f.request()
    send_alerts(later())
    [message] = letters()
    assert len(message.context["requests"]) == 20
    assert render(message).subject == "More than 20 new reports in your area"


def test_sensitive_requests_are_never_told_of(client, north):
    confirmed(client)
    f.request(of=f.service("encampment", name="Encampment", is_public=False))
    assert send_alerts(later()) == 0


def test_the_stop_link_asks_and_the_button_ends_it(client, north):
    confirmed(client)
    f.request()
    send_alerts(later())
    stop = f"/en/requests/news/stop/{letters()[0].context['stop']}/"
    assert stop in render(letters()[0]).text
    client.get(stop)
    assert AreaAlert.objects.get().stopped_at is None
    assert "any more" in client.post(stop).content.decode()
    f.request()
    assert send_alerts(later() + timedelta(minutes=15)) == 0


def test_a_made_up_stop_link_is_nowhere(client, north):
    alert = confirmed(client)
    assert client.post(f"/en/requests/news/stop/{alert.pk}/").status_code == 404
    assert AreaAlert.objects.get().stopped_at is None


def test_news_of_everything_is_too_much(client, north):
    assert ask(client, district="").status_code == 422
    assert ask(client, email="nobody").status_code == 422
    assert AreaAlert.objects.count() == 0


def test_nobody_can_flood_a_stranger(client, north):
    answers = [ask(client).status_code for _time in range(4)]
    assert answers == [200, 200, 200, 429]
    assert Message.objects.filter(kind=Kind.CONFIRM).count() == 3


def test_asking_in_her_name_starts_nothing_she_stopped_and_changes_nothing_that_runs(client, north):
    alert = confirmed(client)
    ask(client, language="vi")
    assert AreaAlert.objects.get().language == "en"
    client.post(f"/en/requests/news/stop/{alert_stop_token(alert)}/")
    ask(client)
    f.request()
    assert send_alerts(later()) == 0
    assert AreaAlert.objects.get().confirmed_at is None


def test_asking_changes_nothing_about_somebody_we_know(client, north):
    known = f.resident(email="bo@example.com", language="es")
    before = what_we_know_of(known)
    ask(client, language="vi")
    assert what_we_know_of(known) == before


def what_we_know_of(contact):
    return type(contact).objects.filter(pk=contact.pk).values().get()
