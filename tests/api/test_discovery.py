import xml.etree.ElementTree as ET
from datetime import datetime

from django.utils import timezone

from catalog.models import Service


def test_json(client, city, settings):
    settings.PUBLIC_URL, settings.CITY_NAME, settings.CITY_EMAIL = "https://311.example", "Exampleville", "311@city.example"
    answer = client.get("/open311/discovery.json")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    told = answer.json()
    changeset = told["changeset"]
    assert told == {
        "changeset": changeset,
        "contact": "Exampleville, phone 311, e-mail 311@city.example",
        "key_service": "To get an api_key, write to 311@city.example: who you are, and what your app is for.",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": "https://311.example/open311/v2",
                "changeset": changeset,
                "type": "test",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def test_xml(client, city):
    answer = client.get("/open311/v2/discovery.xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<discovery>')
    root = ET.fromstring(answer.content)
    assert [part.tag for part in root] == ["changeset", "contact", "key_service", "endpoints"]
    endpoint = root.find("endpoints/endpoint")
    assert [part.tag for part in endpoint] == ["specification", "url", "changeset", "type", "formats"]
    assert [part.text for part in endpoint.findall("formats/format")] == ["text/xml", "application/json"]


def test_production_outside_of_the_demo(client, city, settings):
    settings.DEMO = False
    assert client.get("/open311/discovery.json").json()["endpoints"][0]["type"] == "production"


def test_changeset_is_a_past_moment_and_moves_with_the_catalogue(client, city):
    def changeset():
        return client.get("/open311/discovery.json").json()["changeset"]

    before = changeset()
    moment = datetime.fromisoformat(before)
    assert moment.tzinfo is not None and moment.microsecond == 0 and moment <= timezone.now()
    from catalog.models import CatalogueVersion

    CatalogueVersion.objects.update(changed_at="2026-01-01T00:00:00Z")
    assert changeset() == "2025-12-31T16:00:00-08:00"
    Service.objects.filter(code="tree").update(position=9)
    assert changeset() > "2026-01-01"


def test_both_addresses_answer_the_same(client, city):
    for fmt in ("xml", "json"):
        assert client.get(f"/open311/discovery.{fmt}").content == client.get(f"/open311/v2/discovery.{fmt}").content
