"""Scenario A8: an elderly community leader reports an abandoned vehicle by phone, and her neighbor follows it, in English.

Filed at the call desk; read at twice the size, and on paper; found by the neighbor as reported already, and followed instead of told again;
each hears of it in letters of her own, with links of her own.
"""

import re

import pytest
from django.db.models import F

from accounts.models import Role
from contacts.models import Interaction
from requests_app.models import ServiceRequest
from requests_app.reference import pretty
from requests_app.status import Outcome
from routing.models import Address
from tests.journeys.desk import Desk
from tests.journeys.figures import answered_with_next_steps, expected, not_in_her_language
from tests.journeys.letters import check
from tests.journeys.paper import missing, printed
from tests.journeys.people import TOUCH, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERS, NEIGHBORS = "pearl@example.com", "dora@example.com"
WHAT = "A gray car with flat tires has not moved for three weeks."
OUTCOME = "The car had not moved after the notice, so we had it towed."
TWICE = {"width": 640, "height": 400}  # what a browser makes of a window of 1280 by 800 at 200 %
SMALLEST = """() => Math.min(...[...document.querySelectorAll('main *')].filter(e => e.checkVisibility() && e.offsetWidth > 1
  && [...e.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())).map(e => parseFloat(getComputedStyle(e).fontSize)))"""
LARGE_PRINT = 18 * 4 / 3  # 18 points in pixels


@pytest.fixture
def houses(demo):
    """Two addresses next to each other."""
    one = Address.objects.order_by("id")[200]
    away = (F("lat") - one.lat) * (F("lat") - one.lat) + (F("lon") - one.lon) * (F("lon") - one.lon)
    return one, Address.objects.exclude(pk=one.pk).order_by(away).first()


def file_by_phone(house):
    """She calls 311 and asks for large print; the agent files it while she is on the line."""
    agent = Desk.of("311-calls", Role.AGENT)
    call = re.search(r"\d+", agent.post("calls/start/", caller="+18315550142"))[0]
    her = {"name": "Pearl Whitcomb", "phone": "831 555 0142", "email": HERS, "language": "en"}
    agent.post(f"calls/{call}/caller/", **her, needs="Large print")
    form = agent.get(f"calls/{call}/file/", service="abandoned-vehicle").context["form"]
    agent.post(
        f"calls/{call}/file/", service="abandoned-vehicle", key=form["key"].value(), description=WHAT, address=house.text,
        place=f"{house.lat},{house.lon}", **her, tell_by="email", **{"q-kind": "car", "q-looks": "Gray, flat tires"},
    )  # fmt: skip
    agent.post(f"calls/{call}/wrap-up/", outcome="filed", language="en", note="")
    return ServiceRequest.objects.get()


@ways(TOUCH)
def test_filed_by_phone_followed_by_the_neighbor(someone, letters, houses, how):
    made = file_by_phone(houses[0])
    assert (made.channel, made.contact.name, made.contact.accessibility_needs, made.team.code) == (
        "phone",
        "Pearl Whitcomb",
        "Large print",
        "vehicles",
    )
    assert Interaction.objects.get().outcome == "filed"
    received = letters.one(HERS, "en")
    assert pretty(made.reference) in received.text
    assert expected(made) in received.text

    # she reads how it stands at twice the size: in a window at 200 %, and with large letters on her phone
    for device, enlarge in ((TWICE, False), (None, True)):
        her = someone("en", how, **({"viewport": device} if device else {}))
        her.go(received.link("track"))
        if enlarge:
            her.page.evaluate("document.documentElement.style.fontSize = '200%'")
        her.look("follow")
        assert "We have your request." in her.told()
        assert expected(made) in her.told()

    # and on paper, printed in large print
    her.page.evaluate("document.documentElement.style.fontSize = ''")
    her.page.emulate_media(media="print")
    scale = 1.75
    assert her.page.evaluate(SMALLEST) * scale >= LARGE_PRINT
    her.page.emulate_media(media="null")  # "screen" would come out of the printer too
    sheets, words = printed(her.page, scale)
    assert sheets <= 3
    on_paper = ["We have your request.", pretty(made.reference), made.address, expected(made), WHAT, "311"]
    assert missing(on_paper, words) == []

    # her neighbor wants to report the same car, finds it, and follows it instead
    neighbor = someone("en", how)
    neighbor.find("abandoned car", "abandoned-vehicle")
    neighbor.tap("Start")
    neighbor.look("place")
    neighbor.hands.type("#id_address", houses[1].text)
    neighbor.on()
    neighbor.look("near")
    assert "Pearl" not in neighbor.page.content()
    neighbor.press("It is the same: follow it")
    neighbor.look("follow")
    neighbor.hands.type("#id_point", "dora")
    neighbor.press("Follow this")
    neighbor.look("follow, with an error")
    neighbor.hands.type("#id_point", NEIGHBORS)
    neighbor.press("Follow this")
    neighbor.look("look for our message")
    neighbor.go(letters.one(NEIGHBORS, "en").link("requests/follow/link"))
    neighbor.look("do you want to?")
    neighbor.press("Yes, I want to follow it")
    neighbor.look("the public page")
    assert "Pearl" not in neighbor.page.content()
    assert ServiceRequest.objects.count() == 1

    # each hears of each step, in a letter of her own
    officer = Desk.of("vehicles")
    officer.do("status", made)
    _each_her_own(letters.new(), made)
    officer.do("close", made, outcome=Outcome.RESOLVED, text=OUTCOME)
    closed = letters.new()
    _each_her_own(closed, made)
    her.go(closed[HERS].link("track"))
    her.look("closed")
    assert OUTCOME in her.told()
    neighbor.go(closed[NEIGHBORS].link("requests"))
    neighbor.look("the public page, closed", again=True)
    assert OUTCOME in neighbor.told()
    neighbor.go(closed[NEIGHBORS].link("stop"))
    neighbor.look("stop")
    assert answered_with_next_steps() == (1, 1)
    assert not_in_her_language() == []


def _each_her_own(arrived, made):
    assert set(arrived) == {HERS, NEIGHBORS}
    for letter in arrived.values():
        check(letter, "en")
        assert pretty(made.reference) in letter.text
    hers, neighbors = arrived[HERS], arrived[NEIGHBORS]
    assert made.token in hers.link("track")
    assert made.token not in neighbors.text + neighbors.html
    assert "Pearl" not in neighbors.text + neighbors.html
    assert hers.link("stop") != neighbors.link("stop")
