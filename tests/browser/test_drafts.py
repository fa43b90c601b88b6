"""Never lose it: what she types stays on the device, a lost connection costs nothing, and however she sends, it is one request."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings as installation
from django.utils import timezone
from PIL import Image

from portal.urls import urlpatterns
from requests_app.models import Attachment, SavedReport, ServiceRequest
from tests.browser.axe import violations
from tests.browser.portal_walk import PHONE, Walk, draw_photo
from tests.browsers import back
from tests.portal.conftest import city  # noqa: F401  (the fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('cx311.')))"

HEAR = """() => {
  const says = document.querySelector('[data-progress]'), heard = [];
  new MutationObserver(() => sessionStorage.heard = JSON.stringify([...heard.splice(0), says.textContent].map(text => (heard.push(text), text))))
    .observe(says, {childList: true});
}"""


@pytest.fixture
def her(page, live_server, city, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    return Walk(page, live_server.url, "en")


def kept(page):
    """What is on the device."""
    return page.evaluate(KEPT)


def at_details(her):
    her.go("/en/report/pothole/")
    her.page.fill("#id_address", "12 Main Street")
    her.on()
    her.page.wait_for_selector("#id_description")
    return her.page


def at_photos(her):
    her.go("/en/report/other/")
    her.page.fill("#id_description", "A letter.")
    her.on()
    her.page.wait_for_selector("#photos")
    return her.page


def at_check(her):
    page = at_photos(her)
    her.on()
    page.locator("[name=channel][value=none]").check()
    her.on()
    page.wait_for_url("**/check/**")
    return page


def test_what_is_typed_survives_a_reload(her):
    page = at_details(her)
    page.locator("#id_size_0").check()
    page.fill("#id_description", "Near the school")
    page.reload()
    assert page.input_value("#id_description") == "Near the school"
    assert page.locator("#id_size_0").is_checked()


def test_after_going_back_and_forth_the_newer_words_stand(her):
    page = at_details(her)
    page.locator("#id_size_0").check()
    page.fill("#id_description", "Near the school")
    her.on()
    page.wait_for_selector("#id_depth")
    back(page)
    page.fill("#id_description", "Behind the school")
    page.goto(page.url)
    assert page.input_value("#id_description") == "Behind the school"


def test_words_the_server_has_from_elsewhere_are_not_overwritten(her, browser):
    """She typed here, then sent other words from a second tab: those are newer."""
    page = at_details(her)
    page.fill("#id_description", "Old words")
    record = kept(page)
    other = page.context.new_page()
    other.goto(page.url)
    assert other.input_value("#id_description") == "Old words"
    other.locator("#id_size_0").check()
    other.fill("#id_description", "New words")
    other.locator("#step .actions .usa-button").click()
    other.wait_for_selector("#id_depth")
    page.evaluate("record => Object.entries(record).forEach(([key, value]) => localStorage.setItem(key, value))", record)
    page.goto(page.url)
    assert page.input_value("#id_description") == "New words"


def test_when_the_session_is_over_her_words_come_back_from_the_device(her):
    page = at_details(her)
    page.locator("#id_size_0").check()
    page.fill("#id_description", "Near the school")
    page.context.clear_cookies()
    page.reload()
    assert page.locator("h1").inner_text() == "This form is no longer open"
    day = page.evaluate("new Intl.DateTimeFormat('en', {weekday: 'long', month: 'long', day: 'numeric'}).format()")
    assert f"You began this report on {day}, and what you typed is still on this device." in page.locator(".begun").inner_text()
    assert violations(page) == []
    page.get_by_role("link", name="Go on", exact=True).click()
    assert page.input_value("#id_address") == "12 Main Street"
    her.on()
    assert page.input_value("#id_description") == "Near the school"
    assert page.locator("#id_size_0").is_checked()
    her.on()
    page.wait_for_selector("#id_depth")
    assert len(kept(page)) == 1


def test_the_start_of_the_same_service_offers_to_go_on(her):
    page = at_details(her)
    page.fill("#id_description", "Near the school")
    left = page.url
    her.go("/es/service/pothole/")
    box = page.locator(".begun")
    assert box.is_visible()
    assert violations(page) == []
    box.locator("a").click()
    assert page.url == left.replace("/en/", "/es/")
    assert page.input_value("#id_description") == "Near the school"
    her.go("/en/service/other/")
    assert not page.locator(".begun").is_visible()


def test_forget_it_is_one_press(her):
    page = at_details(her)
    page.fill("#id_description", "Near the school")
    her.go("/en/service/pothole/")
    page.get_by_role("button", name="Delete it from this device").click()
    assert not page.locator(".begun").is_visible()
    assert page.evaluate("document.activeElement.id") == "main"
    assert kept(page) == {}


def test_forget_on_a_step_leaves_nothing_on_the_device(her):
    page = at_details(her)
    page.fill("#id_description", "Near the school")
    page.get_by_role("button", name="Forget what I typed on this device").click()
    page.wait_for_url("**/service/pothole/")
    assert kept(page) == {}
    assert not page.locator(".begun").is_visible()


def test_nothing_about_herself_is_kept_on_the_device(her):
    page = at_details(her)
    page.locator("#id_size_0").check()
    page.fill("#id_description", "Near the school")
    her.on()
    page.fill("#id_depth", "5")
    her.on()
    her.on()
    page.locator("[name=channel][value=email]").check()
    page.fill("#id_email", "ana@example.com")
    page.fill("#id_name", "Ana Ruiz")
    (record,) = (json.loads(value) for value in kept(page).values())
    assert set(record["steps"]) == {"place", "details", "more"}
    assert "ana" not in json.dumps(record).lower()


def test_after_sending_the_device_is_empty(her):
    page = at_check(her)
    assert len(kept(page)) == 1
    her.button("Send", "a report").click()
    page.wait_for_url("**/done/**")
    assert kept(page) == {}


def test_a_record_of_thirty_days_is_gone_at_the_next_visit(her):
    page = at_details(her)
    page.fill("#id_description", "Near the school")
    (key,) = kept(page)
    old = (timezone.now() - timedelta(days=30, seconds=1)).timestamp() * 1000
    page.evaluate("([key, at]) => localStorage.setItem(key, JSON.stringify({...JSON.parse(localStorage[key]), at}))", [key, old])
    her.go("/en/")
    assert kept(page) == {}


def test_offline_she_is_told_and_her_form_goes_out_only_when_she_says_so(her):
    page = at_details(her)
    page.locator("#id_size_0").check()
    page.fill("#id_description", "Near the school")
    says, now = page.locator(".offline [role=status]"), page.get_by_role("button", name="Send now")
    assert says.inner_text() == ""
    page.context.set_offline(True)
    page.wait_for_function("document.querySelector('.offline [role=status]').textContent.startsWith('You are offline.')")
    assert violations(page) == []
    her.on()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "status"
    assert page.input_value("#id_description") == "Near the school"
    assert not now.is_visible()
    page.context.set_offline(False)
    now.wait_for()
    assert says.inner_text() == "The connection is back."
    assert her.step() == "details"
    now.click()
    page.wait_for_selector("#id_depth")


def test_offline_another_page_says_so_in_her_language_and_the_way_back_has_her_words(her):
    page = her.page
    her.go("/vi/report/pothole/")
    page.evaluate("navigator.serviceWorker.ready.then(() => caches.match('/vi/offline/'))")
    page.wait_for_function("caches.match('/vi/offline/').then(Boolean)")
    page.reload()
    page.fill("#id_address", "12 Main Street")
    page.context.set_offline(True)
    page.reload()
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.locator("h1").count() == 1
    assert page.evaluate("getComputedStyle(document.querySelector('.header__bar')).display") == "flex"  # with its styles
    assert 'href="tel:311"' in page.content()
    page.context.set_offline(False)
    page.locator("main .actions a.usa-button").click()
    assert page.input_value("#id_address") == "12 Main Street"
    assert her.step() == "place"


def test_photos_travel_one_by_one_each_small_and_she_hears_how_far_they_are(her, tmp_path):
    page = at_photos(her)
    for n in range(3):
        Image.effect_noise((3000, 2000), 80 + n).convert("RGB").save(tmp_path / f"{n}.jpg", quality=95)
    sizes = []
    page.on("request", lambda request: sizes.append(len(request.post_data_buffer or b"")) if request.method == "POST" else None)
    page.evaluate(HEAR)
    page.set_input_files("#photos", [tmp_path / f"{n}.jpg" for n in range(3)])
    page.locator("button[name=add]").click()
    page.wait_for_selector(".photos img")
    assert page.locator(".photos img").count() == 3
    assert json.loads(page.evaluate("sessionStorage.heard")) == [f"Sending: {n} of 3 sent." for n in range(4)]
    assert len(sizes) == 4
    assert max(sizes) <= 400 * 1024 + 2000
    assert Attachment.objects.count() == 3


def test_a_connection_that_breaks_between_two_photos_costs_none_and_doubles_none(her, tmp_path):
    page = at_photos(her)
    for n, color in enumerate(("red", "green", "blue")):
        Image.new("RGB", (64, 48), color).save(tmp_path / f"{n}.jpg")
    posts = []

    def breaks(route):
        if route.request.method != "POST":
            return route.continue_()
        posts.append(route.request)
        if len(posts) == 2:
            route.fetch()  # it arrives, and its answer is lost
            return route.abort()
        return route.continue_()

    page.route("**/photos/", breaks)
    page.set_input_files("#photos", [tmp_path / f"{n}.jpg" for n in range(3)])
    her.on()
    now = page.get_by_role("button", name="Send now")
    now.wait_for()
    assert page.locator(".offline [role=status]").inner_text().startswith("Your device could not reach us.")
    now.click()
    page.wait_for_url("**/you/**")
    assert Attachment.objects.count() == 3


def test_photos_of_a_form_that_is_over_lead_to_the_page_that_says_so(her, tmp_path):
    page = at_photos(her)
    Image.new("RGB", (64, 48), "red").save(tmp_path / "a.jpg")
    page.set_input_files("#photos", tmp_path / "a.jpg")
    page.context.clear_cookies(name=installation.SESSION_COOKIE_NAME)
    her.on()
    page.wait_for_selector("text=This form is no longer open")
    assert page.locator(".begun").is_visible()
    assert not Attachment.objects.exists()


def test_a_refused_file_is_named_by_the_page_and_the_others_are_kept(her, tmp_path):
    page = at_photos(her)
    (tmp_path / "page.jpg").write_bytes(b"<html>")
    Image.new("RGB", (64, 48), "red").save(tmp_path / "a.jpg")
    page.set_input_files("#photos", [tmp_path / "page.jpg", tmp_path / "a.jpg"])
    her.on()
    page.wait_for_selector("#errors")
    assert page.evaluate("document.activeElement.id") == "errors"
    assert "page.jpg: We could not read this file." in page.locator("#photos-error").inner_text()
    assert page.locator(".photos img").count() == 1
    assert violations(page) == []


def test_the_place_a_photo_was_taken_at_is_read_before_it_is_made_smaller(her, tmp_path):
    page = at_details(her)
    page.locator("#id_size_0").check()
    her.on()
    page.fill("#id_depth", "5")
    her.on()
    exif = Image.Exif()
    exif[0x010F] = "Phone"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (37.0, 3.0, 4.32), "W", (121.0, 57.0, 0.0)
    Image.effect_noise((3000, 2000), 80).convert("RGB").save(tmp_path / "a.jpg", quality=95, exif=exif)
    page.set_input_files("#photos", tmp_path / "a.jpg")
    her.on()
    page.get_by_role("button", name="Use this place").click()
    page.wait_for_selector("text=We have changed the place: Near 120 Main Street.")


def _lose_the_answer(route):
    """What is sent arrives; its answer does not."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        return route.abort()
    return route.continue_()


