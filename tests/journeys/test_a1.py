"""Scenario A1: a student reports damage from her phone, in her language, and hears of it to the end.

Once with real processes (web, worker, beat) and a real mail server: typed address, photo, sent twice; the letters are read and their links
followed; the department works it and closes it; the survey is answered from the link in the letter. And in the demo city by text message, in
every way to use a phone.
"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone, translation

from accounts.models import Role
from catalog.actions import set_text
from notifications.models import Message
from notifications.words import short_day
from requests_app.actions import close, start
from requests_app.models import ServiceRequest
from requests_app.reference import pretty
from requests_app.status import Outcome, Status
from routing.models import Address
from surveys.actions import invite_closed
from surveys.kpis import Period, r1
from surveys.models import Response
from tests import factories as make
from tests.browser.leaks import english_in
from tests.browser.portal_walk import Walk, draw_photo
from tests.browsers import back
from tests.journeys.desk import Desk
from tests.journeys.figures import answered_with_next_steps, not_in_her_language
from tests.journeys.letters import Letter, Texts
from tests.journeys.people import TOUCH, ways
from tests.journeys.test_outbox_survives import Site, wait_for
from tests.portal.conftest import city  # noqa: F401  (the fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": ("hole", "How big is it?", "Small", "Smells of gas", "The hole broke my bike.", "We filled the hole."),
    "es": ("hoyo", "¿Qué tan grande es?", "Pequeño", "Huele a gas", "El bache rompió mi bicicleta.", "Tapamos el bache."),
    "vi": ("o ga", "Lớn cỡ nào?", "Nhỏ", "Có mùi khí ga", "Ổ gà làm hỏng xe đạp của tôi.", "Chúng tôi đã vá ổ gà."),
}
WORDS = {language: dict(zip(("search", "size", "small", "gas", "hers", "outcome"), words, strict=True)) for language, words in WORDS.items()}
DESCRIPTIONS = {"en": "We fill holes.", "es": "Tapamos los hoyos.", "vi": "Chúng tôi vá các ổ gà."}


@pytest.fixture
def site(static_files, tmp_path, mailbox, city):  # noqa: F811
    size = city.questions.get(code="size")
    small, gas = size.options.order_by("order")
    for language, words in WORDS.items():
        set_text(city, "description", language, DESCRIPTIONS[language], status="reviewed")
        set_text(size, "label", language, words["size"], status="reviewed")
        set_text(small, "name", language, words["small"], status="reviewed")
        set_text(gas, "name", language, words["gas"], status="reviewed")
        set_text(city.department, "name", language, {"en": "Streets", "es": "Calles", "vi": "Sở Đường phố"}[language], status="reviewed")
        set_text(city.group, "name", language, {"en": "Streets", "es": "Calles", "vi": "Đường phố"}[language], status="reviewed")
    city.questions.exclude(pk=size.pk).delete()
    site = Site(tmp_path, settings.EMAIL_PORT)
    site.environment["CX311_CITY_NAME"] = "Sol"
    site.start_valkey()
    site.start("web", "worker", "beat")
    yield site
    site.end()


@pytest.mark.parametrize("language", ["es", "vi", "en"])
def test_from_the_report_to_the_survey(site, mailbox, page, language, tmp_path):
    words = WORDS[language]
    her = Walk(page, site.url, language)

    def letter(number):
        wait_for(lambda: len(mailbox) >= number)
        arrived = Letter(mailbox[number - 1])
        assert arrived.language == language
        assert f'lang="{language}"' in arrived.html
        assert english_in(arrived.text, language) == []
        assert arrived.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        return arrived

    # she finds it and says where, what, and who she is
    her.go(f"/{language}/")
    her.look("home")
    page.fill("#q", words["search"])
    her.button("Search").click()
    her.look("results")
    page.locator("main .row__name").first.click()
    her.look("service")
    page.locator("main a.usa-button").click()
    page.fill("#id_address", "12 Main St")
    her.on()
    her.look("details")
    page.get_by_label(words["gas"]).check()
    page.fill("#id_description", words["hers"])
    her.on()
    her.look("911")
    assert page.locator('a[href="tel:911"]').is_visible()
    page.locator(".back").click()
    page.get_by_label(words["small"]).check()
    her.on()
    her.look("photos")
    page.set_input_files("#photos", draw_photo(tmp_path))
    her.on()
    page.locator("[name=channel][value=email]").check()
    page.fill("#id_email", "ana@example.com")
    page.fill("#id_name", "Ana Ruiz")
    her.look("you")
    her.on()
    her.look("check")

    # sent by a double tap, and once more by going back
    her.button("Send", "a report").dblclick()
    page.wait_for_url("**/done/**")
    her.look("done")
    back(page)
    assert "/done/" in page.url
    made = ServiceRequest.objects.get()
    assert (made.language, made.channel, made.status, made.answers) == (language, "web", Status.SUBMITTED, {"size": "small"})
    assert made.attachments.count() == 1
    assert pretty(made.reference) in page.content()

    # she is told that we have it, and follows it
    received = letter(1)
    assert pretty(made.reference) in received.text
    her.go(received.link("track"))
    her.look("follow")
    assert her.say("We have your request.") in page.content()

    # the department works it; she is told, and writes to it
    clerk = make.user(Role.WORKER)
    start(made, actor=clerk)
    started = letter(2)
    her.go(started.link("track"))
    assert her.say("We are working on it.") in page.locator("h1").inner_text()
    page.locator("summary").filter(has_text=her.say("Say something or add a photo or document")).click()
    page.fill("#id_text", words["hers"])
    her.button("Send", "a message").click()
    assert page.locator("[role=status]").first.inner_text() == her.say("Thank you. We have it, and whoever works on this sees it.")
    assert made.events.filter(kind="reply", text_language=language).count() == 1

    # it ends with an outcome in her language
    close(made, outcome=Outcome.RESOLVED, text=words["outcome"], actor=clerk)
    closed = letter(3)
    assert words["outcome"] in closed.text
    her.go(closed.link("track"))
    assert words["outcome"] in page.content()

    # she is asked how it went, and answers from the letter, once
    invite_closed()
    asked = letter(4)
    her.go(asked.link("survey").split("?")[0] + "?q1=5")
    her.look("survey")
    assert page.locator("[name=q1][value='5']").is_checked()
    assert not Response.objects.exists()
    page.locator("[name=q3][value='4']").check()
    her.button("Send my answers").click()
    assert page.locator("h1").inner_text() == her.say("Thank you for your answers")
    her.go(asked.link("survey"))
    assert page.locator("h1").inner_text() == her.say("We already have your answers")
    answer = Response.objects.get()
    assert (answer.q1, answer.q2, answer.q3, answer.q7, answer.language) == (5, None, 4, None, language)

    wait_for(lambda: not Message.objects.exclude(status="sent").exists())
    assert [(m.kind, m.language, m.fallback_used) for m in Message.objects.order_by("id")] == [
        ("received", language, False), ("status", language, False), ("closed", language, False), ("survey", language, False),
    ]  # fmt: skip
    assert len(mailbox) == 4
    assert her.problems == []


HER_NUMBER = "+18315550187"
DAMAGE = "Rompieron la ventana de mi auto y se llevaron la mochila."
DANGER = "Rompieron la ventana de mi auto. Sale humo y hay fuego adentro."
OUTCOME = "Su número de reporte para el seguro es 26-11873."


@pytest.fixture
def texts(demo, settings):
    settings.SMS_BACKEND = "tests.journeys.letters.provider"
    settings.SMS_QUIET_HOURS = (24, 0)  # never, whatever time it is here
    return Texts()


@ways(TOUCH)
def test_damage_reported_in_the_demo_city_by_text_message(someone, texts, how, tmp_path):
    her = someone("es", how)
    page, hands = her.page, her.hands
    house = Address.objects.order_by("id")[400]

    # where, and what: who writes of a fire is sent to 911 first
    her.find("me rompieron la ventana del carro", "property-damage")
    her.tap("Start")
    her.look("place")
    hands.type("#id_address", house.text)
    her.on()
    her.look("details")
    her.answer(danger="no", what=["car", "window"])
    hands.when("[name=when]", timezone.localtime() - timedelta(hours=3))
    hands.type("#id_description", DANGER)
    her.on()
    her.look("911")
    assert page.locator("a[href='tel:911']").is_visible()
    hands.enter(".back")
    assert page.input_value("#id_description") == DANGER
    hands.type("#id_description", DAMAGE)
    her.on()
    her.look("photos")
    hands.attach("#photos", draw_photo(tmp_path))
    her.on()
    her.look("you")
    her.answer(channel="sms")
    hands.type("#id_phone", "555 01")
    hands.type("#id_name", "Ana Ruiz")
    her.on()
    her.look("you, with an error")
    assert len(her.errors()) == 1
    hands.type("#id_phone", "(831) 555-0187")
    her.on()
    her.look("check")

    # sent twice, and once more by going back: one request
    hands.twice(her.button("Send", "a report"))
    page.wait_for_url("**/done/**")
    her.look("done")
    back(page)
    assert "/done/" in page.url
    made = ServiceRequest.objects.get()
    assert (made.language, made.address, made.description, made.contact.name) == ("es", house.text, DAMAGE, "Ana Ruiz")
    assert (made.department.code, made.attachments.count(), made.is_public) == ("police", 1, False)
    assert pretty(made.reference) in her.told()

    # a text message with a link and a date; the department closes it; the survey
    received = texts.one(HER_NUMBER)
    assert pretty(made.reference) in received.text
    with translation.override("es"):
        assert short_day(made.promised_at) in received.text
    her.go(received.link("track"))
    her.look("follow")
    clerk = Desk.of("non-emergency")
    clerk.do("status", made)
    her.go(texts.one(HER_NUMBER).link("track"))
    her.look("in progress")
    clerk.do("close", made, outcome=Outcome.RESOLVED, text=OUTCOME)
    her.go(texts.one(HER_NUMBER).link("track"))
    her.look("closed")
    assert OUTCOME in her.told()
    invite_closed()
    asked = texts.one(HER_NUMBER).link("survey")
    her.go(asked)
    her.look("survey")
    her.answer(q1="5", q3="4")
    her.press("Send my answers")
    her.look("thank you", again=True)
    assert Response.objects.get().q1 == 5
    assert r1(Period.days(1)).denominator == 1
    assert answered_with_next_steps() == (1, 1)
    assert not_in_her_language() == []
