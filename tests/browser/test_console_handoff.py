"""A call, logged and handed over warm, between two real browsers: accepted once, declined once, timed out once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from contact_center.actions import run_timers
from contact_center.models import Handoff
from contacts.models import Interaction
from requests_app.models import ServiceRequest
from tests import factories as make
from tests.browser.console_desk import Desk
from tests.portal.conftest import city  # noqa: F401  (the fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desks(browser, live_server, city, settings):  # noqa: F811
    """Ada takes calls at 311; Rita works at parks and speaks Spanish. Both have said that they are available."""
    settings.DEMO_SKIPS_MFA = True
    for code in ("calls", "parks"):
        make.department(code, name=code.title())
    make.article("tree-facts", of="parks", title_en="Fallen trees", title_es="Árbol caído", body_en="We take them away.", body_es="Los quitamos.")
    ada = Desk(browser, live_server.url, make.user(Role.AGENT, of="calls", name="Ada Agent"))
    rita = Desk(browser, live_server.url, make.user(Role.WORKER, of="parks", name="Rita Receiver", languages=["es"]))
    for desk in (ada, rita):
        desk.say("Available")
    yield ada, rita
    assert (ada.problems, rita.problems) == ([], [])
    for desk in (ada, rita):
        desk.context.close()


def call_from_rosa(ada):
    """Somebody new calls in Spanish; a request is filed for her while she talks."""
    page = ada.page
    ada.go("/console/calls/")
    page.fill("#desk", "408 555 0123")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Start call from +14085550123").click()
    page.get_by_label("Name").fill("Rosa Peña")
    page.locator("form[action$='/caller/'] select[name=language]").select_option("es")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".caller-name")).to_have_text("Rosa Peña")
    ada.look("call")
    page.locator("body").press("f")
    page.wait_for_url("**/file/**")
    page.locator("#id_service").select_option("pothole")
    page.wait_for_url("**service=pothole**")
    page.fill("#id_address", "14 main")
    page.get_by_label("14 Main Street 95000").check()
    page.fill("#id_description", "Un árbol tapa el bache.")
    page.get_by_label("small").check()
    page.fill("[name=q-depth]", "5")
    ada.look("file a request")
    page.get_by_role("button", name="File it").click()
    page.wait_for_url("**#touched")
    expect(page.locator("#touched")).to_contain_text("Pothole")


def hand_over(ada):
    """From the call, with the packet that the form already knows."""
    page = ada.page
    page.locator("body").press("h")
    page.wait_for_url("**/handoffs/new/**")
    expect(page.locator("#id_need")).to_have_value("Un árbol tapa el bache.")
    page.fill("#id_reason", "A tree of the park")
    page.fill("#id_question", "Please look today")
    page.locator("#id_promised").fill("nothing")
    page.locator(".targets label", has_text="Parks").click()
    expect(page.locator(".announcement:visible .read-out")).to_have_attribute("lang", "es")
    expect(page.locator(".targets label", has_text="Parks")).to_contain_text("1 speaks Español")
    page.get_by_label("I have told her, and she agrees").check()
    ada.look("hand over")
    page.get_by_role("button", name="Offer it").click()
    expect(page.locator("#stand")).to_contain_text("Offered to Parks")
    ada.look("handoff")


def test_accepted(desks):
    ada, rita = desks
    rita.go("/console/queue/?view=open")
    call_from_rosa(ada)
    hand_over(ada)
    expect(rita.page.locator(".live-line")).to_contain_text("1 new offer")
    assert rita.page.title().startswith("(1) ")
    rita.press("o")
    rita.page.wait_for_url("**/offers/*/")
    expect(rita.page.locator(".packet")).to_contain_text("Un árbol tapa el bache.")
    expect(rita.page.locator(".countdown")).to_contain_text(":")
    rita.look("offer")
    rita.press("y")
    case = ServiceRequest.objects.get()
    rita.page.wait_for_url(f"**/requests/{case.reference}/")
    expect(ada.page.locator("#stand")).to_contain_text("Rita Receiver accepted. Parks has it now.")
    case.refresh_from_db()
    assert (case.department.code, case.assignee.name) == ("parks", "Rita Receiver")
    ada.page.get_by_role("link", name="the call").click()
    page = ada.page
    expect(page.locator("#wrap-up [name=outcome]")).to_have_value("handed_over")
    page.fill("#wrap-up [name=note]", "Rosa reported a tree.")
    page.get_by_role("button", name="Wrap up the call").click()
    page.wait_for_url("**/console/calls/")
    call = Interaction.objects.get()
    assert (call.outcome, call.note, call.language_used, call.contact.name) == ("handed_over", "Rosa reported a tree.", "es", "Rosa Peña")


def test_declined_with_a_reason_and_the_words_are_kept_for_the_next_try(desks):
    ada, rita = desks
    call_from_rosa(ada)
    hand_over(ada)
    rita.page.locator(".live-line").click()
    rita.page.wait_for_url("**/offers/*/")
    rita.press("d")
    rita.page.get_by_label("Nobody free now").check()
    rita.page.get_by_label("In a few words").fill("All out on the fallen oak")
    rita.page.get_by_role("button", name="Decline", exact=True).click()
    rita.page.wait_for_url("**/console/handoffs/")
    expect(ada.page.locator("#stand")).to_contain_text("Parks declined: Nobody free now")
    expect(ada.page.locator("#stand")).to_contain_text("All out on the fallen oak")
    ada.page.get_by_role("link", name="Try another team").click()
    expect(ada.page.locator("#id_need")).to_have_value("Un árbol tapa el bache.")
    assert ServiceRequest.objects.get().department.code == "streets"


def test_not_answered_in_time(desks):
    ada, rita = desks
    call_from_rosa(ada)
    hand_over(ada)
    expect(rita.page.locator(".live-line")).to_be_visible()
    assert run_timers(at=timezone.now() + timedelta(hours=1)) == 1
    expect(ada.page.locator("#stand")).to_contain_text("Parks did not answer in time. It is still yours.")
    expect(rita.page.locator(".live-line")).to_have_count(0)
    ada.go("/console/queue/")
    expect(ada.page.locator(".live-line")).to_have_count(0)  # she has seen it on its page
    assert Handoff.objects.get().state == "returned"
    assert ServiceRequest.objects.get().department.code == "streets"
