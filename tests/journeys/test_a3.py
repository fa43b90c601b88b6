"""Scenario A3, as far as the city's own side: a family applies for an affordable home, in Spanish.

The list of papers by mail; the application begun on the phone, with answers we cannot take, with a PDF and a photo; saved, and gone on with on
another phone; sent from both, and there once; followed; decided by the department, and told.
"""

import pytest

from requests_app.models import SavedReport, ServiceRequest
from requests_app.reference import pretty
from requests_app.status import Outcome, Status
from tests.browser.portal_walk import draw_photo
from tests.journeys.desk import Desk
from tests.journeys.figures import answered_with_next_steps, expected, not_in_her_language
from tests.journeys.paper import missing
from tests.journeys.people import PLAIN, ways
from tests.requests_app import hostile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HER = "elena@example.com"
WHAT = "Somos dos adultos y dos niños, y tenemos que dejar nuestro apartamento en mayo."
OUTCOME = "Su solicitud está completa. Su número en la lista es el 4127."
PAPERS = [
    "Una identificación con foto de cada adulto", "Actas de nacimiento o papeles de la escuela", "Declaración de que no tiene ingresos",
    "El aviso para dejar la vivienda", "Gratis. Nadie puede pedirle dinero por entrar en la lista.",
]  # fmt: skip
OTHERS = ["talones de pago", "Su contrato de renta y los últimos 3 recibos"]


@ways(PLAIN)
def test_a_family_applies_for_a_home(someone, letters, how, tmp_path):
    her = someone("es", how)
    page, hands = her.page, her.hands

    # she finds it, and makes the list of papers from her own answers
    her.find("solicitar vivienda", "housing-application")
    her.tap("Make your own list: what to bring, what it costs and where to go")
    her.look("prepare")
    her.answer(household="children", income="no-income", living="must-leave")
    her.press("Make my list")
    her.look("her list", again=True)
    assert missing(PAPERS, her.told("#list")) == []
    assert missing(OTHERS, her.told("#list")) == OTHERS
    assert her.offices() == ["housing-help"]
    hands.type("#id_point", HER)
    her.press("Send me this list")
    her.look("list sent", again=True)
    papers = letters.one(HER, "es")
    assert missing(PAPERS, papers.text) == []
    her.go(papers.link("service"))
    her.look("her list from the letter", again=True)
    assert missing(PAPERS, her.told("#list")) == []

    # she begins: what she has answered stands there; what we cannot take is said beside it, in Spanish, and nothing typed is lost
    her.tap("Start online")
    her.look("details")
    assert her.chosen() == {"household": ["children"], "income": ["no-income"], "living": ["must-leave"]}
    hands.type("[name=people]", "cuatro")
    hands.type("#id_description", WHAT)
    her.on()
    her.look("details, with errors")
    assert her.errors() == [her.say("Enter a number, like 3 or 2.5."), her.say("Answer this question.")]
    assert page.input_value("[name=people]") == "cuatro"
    assert page.input_value("#id_description") == WHAT
    hands.type("[name=people]", "4")
    her.answer(bedrooms="two")
    her.on()
    her.look("photos")
    paper = tmp_path / "aviso.pdf"
    paper.write_bytes(hostile.pdf())
    hands.attach("#photos", paper, draw_photo(tmp_path))
    her.press("Add and look at it first")
    her.look("photos, two files", again=True)
    assert page.locator(".photos li").count() == 2

    # she saves it, and goes on with another phone
    her.press("Save and go on later")
    her.look("save")
    hands.type("#id_point", "elena")
    her.press("Send me the link")
    her.look("save, with an error", again=True)
    hands.type("#id_point", HER)
    her.press("Send me the link")
    her.look("saved")
    link = letters.one(HER, "es").link("saved")
    other = someone("es", how)
    other.go(link)
    other.look("go on?")
    other.press("Go on")
    other.look("photos, on the other phone")
    assert other.page.locator(".photos li").count() == 2
    other.on()
    other.look("you")
    other.answer(channel="email")
    other.hands.type("#id_email", "elena@")
    other.on()
    other.look("you, with an error")
    assert other.errors() == [her.say("Enter an e-mail address like name@example.com.")]
    other.hands.type("#id_email", HER)
    other.hands.type("#id_name", "Elena Robles")
    other.on()
    other.look("check")
    her.tap("Go on now")
    her.on()
    her.answer(channel="email")
    hands.type("#id_email", HER)
    her.on()
    for one in (other, her):
        assert WHAT in one.told()

    # both are sent, and it is there once
    other.press("Send", "a report")
    other.look("done")
    her.press("Send", "a report")
    her.look("done")
    made = ServiceRequest.objects.get()
    assert pretty(made.reference) in her.told()
    assert pretty(made.reference) in other.told()
    assert (made.language, made.channel, made.status, made.is_restricted) == ("es", "web", Status.SUBMITTED, True)
    assert made.answers == {"people": 4, "bedrooms": "two", "household": ["children"], "income": ["no-income"], "living": "must-leave"}
    assert made.description == WHAT
    assert sorted(made.attachments.values_list("content_type", flat=True)) == ["application/pdf", "image/jpeg"]
    assert SavedReport.objects.get().data == {"service": "housing-application"}
    her.go(link)
    assert "/done/" in her.page.url

    # she is told with a date, follows it, and hears how it ended
    received = letters.one(HER, "es")
    assert pretty(made.reference) in received.text
    assert expected(made) in received.text
    other.go(received.link("track"))
    other.look("follow")
    assert her.say("We have your request.") in other.told()
    clerk = Desk.of("housing-help")
    clerk.do("status", made)
    other.go(letters.one(HER, "es").link("track"))
    other.look("in progress")
    clerk.do("close", made, outcome=Outcome.RESOLVED, text=OUTCOME)
    closed = letters.one(HER, "es")
    assert OUTCOME in closed.text
    other.go(closed.link("track"))
    other.look("closed")
    assert OUTCOME in other.told()
    assert answered_with_next_steps() == (1, 1)
    assert not_in_her_language() == []