@pytest.mark.parametrize("way", ["double tap", "back and send again", "a lost answer", "two tabs"])
def test_however_she_sends_it_is_one_request_with_one_reference(her, way):
    page = at_check(her)
    send, address = her.button("Send", "a report"), page.url
    if way == "double tap":
        send.dblclick()
    elif way == "back and send again":
        send.click()
        page.wait_for_url("**/done/**")
        back(page)
        page.goto(address)
    elif way == "two tabs":
        other = page.context.new_page()
        other.goto(address)
        send.click()
        page.wait_for_url("**/done/**")
        other.locator("#step .usa-button").click()
        other.wait_for_url("**/done/**")
        assert other.locator(".confirmation__reference").inner_text() == page.locator(".confirmation__reference").inner_text()
    else:
        page.route(
            "**/check/", lambda route: (route.fetch(max_redirects=0), route.abort())[1] if route.request.method == "POST" else route.continue_()
        )
        send.click()
        page.wait_for_timeout(0)
        page.unroute_all(behavior="wait")
        page.goto(address)
    page.wait_for_url("**/done/**")
    made = ServiceRequest.objects.get()
    assert made.reference in page.locator(".confirmation__reference").inner_text().replace("-", "")
    assert not Attachment.objects.filter(request=None).exists()


def test_without_javascript_she_saves_and_goes_on_on_another_device(browser, live_server, city, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    first, second = (browser.new_context(java_script_enabled=False, viewport=PHONE) for _device in range(2))
    page = first.new_page()
    page.goto(f"{live_server.url}/es/report/other/")
    page.fill("#id_description", "Necesito una carta.")
    page.locator("#step .actions .usa-button").click()
    page.set_input_files("#photos", draw_photo(tmp_path))
    page.locator("button[name=later]").click()
    page.fill("#id_point", "ana@example.com")
    page.locator("main .actions .usa-button").click()
    saved = SavedReport.objects.get()
    assert page.locator("h1").count() == 1
    page.locator("[data-forget] button").click()
    assert "/service/other/" in page.url
    other = second.new_page()
    other.goto(f"{live_server.url}/es/saved/{saved.token}/")
    other.locator("main .actions .usa-button").first.click()
    assert other.locator(".photos img").count() == 1
    other.locator("#step .actions .usa-button").first.click()
    other.locator("[name=channel][value=none]").check()
    other.locator("#step .actions .usa-button").click()
    other.locator("#step .actions .usa-button").click()
    assert "/done/" in other.url
    made = ServiceRequest.objects.get()
    assert (made.description, made.attachments.count()) == ("Necesito una carta.", 1)
    first.close()
    second.close()


def test_a_device_that_keeps_nothing_still_reports(browser, live_server, city):  # noqa: F811
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})")
    page = context.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{live_server.url}/en/report/other/")
    page.fill("#id_description", "A letter.")
    page.locator("#step .actions .usa-button").click()
    page.wait_for_selector("#photos")
    assert wrong == []
    context.close()


def test_the_worker_has_an_address_in_every_language(client, static_files, city):  # noqa: F811
    assert "worker" in {pattern.name for pattern in urlpatterns}
    for code, _name in installation.LANGUAGES:
        response = client.get(f"/{code}/worker.js")
        assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-cache"
        assert re.search(rf'const OFFLINE = "/{code}/offline/";', response.content.decode())
