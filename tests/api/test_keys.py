import pytest
import redis
from django.conf import settings as real_settings

from api import keys
from requests_app.models import ServiceRequest
from tests.api.conftest import errors


@pytest.fixture
def valkey(settings):
    """The real Valkey, without the counters of earlier tests, and a limit of two a minute."""
    settings.API_POSTS_PER_MINUTE = 2
    connection = redis.Redis.from_url(real_settings.REDIS_URL)
    for name in connection.keys("api:*"):
        connection.delete(name)
    keys._valkey.cache_clear()
    yield connection
    keys._valkey.cache_clear()


@pytest.fixture
def in_one_minute(monkeypatch):
    monkeypatch.setattr(keys.time, "time", lambda: 1_800_000_030.0)


def test_a_key_that_files_too_quickly_waits(post, valkey, in_one_minute):
    assert [post(api_key="app-key").status_code for _ in range(2)] == [200, 200]
    answer = post(api_key="app-key", fmt="xml")
    assert answer.status_code == 429
    assert errors(answer) == [(429, "Too many requests in this minute. Please wait 30 seconds.")]
    assert answer["Retry-After"] == "30"
    assert ServiceRequest.objects.count() == 2


def test_the_next_minute_is_free_again_and_counters_go_away(post, valkey, monkeypatch):
    now = 1_900_000_020.0  # a minute that no test in another process counts in
    for minute in range(2):
        monkeypatch.setattr(keys.time, "time", lambda minute=minute: now + 60 * minute)
        assert [post(api_key="app-key").status_code for _ in range(3)] == [200, 200, 429]
    assert all(0 < valkey.ttl(name) <= 120 for name in valkey.keys("api:*"))


def test_demo_key_is_not_limited_in_the_demo_and_unknown_elsewhere(post, valkey, settings):
    assert [post().status_code for _ in range(4)] == [200] * 4
    settings.DEMO, settings.API_KEYS = False, ["app-key"]
    assert post().status_code == 403


def test_a_key_is_not_readable_in_valkey(post, valkey):
    post(api_key="app-key")
    assert not any(b"app-key" in name for name in valkey.keys("*"))


def test_without_valkey_nobody_is_limited(post, settings, tmp_path):
    settings.API_POSTS_PER_MINUTE = 0
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    keys._valkey.cache_clear()
    try:
        assert post(api_key="app-key").status_code == 200
    finally:
        keys._valkey.cache_clear()
