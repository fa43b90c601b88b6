"""Whatever is sent, the answer is one of ours: never a 500, always well-formed, and nothing is written unless it says 200."""

import json
import xml.etree.ElementTree as ET
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from requests_app.models import ServiceRequest
from tests.api.conftest import BASE

CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
odd = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["", "0", "-1", "nan", "inf", "1e999", "37.005", "-121.905", "true", "null", "[]", "²", "\x00", "\ud7ff", "a" * 5000, "١٢", "1_000"]
    ),
    st.binary(max_size=20),
)
names = st.sampled_from(
    [
        "api_key",
        "service_code",
        "lat",
        "long",
        "address_string",
        "address_id",
        "description",
        "email",
        "phone",
        "first_name",
        "last_name",
        "media_url",
        "media",
        "jurisdiction_id",
        "device_id",
        "attribute[size]",
        "attribute[size][]",
        "attribute[depth]",
        "attribute[seen]",
        "attribute[risks][]",
        "attribute[lane]",
        "attribute[notes]",
        "attribute[",
        "attribute[]",
        "attribute[]]",
        "attribute[x][y]",
    ]
)
VALID = [("api_key", "demo-key"), ("service_code", "pothole"), ("lat", "37.005"), ("long", "-121.905"), ("attribute[size]", "large")]


@CALM
@given(fields=st.lists(st.tuples(names, odd), max_size=8), keep=st.lists(st.booleans(), min_size=5, max_size=5), fmt=st.sampled_from(["xml", "json"]))
def test_post(client, city, fields, keep, fmt):
    before = ServiceRequest.objects.count()
    sent = [pair for pair, kept in zip(VALID, keep, strict=True) if kept] + fields
    answer = client.post(f"{BASE}/requests.{fmt}", urlencode(sent), content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 400, 403, 404), answer.content
    assert json.loads(answer.content) if fmt == "json" else len(ET.fromstring(answer.content))
    assert ServiceRequest.objects.count() - before == (answer.status_code == 200)


@CALM
@given(
    value=st.one_of(
        st.text(max_size=30), st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2}))?", fullmatch=True)
    )
)
def test_queries(client, city, value):
    for name in (
        "start_date",
        "end_date",
        "updated_after",
        "updated_before",
        "status",
        "service_code",
        "service_request_id",
        "page",
        "page_size",
        "extensions",
    ):
        answer = client.get(f"{BASE}/requests.xml?{urlencode([(name, value)])}")
        assert answer.status_code in (200, 400), (name, answer.content)
        ET.fromstring(answer.content)


@CALM
@given(body=st.binary(max_size=200), kind=st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]))
def test_raw_bodies(client, city, body, kind):
    answer = client.post(f"{BASE}/requests.json?api_key=demo-key", body, content_type=kind)
    assert answer.status_code in (400, 404), answer.content
    assert json.loads(answer.content)


@CALM
@given(path=st.text(min_size=1, max_size=30))
def test_paths(client, city, path):
    for kind in ("services", "requests", "tokens"):
        answer = client.get(f"{BASE}/{kind}/" + urlencode([("", path)])[1:] + ".xml")
        assert answer.status_code == 404, answer.content
        ET.fromstring(answer.content)
