import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from catalog.models import Service
from requests_app.models import ServiceRequest
from requests_app.reference import new_reference
from tests.api.conftest import BASE, errors

AT = datetime(2026, 11, 20, 18, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(time_machine_at):
    pass


@pytest.fixture
def time_machine_at():
    import time_machine

    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=True):
        yield


def add(city, code="tree", at=AT, closed=None, **fields):
    """One request, as a row: reading is what is tested here."""
    return ServiceRequest.objects.create(
        reference=new_reference(),
        service=Service.objects.get(code=code),
        department=city,
        team=city.teams.get(),
        channel="web",
        language="en",
        submitted_at=at,
        updated_at=closed or at,
        closed_at=closed,
        status="closed" if closed else "open",
        outcome="resolved" if closed else "",
        **{"is_public": True, **fields},
    )


@pytest.fixture
def ids(client):
    """The references that a query finds: ids("status=open")."""

    def ask(query=""):
        answer = client.get(f"{BASE}/requests.json?{query}")
        assert answer.status_code == 200, answer.content
        return [row["service_request_id"] for row in answer.json()]

    return ask


def test_one_in_json(client, city):
    full = add(
        city,
        "pothole",
        closed=AT + timedelta(hours=5),
        outcome_text="We filled it. Questions: 408-555-0199",
        promised_at=AT + timedelta(days=30),
        description="Large hole. Call me: 408 555 0123, ana@example.com",
        address="1234 Oak Street, Apt 5",
        zipcode="95112",
        lat=37.123456,
        lon=-121.987654,
        media_url="https://pictures.example/1.jpg",
    )
    answer = client.get(f"{BASE}/requests/{full.reference}.json")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json() == [
        {
            "service_request_id": full.reference,
            "status": "closed",
            "status_notes": "We filled it. Questions: [phone number removed]",
            "service_name": "Pothole",
            "service_code": "pothole",
            "description": "Large hole. Call me: [phone number removed], [e-mail address removed]",
            "agency_responsible": "Streets Department",
            "service_notice": None,
            "requested_datetime": "2026-11-20T10:30:15-08:00",
            "updated_datetime": "2026-11-20T15:30:15-08:00",
            "expected_datetime": "2026-12-20T10:30:15-08:00",
            "address": "1200–1299 Oak Street",
            "address_id": None,
            "zipcode": "95112",
            "lat": 37.123,
            "long": -121.988,
            "media_url": "https://pictures.example/1.jpg",
        }
    ]


def test_one_in_xml_and_empty_elements(client, city):
    bare = add(city)
    answer = client.get(f"{BASE}/requests/{bare.reference}.xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<service_requests><request>'
        f"<service_request_id>{bare.reference}</service_request_id><status>open</status><status_notes/><service_name>Fallen tree</service_name>"
        "<service_code>tree</service_code><description/><agency_responsible>Streets Department</agency_responsible><service_notice/>"
        "<requested_datetime>2026-11-20T10:30:15-08:00</requested_datetime><updated_datetime>2026-11-20T10:30:15-08:00</updated_datetime>"
        "<expected_datetime/><address/><address_id/><zipcode/><lat/><long/><media_url/></request></service_requests>"
    )


def test_nothing_of_the_person(client, city):
    from contacts.models import Contact

    mine = add(city, contact=Contact.objects.create(name="Ana Ruiz"), answers={"plate": "SECRET1"})
    for query in ("", "?extensions=true"):
        told = client.get(f"{BASE}/requests/{mine.reference}.json{query}").content.decode()
        assert "Ana" not in told and "SECRET1" not in told and mine.token not in told and "contact" not in told


def test_reference_as_people_type_it(client, city, post):
    reference = post().json()[0]["service_request_id"]
    typed = f"{reference[:2]}-{reference[2:6]} {reference[6:]}".lower()
    assert client.get(f"{BASE}/requests/{typed}.json").json()[0]["service_request_id"] == reference


def test_unknown_private_and_restricted_are_the_same_404(client, city, post):
    private = post(service_code="counseling", email="ana@example.com").json()[0]["service_request_id"]
    for reference in (private, "CX000000000", "nonsense", "a/b", "ñ"):
        for fmt in ("json", "xml"):
            answer = client.get(f"{BASE}/requests/{reference}.{fmt}")
            assert answer.status_code == 404
            assert errors(answer) == [(404, f"We have no public request with the reference {reference}.")]
    public = post().json()[0]["service_request_id"]
    ServiceRequest.objects.filter(reference=public).update(is_restricted=True)
    assert client.get(f"{BASE}/requests/{public}.json").status_code == 404


