"""Not twice, on a phone: a neighbor follows instead of telling again, by touch and by keyboard alone; a helper reports for somebody else."""

import re

import pytest

from notifications.models import Message
from requests_app.models import ServiceRequest
from tests import factories as make
from tests.browser.portal_walk import Walk
from tests.portal.conftest import city  # noqa: F401  (the fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def her(page, live_server, city, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    make.request(of=city, contact=make.resident(), address="14 Main Street", lat=37.05014, lon=-121.95, answers={"size": "small"}, language="en")
    return Walk(page, live_server.url, "en")


def letter(kind):
    return Message.objects.filter(kind=kind).latest("id")


def test_a_neighbor_follows_instead_of_telling_again(her):
    page, earlier = her.page, ServiceRequest.objects.get()
    her.go("/en/report/pothole/")
    page.fill("#id_address", "12 Main Street")
    her.on()
    her.look("near")
    her.button("It is the same: follow it").click()
    her.look("follow")
    her.button("Follow this").click()
    her.look("follow, empty")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.fill("#id_point", "lan@example.com")
    her.button("Follow this").click()
    her.look("look for our message")
    page.fill("#id_code", letter("confirm").context["code"])
    her.button("Follow this").click()
    page.wait_for_url(f"**/requests/{earlier.reference}/")
    assert page.locator(".box--good").inner_text() == "You and 1 other follow this."
    assert ServiceRequest.objects.count() == 1
    assert not earlier.followers.get(is_reporter=False).is_waiting
    assert her.problems == []


def test_by_keyboard_alone_mine_is_different_and_goes_on(her):
    page, press = her.page, her.page.keyboard.press

    def to(selector, limit=60):
        for _ in range(limit):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", f"{selector} shows no focus"
                return
            press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab")

    her.go("/en/report/pothole/")
    to("#id_address")
    page.keyboard.type("12 Main Street")
    press("Enter")
    page.wait_for_url("**/near/")
    to("[name=follow]")
    to(".actions .usa-button")
    press("Enter")
    page.wait_for_url("**/details/")
    assert ServiceRequest.objects.count() == 1


def test_by_keyboard_alone_she_follows_it(her):
    page, press = her.page, her.page.keyboard.press

    def to(selector, limit=60):
        for _ in range(limit):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab")

    her.go("/en/report/pothole/")
    to("#id_address")
    page.keyboard.type("12 Main Street")
    press("Enter")
    page.wait_for_url("**/near/")
    to("[name=follow]")
    press("Space")
    page.wait_for_url("**/follow/?report=*")
    to("#id_point")
    page.keyboard.type("lan@example.com")
    press("Enter")
    page.wait_for_url("**/follow/code/")
    to("#id_code")
    page.keyboard.type(letter("confirm").context["code"])
    press("Enter")
    page.wait_for_url(re.compile(r"/requests/\w+/$"))
    assert ServiceRequest.objects.get().followers.filter(is_waiting=False).count() == 2


def test_a_helper_reports_for_somebody_else_and_confirms_the_number(her):
    page = her.page
    her.go("/en/report/other/")
    page.fill("#id_description", "A stray dog")
    her.on()
    her.on()
    her.look("you")
    her.button("It is for somebody else").click()
    her.look("for somebody else")
    her.on()
    her.look("for somebody else, empty")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.fill("#id_other_name", "Lan Tran")
    page.locator("[name=other_channel][value=sms]").check()
    page.fill("#id_other_phone", "408 555 0123")
    page.select_option("#id_other_language", "vi")
    page.get_by_label("This person agrees that I report this, and gets the messages.").check()
    page.fill("#id_name", "Kim Tran")
    page.locator("[name=channel][value=email]").check()
    page.fill("#id_email", "kim@example.com")
    her.on()
    her.look("check")
    her.button("Send", "a report").click()
    page.wait_for_url("**/done/**")
    her.look("done")
    made = ServiceRequest.objects.latest("id")
    assert (made.contact.name, made.language) == ("Lan Tran", "vi")
    page.fill("#id_code", Message.objects.get(to="+14085550123").context["code"])
    her.button("Confirm the address").click()
    page.wait_for_selector("[role=status] >> text=Thank you. The address is confirmed")
    assert page.locator("#id_code").count() == 0
    assert her.problems == []
