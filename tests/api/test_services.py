import xml.etree.ElementTree as ET

from catalog import queries
from catalog.models import Question, Service
from tests.api.conftest import BASE, errors


def test_list_in_json(client, city):
    services = client.get(f"{BASE}/services.json").json()
    assert services[0] == {
        "service_code": "pothole",
        "service_name": "Pothole",
        "description": "We fill <holes>.",
        "metadata": True,
        "type": "realtime",
        "keywords": "road,hole",
        "group": "Streets & lights",
    }
    assert services[1] == {
        "service_code": "tree",
        "service_name": "Fallen tree",
        "description": None,
        "metadata": False,
        "type": "realtime",
        "keywords": None,
        "group": "Streets & lights",
    }
    assert [service["service_code"] for service in services] == ["pothole", "tree", "counseling", "discount"]


def test_list_in_xml(client, city):
    answer = client.get(f"{BASE}/services.xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.decode().startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<services><service><service_code>pothole</service_code><service_name>Pothole</service_name>'
        "<description>We fill &lt;holes&gt;.</description><metadata>true</metadata><type>realtime</type><keywords>road,hole</keywords>"
        "<group>Streets &amp; lights</group></service><service><service_code>tree</service_code><service_name>Fallen tree</service_name>"
        "<description/><metadata>false</metadata><type>realtime</type><keywords/>"
    )


def test_in_the_language_of_the_app(client, city):
    services = client.get(f"{BASE}/services.json", headers={"Accept-Language": "es-MX,es;q=0.9"}).json()
    assert (services[0]["service_name"], services[0]["group"], services[1]["service_name"]) == ("Bache", "Calles y luces", "Fallen tree")
    assert client.get(f"{BASE}/services.json").json()[0]["service_name"] == "Pothole"


def test_list_follows_the_catalogue(client, city):
    assert len(client.get(f"{BASE}/services.json").json()) == 4
    Service.objects.filter(code="old").update(is_hidden=False)
    assert [service["service_code"] for service in client.get(f"{BASE}/services.json").json()][-1] == "old"


def test_list_of_none(client, db):
    queries._held = None
    assert client.get(f"{BASE}/services.json").json() == []
    assert client.get(f"{BASE}/services.xml").content == b'<?xml version="1.0" encoding="UTF-8"?>\n<services/>'


def test_list_asks_the_database_nothing_in_steady_state(client, city, settings, django_assert_num_queries):
    settings.CATALOGUE_CHECK_SECONDS = 60
    client.get(f"{BASE}/services.xml")
    with django_assert_num_queries(0):
        client.get(f"{BASE}/services.xml")
        client.get(f"{BASE}/services/pothole.json")


def test_definition_in_json(client, city):
    told = client.get(f"{BASE}/services/pothole.json").json()
    assert set(told) == {"service_code", "attributes"} and told["service_code"] == "pothole"
    assert told["attributes"][0] == {
        "variable": True,
        "code": "size",
        "datatype": "singlevaluelist",
        "required": True,
        "datatype_description": None,
        "order": 1,
        "description": "How large is it?",
        "values": [{"key": "small", "name": "Small"}, {"key": "large", "name": "Large"}],
    }
    assert told["attributes"][1] == {
        "variable": True,
        "code": "depth",
        "datatype": "number",
        "required": False,  # it is only asked of large ones, and GeoReport cannot say so
        "datatype_description": "In inches",
        "order": 2,
        "description": "How deep?",
    }
    assert [attribute["order"] for attribute in told["attributes"]] == [1, 2, 3, 4, 5, 6, 7]
    assert (told["attributes"][6]["variable"], told["attributes"][6]["required"]) == (False, False)


def test_definition_in_xml(client, city):
    root = ET.fromstring(client.get(f"{BASE}/services/pothole.xml").content)
    assert root.tag == "service_definition" and [part.tag for part in root] == ["service_code", "attributes"]
    size = root.find("attributes/attribute")
    assert [part.tag for part in size] == ["variable", "code", "datatype", "required", "datatype_description", "order", "description", "values"]
    assert (size.findtext("variable"), size.findtext("required"), size.findtext("order")) == ("true", "true", "1")
    assert [(value.findtext("key"), value.findtext("name")) for value in size.findall("values/value")] == [("small", "Small"), ("large", "Large")]


def test_definition_of_a_service_that_asks_nothing(client, city):
    assert client.get(f"{BASE}/services/tree.json").json() == {"service_code": "tree", "attributes": []}
    assert client.get(f"{BASE}/services/tree.xml").content.endswith(
        b"<service_definition><service_code>tree</service_code><attributes/></service_definition>"
    )


def test_unknown_or_hidden_code_is_404(client, city):
    for code in ("nothing", "old"):
        answer = client.get(f"{BASE}/services/{code}.xml")
        assert answer.status_code == 404
        assert errors(answer) == [(404, f"We have no service with the code {code}.")]


def test_codes_with_dots_slashes_blanks_and_letters_of_all_languages(client, city):
    for code, path in (("a.json", "a.json.json"), ("a/b", "a%2Fb.json"), ("a b", "a%20b.json"), ("cây", "c%C3%A2y.json"), ("x.xml", "x.xml.xml")):
        service = Service.objects.create(code=code, name_en="Odd", department=city)
        Question.objects.create(service=service, code="q", order=1, datatype="string", label_en="What?")
        told = client.get(f"{BASE}/services/{path}")
        assert told.status_code == 200, code
        assert code in told.content.decode()
