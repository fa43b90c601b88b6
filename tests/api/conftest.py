"""A small city for the Open311 tests: one department, a few services, a square district."""

import json
import xml.etree.ElementTree as ET
from datetime import time

import pytest

from accounts.models import Department, Team
from catalog import queries
from catalog.models import Option, Question, Service, ServiceGroup
from cx311 import urls  # noqa: F401  (read before the fixture below says DEMO: the demo's addresses are not for other tests)
from routing.models import Calendar, District, OpenInterval

BASE = "/open311/v2"
INSIDE = {"lat": "37.005", "long": "-121.905"}
SQUARE = {"type": "Polygon", "coordinates": [[[-121.95, 36.95], [-121.85, 36.95], [-121.85, 37.05], [-121.95, 37.05], [-121.95, 36.95]]]}


@pytest.fixture(autouse=True)
def _api_settings(settings):
    settings.API_KEYS = ["demo-key", "app-key"]
    settings.DEMO = True
    settings.JURISDICTION_ID = ""


@pytest.fixture
def city(db):
    """Services: `pothole` (all kinds of questions), `tree` (asks nothing), `counseling` (private), `discount` (no place), `old` (hidden)."""
    streets = Department.objects.create(code="streets", name_en="Streets Department", name_es="Departamento de Calles")
    Team.objects.create(department=streets, code="streets-intake", name_en="Streets", is_intake=True)
    calendar = Calendar.objects.create(name="City hours")
    OpenInterval.objects.bulk_create([OpenInterval(calendar=calendar, weekday=day, opens=time(8), closes=time(17)) for day in range(5)])
    District.objects.create(code="d1", name_en="North", geometry=SQUARE)
    group = ServiceGroup.objects.create(code="streets", name_en="Streets & lights", name_es="Calles y luces")
    common = {"department": streets, "group": group}
    pothole = Service.objects.create(
        code="pothole",
        name_en="Pothole",
        name_es="Bache",
        description_en="We fill <holes>.",
        keywords_en="road, staff, hole",
        how_long_en="5 working days",
        promise_minutes=2400,
        position=1,
        **common,
    )
    Service.objects.create(code="tree", name_en="Fallen tree", position=2, **common)
    Service.objects.create(
        code="counseling", name_en="Counseling", is_public=False, is_restricted=True, anonymous_allowed=False, position=3, **common
    )
    Service.objects.create(code="discount", name_en="Utility discount", needs_place=False, position=4, **common)
    Service.objects.create(code="old", name_en="Old", is_hidden=True, position=5, **common)
    size = Question.objects.create(service=pothole, code="size", order=10, datatype="singlevaluelist", is_required=True, label_en="How large is it?")
    for order, key in enumerate(("small", "large")):
        Option.objects.create(question=size, key=key, name_en=key.title(), order=order)
    Question.objects.create(
        service=pothole,
        code="depth",
        order=20,
        datatype="number",
        is_required=True,
        label_en="How deep?",
        hint_en="In inches",
        depends_on=size,
        depends_keys=["large"],
    )
    risks = Question.objects.create(service=pothole, code="risks", order=30, datatype="multivaluelist", label_en="Whom does it endanger?")
    for key in ("bikes", "cars"):
        Option.objects.create(question=risks, key=key, name_en=key.title())
    Question.objects.create(service=pothole, code="lane", order=40, datatype="string", label_en="Which lane?")
    Question.objects.create(service=pothole, code="seen", order=50, datatype="datetime", label_en="When did you see it?")
    Question.objects.create(service=pothole, code="notes", order=60, datatype="text", label_en="Anything else?")
    Question.objects.create(service=pothole, code="about", order=70, datatype="text", is_variable=False, label_en="We fill on dry days.")
    queries._held = None
    return streets


@pytest.fixture
def post(client, city):
    """POST a request: post(service_code="tree") adds key and place; fmt, query and headers as keywords of their own."""

    def send(*, fmt="json", query="", headers=None, place=INSIDE, **fields):
        fields = {"api_key": "demo-key", "service_code": "tree", **place, **fields}
        fields = {name.replace("__", "["): value for name, value in fields.items() if value is not None}
        return client.post(f"{BASE}/requests.{fmt}{query}", fields, headers=headers or {})

    return send


def errors(response):
    """[(code, description)] of an error answer in either format, checking its shape on the way."""
    if response["Content-Type"] == "application/json; charset=utf-8":
        rows = json.loads(response.content)
        assert all(set(row) == {"code", "description"} for row in rows)
        return [(row["code"], row["description"]) for row in rows]
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = ET.fromstring(response.content)
    assert root.tag == "errors"
    assert all([part.tag for part in error] == ["code", "description"] for error in root)
    return [(int(error[0].text), error[1].text) for error in root]