def test_private_requests_are_not_listed(city, ids):
    add(city, is_public=False)
    add(city, is_restricted=True)
    seen = add(city)
    assert ids() == [seen.reference]


def test_empty_list(client, city):
    assert client.get(f"{BASE}/requests.json").json() == []
    assert client.get(f"{BASE}/requests.xml").content == b'<?xml version="1.0" encoding="UTF-8"?>\n<service_requests/>'


def test_newest_first_and_by_default_the_last_90_days(city, ids):
    now = timezone.now()
    add(city, at=now - timedelta(days=90, minutes=1))
    old, new = add(city, at=now - timedelta(days=89, hours=23)), add(city, at=now - timedelta(minutes=1))
    assert ids() == [new.reference, old.reference]


def test_at_most_1000(city, ids, django_assert_num_queries):
    tree = Service.objects.get(code="tree")
    team = city.teams.get()
    ServiceRequest.objects.bulk_create(
        ServiceRequest(
            reference=f"CX9{n:08}",
            token=f"t{n}",
            service=tree,
            department=city,
            team=team,
            channel="web",
            language="en",
            submitted_at=AT,
            updated_at=AT,
            is_public=True,
        )
        for n in range(1003)
    )
    assert len(ids()) == 1000
    assert len(ids("page=2")) == 3
    assert len(ids("page_size=5000")) == 1000
    assert ids("page=3") == []


def test_status(city, ids):
    opened, closed = add(city), add(city, closed=AT + timedelta(hours=1))
    waiting = add(city)
    ServiceRequest.objects.filter(pk=waiting.pk).update(status="waiting_resident")
    assert ids("status=open") == [waiting.reference, opened.reference]
    assert ids("status=Closed") == [closed.reference]
    for both in ("status=open,closed", "status=open&status=closed", "status=", "status=,"):
        assert len(ids(both)) == 3


def test_service_codes(city, ids):
    tree, hole, other = add(city), add(city, "pothole"), add(city, "discount")
    assert ids("service_code=pothole") == [hole.reference]
    assert (
        ids("service_code=pothole,tree")
        == ids("service_code=pothole&service_code=tree")
        == ids("service_code=%20pothole%20,tree,")
        == [
            hole.reference,
            tree.reference,
        ]
    )
    assert ids("service_code=") == [other.reference, hole.reference, tree.reference]
    assert ids("service_code=unknown") == []


def test_ids_override_everything(city, ids, post):
    first, second = (post().json()[0]["service_request_id"] for _ in range(2))
    ServiceRequest.objects.update(submitted_at=timezone.now() - timedelta(days=400))
    for query in (f"service_request_id={first},{second}", f"service_request_id={first}&service_request_id={second}"):
        assert set(ids(query)) == {first, second}
    assert ids(f"service_request_id={first}&start_date=nonsense&status=closed&page=0&service_code=pothole") == [first]
    assert ids(f"service_request_id={first.lower()},CX000000000,x") == [first]
    assert ids("service_request_id=unknown") == []


def test_dates(city, ids):
    first, second, third = (add(city, at=datetime(2026, 11, day, 20, tzinfo=UTC)) for day in (3, 5, 7))
    both = [third.reference, second.reference]
    assert ids("start_date=2026-11-05T00:00:00Z") == both
    assert ids("start_date=2026-11-05T12:00:00-08:00&end_date=2026-11-07T12:00:00-08:00") == both
    assert ids("start_date=2026-11-05T12:00:00%2B00:00&end_date=2026-11-06T00:00:00.999999%2B00:00") == [second.reference]
    assert ids("start_date=2026-11-05T12:00:00+00:00&end_date=2026-11-06T00:00:00+00:00") == [second.reference]  # a plus that became a blank
    assert ids("start_date=2026-11-05&end_date=2026-11-05") == [second.reference]
    assert ids("start_date=2026-11-05T12:00:01") == [third.reference]  # without a zone: city time
    assert ids("end_date=2026-11-05T21:00:00Z&start_date=") == [second.reference, first.reference]
    assert ids("end_date=2026-07-01") == []


def test_one_bound_reaches_90_days(city, ids):
    early = add(city, at=datetime(2026, 3, 1, tzinfo=UTC))
    late = add(city, at=datetime(2026, 5, 29, tzinfo=UTC))
    add(city, at=datetime(2026, 7, 1, tzinfo=UTC))
    assert ids("start_date=2026-03-01T00:00:00Z") == [late.reference, early.reference]
    assert ids("end_date=2026-05-30T00:00:00Z") == [late.reference, early.reference]
    assert ids("end_date=2026-05-30T00:00:01Z&start_date=2026-03-01T00:00:01Z") == [late.reference]


