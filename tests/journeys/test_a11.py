"""Scenario A11: a concern about people who live in tents, told by who works beside them, in English.

What is sensitive is never shown to the public, and among staff only to those who work on it: no place, no name, not that it exists.
"""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from requests_app.models import ServiceRequest
from requests_app.public import block
from requests_app.reference import pretty
from requests_app.status import Outcome
from routing.models import Address
from tests.journeys.desk import Desk
from tests.journeys.figures import answered_with_next_steps, expected, not_in_her_language
from tests.journeys.people import KEYS, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HER = "june@example.com"
WHAT = "Six tents stand behind our yard. Ask for Ruth Delgado at the gate, she knows everybody."
OUTCOME = "Our outreach workers were there, and three people have moved indoors."


@ways(KEYS)
def test_a_concern_that_nobody_else_sees(someone, letters, how):
    house = Address.objects.order_by("id")[300]
    her = someone("en", how)
    hands = her.hands
    her.find("homeless tents", "encampment")
    her.tap("Start")
    her.look("place")
    hands.type("#id_address", house.text)
    her.on()
    her.look("details")
    her.answer(situation="danger")
    her.on()
    her.look("911")
    assert her.page.locator("a[href='tel:911']").is_visible()
    hands.enter(".back")
    her.answer(situation="tents", concern=["trash", "path-blocked"])
    hands.type("#id_description", WHAT)
    her.on()
    her.look("photos")
    her.on()
    her.look("you")
    her.answer(channel="email")
    hands.type("#id_email", HER)
    hands.type("#id_name", "June Halloran")
    her.on()
    her.look("check")
    her.press("Send", "a report")
    her.look("done")
    made = ServiceRequest.objects.get()
    assert (made.is_public, made.is_restricted, made.team.code, made.address) == (False, True, "outreach", house.text)

    # she is told, with a date, and follows it; the page says that nobody else sees it
    received = letters.one(HER, "en")
    assert expected(made) in received.text
    her.go(received.link("track"))
    her.look("follow")
    assert _shown(made) == []

    # nobody finds it: not by its number, not on the list, not at its place
    stranger = someone("en", how)
    stranger.go("/en/lookup/")
    stranger.look("look up")
    stranger.hands.type("#reference", pretty(made.reference))
    stranger.press("Check")
    stranger.look("nothing found")
    assert stranger.errors() == ["We do not find a request with this number."]
    stranger.go("/en/requests/")
    stranger.look("what others have reported")
    assert "Nothing has been reported here." in stranger.told()
    stranger.go("/en/report/encampment/")
    stranger.hands.type("#id_address", house.text)
    stranger.on()
    assert stranger.step() == "details"

    # among staff, those who work on it and supervisors
    worker = Desk.of("outreach")
    assert worker.sees(made)
    for team, role in (("street-repair", Role.WORKER), ("vehicles", Role.WORKER), ("311-calls", Role.AGENT)):
        assert not Desk.of(team, role).sees(made)
    worker.do("status", made)
    letters.one(HER, "en")
    worker.do("close", made, outcome=Outcome.RESOLVED, text=OUTCOME)
    closed = letters.one(HER, "en")
    assert OUTCOME in closed.text
    her.go(closed.link("track"))
    her.look("closed")
    assert OUTCOME in her.told()
    assert _shown(made) == []
    assert answered_with_next_steps() == (1, 1)
    assert not_in_her_language() == []


def _shown(made):
    """[(address, what it gives away)] of every public page and feed that could tell of a request."""
    client = Client()
    by_number = [
        reverse("portal:one", args=[made.reference]),
        reverse("portal:follow", args=[made.reference]),
        reverse("portal:one_code", args=[made.reference]),
    ]
    assert [client.get(address).status_code for address in by_number] == [404, 404, 404]
    lists = [reverse(f"portal:{name}") for name in ("home", "requests", "feed", "requests_map")]
    lists += [f"{reverse('portal:requests')}?{query}" for query in ("service=encampment", f"district={made.district.code}", "state=closed")]
    lists += [f"{reverse('portal:feed')}?service=encampment", f"{reverse('portal:lookup')}?reference={made.reference}"]
    lists += ["/open311/v2/requests.json", "/open311/v2/requests.xml", f"/open311/v2/requests/{made.reference}.json"]
    secrets = ["June", "Halloran", "Ruth", "Delgado", "Six tents", made.address, block(made.address), made.token, HER]
    shown = []
    for address in lists:
        response = client.get(address)
        words = b"".join(response).decode() if response.streaming else response.content.decode()
        assert response.status_code in (200, 404, 422), address
        shown += [(address, secret) for secret in secrets if secret in words]
        if "lookup" not in address:  # there it is what the stranger typed herself
            shown += [(address, made.reference)] * (made.reference in words and response.status_code == 200)
    return shown
