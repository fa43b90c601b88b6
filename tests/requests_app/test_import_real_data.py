"""The mappings that come with us, on the real files of their cities. Skipped where those are not."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count, F

import requests_app
from requests_app.imports.mapping import load
from requests_app.imports.running import run
from requests_app.imports.sources import Source
from requests_app.models import RequestEvent, ServiceRequest
from requests_app.status import Outcome, Status
from routing.models import District

MAPPINGS = Path(requests_app.__file__).resolve().parent / "mappings"
DATA = MAPPINGS.parents[2] / "shared" / "data"
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not DATA.is_dir(), reason=f"the public data of real cities is not at {DATA}")]


def districts(file, code, **options):
    call_command("load_districts", str(DATA / file), code_property=code, **options)


def imported(file, city, tmp_path):
    return run(Source(DATA / file), load(MAPPINGS / f"{city}.toml"), rejects=tmp_path / "rejects.csv")


def counts(field):
    return dict(ServiceRequest.objects.values_list(field).annotate(Count("id")).order_by())


def whole():
    """What must hold for every import."""
    closed = ServiceRequest.objects.filter(status=Status.CLOSED).count()
    assert RequestEvent.objects.count() == 2 * ServiceRequest.objects.count() + closed
    assert not ServiceRequest.objects.filter(closed_at__lt=F("submitted_at")).exists()
    assert not ServiceRequest.objects.filter(parent__parent__isnull=False).exists()
    assert not ServiceRequest.objects.filter(description__contains="\x80").exists()


def test_san_diego(tmp_path):
    districts("san-diego/council_districts.geojson", "district", name_prefix="District ")
    assert District.objects.count() == 9
    report = imported("san-diego/get_it_done_2021_redacted.csv", "san-diego", tmp_path)
    assert (report.read, report.imported, report.rejected) == (13_530, 13_530, {})
    assert report.notes == {"impossible_place": 2, "closing_date_missing": 2}
    assert (report.linked, report.parents_unknown, len(report.services_made)) == (617, 876, 112)
    assert counts("status") == {"submitted": 975, "in_progress": 5_029, "closed": 7_526}
    assert counts("outcome") == {"": 6_004, "resolved": 4_176, "closed_unresolved": 2_907, "closed_duplicate": 443}
    assert ServiceRequest.objects.filter(district=None).count() < 100
    assert ServiceRequest.objects.filter(description__contains="(Ágora Galleries)").count() == 1
    whole()
    again = imported("san-diego/get_it_done_2021_redacted.csv", "san-diego", tmp_path)
    assert (again.imported, again.present, again.linked) == (0, 13_530, 0)


def test_boston(tmp_path):
    districts("boston/neighborhoods.geojson", "Name")
    report = imported("boston/boston311_2015_sample.csv", "boston", tmp_path)
    assert (report.read, report.imported, report.rejected) == (20_895, 20_895, {})
    assert report.notes == {"closed_before_submitted": 15}
    assert counts("status") == {"open": 4_746, "closed": 16_149}
    assert ServiceRequest.objects.filter(zipcode__regex=r"^0\d{4}$").count() == ServiceRequest.objects.exclude(zipcode="").count() == 15_372
    assert ServiceRequest.objects.exclude(media_url="").count() == 2_121
    assert counts("outcome")[Outcome.RESOLVED] > 8_000
    whole()


def test_new_york(tmp_path):
    districts("new-york/community_districts.geojson", "BoroCD", name_prefix="Community district ")
    report = imported("new-york/nyc311_sample.csv", "new-york", tmp_path)
    assert (report.read, report.imported, report.rejected) == (1_000, 1_000, {})
    assert report.notes == {"closing_date_ignored": 17}  # ten of them before submission
    assert ServiceRequest.objects.filter(lat=None).count() == 107
    assert ServiceRequest.objects.filter(outcome_text__contains="Transportation’s website").count() == 43
    assert ServiceRequest.objects.filter(address="WEST 138 STREET & AMSTERDAM AVENUE").count() == 1
    whole()


def test_the_districts_of_the_file_agree_with_the_map(tmp_path):
    """San Diego names a council district and gives coordinates: our map says the same for nearly all of them."""
    districts("san-diego/council_districts.geojson", "district")
    imported("san-diego/get_it_done_2021_redacted.csv", "san-diego", tmp_path)
    by_file = dict(ServiceRequest.objects.exclude(lat=None).values_list("source_id", "district__code"))
    mapping = load(MAPPINGS / "san-diego.toml")
    rows = {row.values["service_request_id"]: row.values["council_district"] for row in Source(DATA / "san-diego/get_it_done_2021_redacted.csv")}
    assert mapping.columns >= {"council_district"}
    assert sum(by_file[pk] == rows[pk] for pk in by_file if rows[pk]) == sum(bool(rows[pk]) for pk in by_file)
