"""Signing in: no second step, no page; nobody signs up; a session ends by itself."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as live
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from tests import factories as make
from tests.proofs import nothing_written

PASSWORD = "a-long-test-password"


@pytest.fixture
def wanda(db):
    """A real account: not a demo one, so that the second step is always asked for."""
    user = make.user(Role.WORKER, name="Wanda Worker")
    User.objects.filter(pk=user.pk).update(is_demo=False)
    return User.objects.get(pk=user.pk)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(client, user):
    return client.post("/account/login/", {"login": user.email, "password": PASSWORD})


def test_an_account_without_a_second_step_sees_no_page_but_where_to_set_it_up(client, wanda):
    assert sign_in(client, wanda).headers["Location"] == "/console/"
    for address in ("/console/queue/", "/console/keys/", "/console/live/", "/settings/"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, "/account/second-step/")
    page = client.get("/account/second-step/")
    assert page.status_code == 200
    assert "Set up the app" in page.content.decode()


def test_a_demo_account_skips_the_second_step_only_where_the_setting_says_so(as_, settings, wanda):
    demo = make.user(Role.WORKER)
    assert as_(demo).get("/console/queue/").status_code == 200
    settings.DEMO_SKIPS_MFA = False
    assert as_(demo).get("/console/queue/").status_code == 302
    settings.DEMO_SKIPS_MFA = True
    assert as_(wanda).get("/console/queue/").status_code == 302


def test_with_an_authenticator_app_the_code_is_asked_at_every_sign_in(client, wanda):
    secret = generate_totp_secret()
    TOTP.activate(wanda, secret)
    assert sign_in(client, wanda).headers["Location"].startswith("/account/second-step/authenticate/")
    assert client.get("/console/queue/").headers["Location"].startswith("/account/login/")
    assert client.post("/account/second-step/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/console/queue/").status_code == 302
    assert client.post("/account/second-step/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/console/queue/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(as_, wanda):
    Authenticator.objects.create(user=wanda, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    assert as_(wanda).get("/console/queue/").headers["Location"] == "/account/second-step/"


def test_nobody_signs_up(client, db):
    with nothing_written():
        response = client.post("/account/signup/", {"email": "eve@example.com", "password1": PASSWORD})
    assert "An administrator makes the accounts" in response.content.decode()
    assert not User.objects.filter(email="eve@example.com").exists()


def test_an_account_that_is_switched_off_cannot_sign_in(client, wanda):
    User.objects.filter(pk=wanda.pk).update(is_active=False)
    sign_in(client, wanda)
    assert "_auth_user_id" not in client.session


def test_half_an_hour_without_use_ends_the_session_and_heartbeats_do_not_count(db, as_):
    browser = as_(make.user(Role.AGENT, of="calls"))
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        assert browser.get("/console/queue/").status_code == 200
        for _quarter in range(2):
            clock.shift(timedelta(minutes=14))
            assert browser.post("/console/heartbeat/").status_code == 204
        clock.shift(timedelta(minutes=4))
        response = browser.get("/console/queue/?view=over")
    assert response.status_code == 302
    assert response.headers["Location"] == "/account/login/?next=/console/queue/%3Fview%3Dover"
    assert "_auth_user_id" not in browser.session


def test_who_works_on_stays_signed_in_but_not_longer_than_the_longest_session(db, as_):
    browser = as_(make.user(Role.WORKER))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _turn in range(int(live.CONSOLE_SESSION_HOURS * 60 / 20)):
            assert browser.get("/console/keys/").status_code == 200
            clock.shift(timedelta(minutes=20))
        assert browser.get("/console/keys/").status_code == 200
        clock.shift(timedelta(minutes=1))
        assert browser.get("/console/keys/").status_code == 302


def test_a_part_of_a_page_asked_for_after_the_session_sends_the_whole_page_to_the_sign_in(client, db):
    response = client.get("/console/live/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith("/account/login/")


def test_a_wrong_password_says_so_without_telling_whether_the_account_exists(client, wanda):
    wrong = client.post("/account/login/", {"login": wanda.email, "password": "something else here"}).content.decode()
    unknown = Client().post("/account/login/", {"login": "who@example.com", "password": "something else here"}).content.decode()
    sentence = "The email address and/or password you specified are not correct."
    assert sentence in wrong
    assert sentence in unknown


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/account/signup/"])
def test_the_doors_are_in_our_own_clothes(client, db, address):
    page = client.get(address).content.decode()
    assert "build/console." in page
