"""The traps of an Open311 server: redirects, cookies, formats of errors, headers."""

import pytest

from requests_app.models import ServiceRequest
from tests.api.conftest import BASE, errors

READ = ["/open311/discovery", f"{BASE}/discovery", f"{BASE}/services", f"{BASE}/services/pothole", f"{BASE}/requests"]


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("fmt", ["xml", "json"])
def test_same_answer_with_and_without_a_slash_at_the_end(client, city, path, fmt):
    answer = client.get(f"{path}.{fmt}")
    assert answer.status_code == 200
    assert client.get(f"{path}.{fmt}/").content == answer.content


def test_post_with_a_slash_at_the_end(client, city):
    answer = client.post(f"{BASE}/requests.json/", {"api_key": "demo-key", "service_code": "tree", "address_string": "Main Street"})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", READ)
def test_any_web_page_may_read(client, city, path):
    answer = client.get(f"{path}.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies


def test_no_cookie_and_no_session_even_for_who_has_one(client, city, django_assert_num_queries, settings):
    client.cookies["session"] = "0123456789abcdef"
    answer = client.post(f"{BASE}/requests.json", {"api_key": "demo-key", "service_code": "tree", "address_string": "Main Street"})
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    settings.CATALOGUE_CHECK_SECONDS = 60
    client.get(f"{BASE}/services.json")
    with django_assert_num_queries(0):
        client.get(f"{BASE}/services.json")


def test_csrf_is_not_asked(city):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"{BASE}/requests.json", {"api_key": "demo-key", "service_code": "tree", "address_string": "Main Street"})
    assert answer.status_code == 200


def test_preflight(client, city):
    answer = client.options(f"{BASE}/requests.json", headers={"Origin": "https://app.example", "Access-Control-Request-Method": "POST"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    assert "Idempotency-Key" in answer["Access-Control-Allow-Headers"]


def test_head(client, city):
    answer = client.head(f"{BASE}/services.json")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post", "trace"])
@pytest.mark.parametrize("fmt", ["xml", "json"])
def test_other_methods(client, city, method, fmt):
    answer = getattr(client, method)(f"{BASE}/services.{fmt}")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert errors(answer) == [(405, f"This address does not accept {method.upper()}.")]


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        (f"{BASE}/nothing.json", "application/json; charset=utf-8"),
        (f"{BASE}/nothing.json/", "application/json; charset=utf-8"),
        (f"{BASE}/nothing.xml", "text/xml; charset=utf-8"),
        (f"{BASE}/requests", "text/xml; charset=utf-8"),
        (f"{BASE}/requests.txt", "text/xml; charset=utf-8"),
        (f"{BASE}/", "text/xml; charset=utf-8"),
        ("/open311/", "text/xml; charset=utf-8"),
        ("/open311/v3/services.json", "application/json; charset=utf-8"),
        (f"{BASE}/a%0Ab.json", "application/json; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_addresses(client, city, path, content_type, method):
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, content_type)
    assert errors(answer) == [(404, "There is nothing at this address. The list of services is at services.xml or services.json.")]


@pytest.mark.parametrize("accept_language", ["es", "vi", "xx", "*", ";;;"])
def test_unknown_addresses_in_any_language_redirect_nowhere(client, city, accept_language):
    assert client.get(f"{BASE}/nothing.json", headers={"Accept-Language": accept_language}).status_code == 404
    assert client.get(f"{BASE}/requests/CX000000000.json", headers={"Accept-Language": accept_language}).status_code == 404


@pytest.mark.parametrize("fmt", ["xml", "json"])
def test_a_mistake_of_ours(client, city, monkeypatch, fmt, caplog):
    def broken(*args):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("api.views.discovery.timezone.localtime", broken)
    answer = client.get(f"/open311/discovery.{fmt}")
    assert answer.status_code == 500
    assert errors(answer) == [(500, "Something is wrong on our side and nothing was saved. Try again in a few minutes.")]
    assert b"secret" not in answer.content
    assert "secret inside" in caplog.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"service_code=tree", "application/x-www-form-urlencoded; charset=iso-8859-1"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
        (b"description=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
        (b'{"service_code": "tree"}', "application/json"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
def test_bodies_that_are_no_form(client, city, body, content_type):
    answer = client.post(f"{BASE}/requests.json", body, content_type=content_type)
    assert answer.status_code in (400, 403)
    assert errors(answer)
    assert not ServiceRequest.objects.exists()


def test_too_large_a_body_is_not_even_read(client, city):
    answer = client.post(f"{BASE}/requests.json", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**9))
    assert answer.status_code == 413
    assert errors(answer)[0][0] == 413
