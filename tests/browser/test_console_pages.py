"""Every console page in a real Chromium: nothing axe finds wrong, nothing too wide on a phone, everything by keyboard, works without JavaScript."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from contacts.actions import start_call
from requests_app import actions
from requests_app.models import EventKind, ServiceRequest
from tests import factories as make
from tests.browser.axe import violations
from tests.browser.console_desk import Desk
from tests.browsers import back

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def work(settings, static_files):
    """Three requests at streets, one of them closed, and Ana who filed them."""
    settings.DEMO_SKIPS_MFA = True
    make.district()
    ana = make.resident(phone="408 555 0123")
    cases = [make.request(contact=ana, description=text) for text in ("Hay un bache grande.", "Un árbol caído.", "Basura en la esquina.")]
    return ana, cases


@pytest.fixture
def desk_of(browser, live_server):
    """desk_of(user): her browser, closed before the database goes away; no page of it may have had a fault."""
    desks = []

    def opened(user=None, **context):
        desks.append(Desk(browser, live_server.url, user or make.user(Role.SUPERVISOR, name="Sue Supervisor"), **context))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.context.close()
    assert [desk.problems for desk in desks] == [[] for _desk in desks]


def pages_of(work):
    ana, cases = work
    reference = cases[0].reference
    return [
        "/console/calls/", "/console/calls/?q=408+555+0123", "/console/queue/?view=open", "/console/queue/?view=mine",
        f"/console/queue/{reference}/?view=open",
        f"/console/requests/{reference}/", f"/console/requests/{cases[2].reference}/", "/console/requests/", "/console/handoffs/",
        f"/console/handoffs/new/?request={reference}", "/console/people/?q=408+555+0123", f"/console/people/{ana.public_id}/", "/console/messages/",
        "/console/figures/?days=365", "/console/settings/", "/console/settings/translations/", "/console/keys/", "/console/nothing/",
        "/account/second-step/", "/account/password/change/",
    ]  # fmt: skip


@pytest.mark.parametrize("looks", ["light", "dark", "phone"])
def test_no_page_has_a_violation_or_is_too_wide(desk_of, work, looks):
    desk = desk_of(**({"color_scheme": "dark"} if looks == "dark" else {}))
    actions.start(work[1][0], actor=make.user(Role.WORKER))
    actions.close(work[1][2], outcome="resolved", text="Recogida.", actor=make.user(Role.WORKER))
    if looks == "phone":
        desk.page.set_viewport_size({"width": 390, "height": 844})
    found = {}
    for path in pages_of(work):
        desk.go(path)
        for verb in desk.page.locator("details.verb").all():
            verb.evaluate("element => (element.name = '', element.open = true)")
        wrong = violations(desk.page)
        if desk.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append("too wide")
        if desk.page.locator("h1").count() != 1:
            wrong.append("not one heading")
        if wrong:
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/account/signup/"])
def test_the_doors_have_no_violation(page, live_server, work, path):
    page.goto(live_server.url + path)
    assert violations(page) == []


def test_a_request_is_worked_from_the_queue_by_keyboard_alone(desk_of, work):
    desk = desk_of()
    page = desk.page
    desk.go("/console/queue/?view=open")
    desk.press("j", "j", "Enter")
    page.wait_for_url("**/queue/CX*/**")
    opened = ServiceRequest.objects.get(reference=page.url.split("/queue/")[1].split("/")[0])
    desk.press("e")
    page.keyboard.type("a note with every letter: tsewmhcx?")
    desk.press("Control+Enter")
    expect(page.locator(".flash")).to_contain_text("Note kept.")
    assert opened.events.get(kind=EventKind.NOTE).text == "a note with every letter: tsewmhcx?"
    desk.press("s")
    expect(page.locator(".flash")).to_contain_text("In progress.")
    desk.press("c", "Space")
    page.get_by_label("Or your own words, in Español").fill("Reparado.")
    desk.press("Control+Enter")
    expect(page.locator(".flash")).to_contain_text("Closed.")
    opened.refresh_from_db()
    assert (opened.status, opened.outcome, opened.outcome_text) == ("closed", "resolved", "Reparado.")
    desk.press("g", "q")
    page.wait_for_url("**/console/queue/")
    desk.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    desk.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()


def test_choosing_another_row_keeps_the_list_where_it_is(desk_of, work):
    desk = desk_of()
    page = desk.page
    desk.go("/console/queue/?view=open")
    page.locator("a.row-link").first.click()
    page.wait_for_url("**/queue/CX*/**")
    page.evaluate("document.querySelector('.split-list').dataset.same = 'yes'")
    page.locator(".slips a").nth(1).click()
    expect(page.locator(".slips a").nth(1)).to_have_attribute("aria-current", "true")
    assert page.locator(".split-list").get_attribute("data-same") == "yes"
    back(page)
    page.wait_for_load_state()
    expect(page.locator(".slips a").first).to_have_attribute("aria-current", "true")


def test_letters_do_nothing_when_they_are_turned_off(desk_of, work):
    desk = desk_of()
    desk.go("/console/keys/")
    desk.page.get_by_role("button", name="Turn them off").click()
    expect(desk.page.get_by_text("The letter keys are off.")).to_be_visible()
    desk.press("g", "q", "?")
    expect(desk.page.locator("dialog#keys")).to_be_hidden()
    assert desk.page.url.endswith("/console/keys/")


def test_what_was_typed_survives_a_reload(desk_of, work):
    desk = desk_of()
    desk.go(f"/console/requests/{work[1][0].reference}/")
    desk.page.get_by_label("Note for staff").fill("half a thought")
    desk.page.reload()
    expect(desk.page.get_by_label("Note for staff")).to_have_value("half a thought")


def test_the_letter_is_shown_before_it_is_sent(desk_of, work):
    desk = desk_of()
    page = desk.page
    desk.go(f"/console/requests/{work[1][0].reference}/")
    desk.press("m")
    page.get_by_label("Message to the resident").fill("Vamos el jueves.")
    page.get_by_role("button", name="See the letter first").first.click()
    expect(page.locator("#letter-message .exact")).to_contain_text("Vamos el jueves.")
    expect(page.locator("#letter-message .exact")).to_have_attribute("lang", "es")


def test_an_assignment_can_be_undone(desk_of, work):
    desk = desk_of()
    desk.go(f"/console/requests/{work[1][0].reference}/")
    desk.press("t")
    expect(desk.page.locator(".flash")).to_contain_text("Given to Sue Supervisor.")
    desk.page.get_by_role("button", name="Undo").click()
    expect(desk.page.locator(".flash")).to_contain_text("Undone.")
    work[1][0].refresh_from_db()
    assert work[1][0].assignee is None


def test_everything_works_without_javascript(desk_of, work):
    desk = desk_of(java_script_enabled=False)
    page = desk.page
    desk.go("/console/queue/?view=open")
    page.locator("a.row-link").first.click()
    page.get_by_label("Note for staff").fill("By plain form")
    page.get_by_role("button", name="Keep note").click()
    assert "Note kept." in page.locator(".flash").inner_text()
    page.locator("summary", has_text="Close").click()
    page.get_by_label("Resolved", exact=True).check()
    page.get_by_label("Or your own words, in Español").fill("Reparado.")
    page.get_by_role("button", name="Close request").click()
    assert "Closed." in page.locator(".flash").inner_text()


def test_two_pages_of_the_same_request_the_second_to_send_is_told(desk_of, work):
    desk = desk_of()
    case = work[1][0]
    desk.go(f"/console/requests/{case.reference}/")
    actions.close(case, outcome="resolved", text="Reparado.", actor=make.user(Role.WORKER))
    desk.press("m")
    desk.page.get_by_label("Message to the resident").fill("Vamos el jueves.")
    desk.page.get_by_role("button", name="Send", exact=True).click()
    expect(desk.page.get_by_role("alert")).to_contain_text("Nothing was changed.")
    assert not case.events.filter(kind=EventKind.MESSAGE).exists()


def test_a_call_page_has_no_violation(desk_of, work):
    agent = make.user(Role.AGENT, of="calls", name="Ada Agent")
    make.article()
    call = start_call(agent=agent, caller="+14085550123", language="es")
    desk = desk_of(agent)
    desk.go(f"/console/calls/{call.pk}/?q=pothole")
    desk.look("call with answers")
    desk.press("1")
    expect(desk.page.locator(".flash")).to_contain_text("Question answered")
    call.refresh_from_db()
    assert call.article.slug == "pothole-facts"