@pytest.mark.parametrize(
    "query",
    [
        "start_date=yesterday",
        "end_date=2026-13-01",
        "start_date=2026-11-05T25:00:00Z",
        "start_date=0001-01-01T00:00:00Z",
        "start_date=20261105",
        "updated_after=x",
        "updated_before=9999-12-31",
        "start_date=2026-11-05T10:00:00%2B99:00",
    ],
)
def test_dates_that_are_none(client, city, query):
    answer = client.get(f"{BASE}/requests.json?{query}")
    name = query.split("=")[0]
    assert answer.status_code == 400
    assert errors(answer) == [(400, f"{name} must be a date and time such as 2026-11-22T08:00:00-08:00.")]


def test_spans_that_are_none(client, city):
    for query in ("start_date=2026-01-01&end_date=2026-06-01", "start_date=2026-06-01&end_date=2026-05-01"):
        answer = client.get(f"{BASE}/requests.xml?{query}")
        assert errors(answer) == [(400, "end_date must follow start_date by at most 90 days. Please ask for a shorter time.")]
    assert client.get(f"{BASE}/requests.xml?start_date=2026-08-01&end_date=2026-10-29").status_code == 200


def test_updated(city, ids):
    old = add(city, at=AT - timedelta(days=200), closed=AT)
    new = add(city, at=AT - timedelta(days=1))
    assert ids("updated_after=2026-11-20T18:00:00Z") == [old.reference]
    assert ids("updated_after=2026-11-20T10:00:00") == [old.reference]  # srtracker sends no zone
    assert ids("updated_before=2026-11-20T18:00:00Z") == [new.reference]
    assert ids("updated_after=2026-11-19T00:00:00Z&start_date=2026-11-01T00:00:00Z") == [new.reference]


@pytest.mark.parametrize("query", ["status=opened", "page=0", "page=-1", "page=x", "page=1.5", "page=²", "page_size=0", f"page={10**30}"])
def test_other_wrong_parameters(client, city, query):
    answer = client.get(f"{BASE}/requests.json?{query}")
    assert answer.status_code == 400
    assert len(errors(answer)) == 1


def test_pages(city, ids):
    newest_first = [add(city, at=AT - timedelta(minutes=n)).reference for n in range(5)]
    assert [ids(f"page={page}&page_size=2") for page in (1, 2, 3, 4)] == [newest_first[:2], newest_first[2:4], newest_first[4:], []]
    assert ids("page=999999999&page_size=2") == []


def test_extensions(client, city):
    first = add(city)
    repeat = add(city, closed=AT + timedelta(hours=1), parent=first, outcome_text="We know it already.")
    row = client.get(f"{BASE}/requests/{repeat.reference}.json?extensions=true").json()[0]
    assert row["extended_attributes"] == {"channel": "web", "district": None}
    assert row["attributes"] == []
    assert row["notes"] == [
        {"datetime": "2026-11-20T10:30:15-08:00", "type": "submitted", "summary": None, "description": None},
        {"datetime": "2026-11-20T11:30:15-08:00", "type": "follow_on", "summary": None, "description": first.reference},
        {"datetime": "2026-11-20T11:30:15-08:00", "type": "closed", "summary": None, "description": "We know it already."},
    ]
    root = ET.fromstring(client.get(f"{BASE}/requests.xml?extensions=true").content)
    assert [note.findtext("type") for note in root.findall("request")[0].findall("notes/note")] == ["submitted", "follow_on", "closed"]
    assert "notes" not in client.get(f"{BASE}/requests/{repeat.reference}.json").json()[0]


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow(client, city, rows, settings, django_assert_num_queries):
    settings.CATALOGUE_CHECK_SECONDS = 60
    for _ in range(rows):
        add(city, "pothole")
    client.get(f"{BASE}/services.json")
    with django_assert_num_queries(1):
        client.get(f"{BASE}/requests.json")
    with django_assert_num_queries(1):
        client.get(f"{BASE}/requests.xml?extensions=true&status=open&service_code=pothole")


def test_tokens_are_never_given(client, city):
    for fmt in ("json", "xml"):
        answer = client.get(f"{BASE}/tokens/123.{fmt}")
        assert answer.status_code == 404
        assert errors(answer) == [(404, "We do not know this token. Every request here gets its service_request_id at once.")]


def test_a_key_on_a_get_is_no_matter(city, ids):
    add(city)
    assert len(ids("api_key=wrong&jurisdiction_id=")) == 1
