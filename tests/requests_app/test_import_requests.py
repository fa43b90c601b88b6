"""Whole imports of small made files: what is kept, what is refused, what is told."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Department, Team
from catalog.models import Service
from notifications.models import Message
from requests_app.imports import copying
from requests_app.imports.mapping import parse
from requests_app.imports.running import run
from requests_app.imports.sources import BadFile, Source
from requests_app.models import RequestEvent, ServiceRequest
from requests_app.reference import normalise
from routing.cells import cell
from tests import factories

pytestmark = pytest.mark.django_db

COLUMNS = ["id", "parent", "opened", "closed", "due", "state", "kind", "dept", "how", "text", "where", "zip", "lat", "lon", "area", "photo", "ending"]
MAPPING = {
    "system": "old",
    "dates": {"zone": "America/Los_Angeles", "formats": ["%m/%d/%Y %I:%M:%S %p"]},
    "fields": {
        "id": "id", "parent": "parent", "submitted": "opened", "closed": "closed", "promised": "due", "description": "text", "address": "where",
        "zipcode": "zip", "lat": "lat", "lon": "lon", "media_url": "photo", "outcome_text": "ending",
    },
    "status": {
        "column": "state",
        "values": {"New": "submitted", "Working": "in_progress", "Done": {"status": "closed", "outcome": "closed_unresolved"}},
    },
    "endings": [{"column": "ending", "pattern": "fixed", "outcome": "resolved"}],
    "channel": {"column": "how", "values": {"Phone": "phone", "Crew": "staff"}},
    "service": {"column": "kind", "values": {"Pothole": "pothole"}},
    "department": {"column": "dept", "default": {"code": "old-city", "name": "Old City"}, "values": {"STR": "streets"}},
    "district": {"column": "area"},
}  # fmt: skip
BASE = {"id": "1", "opened": "2021-03-27T16:31:00", "state": "New", "kind": "Trees", "text": "A branch hangs low"}


@pytest.fixture(autouse=True)
def streets():
    return factories.department("streets")


def imported(tmp_path, *rows, name="old.csv", mapping=MAPPING, **options):
    """Import rows (dicts over BASE) from a file of the form that *name* says. -> Report"""
    path = tmp_path / name
    rows = [BASE | row for row in rows]
    if name.endswith(".csv"):
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
    elif name.endswith(".json"):
        path.write_text(json.dumps(rows))
    else:
        path.write_text("\n".join(json.dumps(row) for row in rows))
    return run(Source(path), parse(mapping), rejects=tmp_path / "rejects.csv", **options)


def the_request(source_id="1"):
    return ServiceRequest.objects.get(source_id=source_id)


def rejects(tmp_path):
    with open(tmp_path / "rejects.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# --- what is kept ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["old.csv", "old.json", "old.jsonl"])
def test_a_row_becomes_a_request(tmp_path, name):
    district = factories.district()
    row = {"dept": "STR", "how": "Phone", "where": "12  MAIN ST", "zip": "2108.0", "lat": "37.05", "lon": "-121.95", "due": "04/01/2021 05:00:00 PM",
           "photo": "https://example.com/1.jpg"}  # fmt: skip
    report = imported(tmp_path, row, name=name)
    request = the_request()
    assert (report.read, report.imported, report.present, report.rejected) == (1, 1, 0, {})
    assert (request.source_system, request.status, request.outcome, request.closed_at) == ("old", "submitted", "", None)
    assert (request.description, request.address, request.zipcode, request.channel) == ("A branch hangs low", "12 MAIN ST", "02108", "phone")
    assert (request.lat, request.lon, request.h3_cell, request.district_id) == (37.05, -121.95, cell(37.05, -121.95), district.id)
    assert request.submitted_at == request.updated_at == datetime(2021, 3, 27, 23, 31, tzinfo=UTC)
    assert request.promised_at == request.first_promised_at == datetime(2021, 4, 2, 0, 0, tzinfo=UTC)
    assert (request.language, request.answers, request.media_url, request.contact) == ("en", {}, "https://example.com/1.jpg", None)
    assert (request.department.code, request.team, request.is_public, request.is_restricted) == ("streets", factories.team(), False, False)


def test_references_and_tokens_are_as_good_as_ours(tmp_path):
    imported(tmp_path, {"id": "1"}, {"id": "2"})
    first, second = ServiceRequest.objects.order_by("id")
    assert (normalise(first.reference), len(first.token)) == (first.reference, 22)
    assert (first.reference, first.token) != (second.reference, second.token)


def test_history_tells_of_submission_and_import(tmp_path):
    imported(tmp_path, {"how": "Phone"})
    submitted, came = the_request().events.order_by("id")
    assert (submitted.kind, submitted.actor_kind, submitted.at, submitted.is_public) == ("submitted", "resident", the_request().submitted_at, True)
    assert submitted.data == {"imported": True, "channel": "phone", "promised_at": None}
    assert (came.kind, came.actor_kind, came.is_public) == ("imported", "system", False)
    assert came.data == {"imported": True, "system": "old", "source_id": "1"}


def test_history_tells_of_closing_in_the_words_of_the_source(tmp_path):
    imported(tmp_path, {"state": "Done", "closed": "2021-03-30T09:00:00", "ending": "We fixed it"})
    request = the_request()
    closing = request.events.get(kind="status")
    assert (request.status, request.outcome, request.outcome_text, request.outcome_language) == ("closed", "resolved", "We fixed it", "en")
    assert request.closed_at == request.updated_at == closing.at == datetime(2021, 3, 30, 16, 0, tzinfo=UTC)
    assert (closing.text, closing.text_language, closing.is_public) == ("We fixed it", "en", True)
    assert closing.data == {"imported": True, "from": "submitted", "to": "closed", "outcome": "resolved", "template": "", "parent": ""}


def test_an_ending_no_pattern_knows_is_that_of_the_status(tmp_path):
    imported(tmp_path, {"state": "Done", "closed": "2021-03-30T09:00:00", "ending": "See notes"})
    assert the_request().outcome == "closed_unresolved"


def test_nobody_is_told_and_nobody_follows(tmp_path):
    imported(tmp_path, {"state": "Done", "closed": "2021-03-30T09:00:00"})
    assert (Message.objects.count(), the_request().followers.count()) == (0, 0)


def test_odd_characters_are_cleaned(tmp_path):
    imported(tmp_path, {"text": "caf\u00e9\x00 \xa0table\tone\nline two", "where": "5\xa0 OAK\tAVE"})
    assert (the_request().description, the_request().address) == ("café table one\nline two", "5 OAK AVE")


def test_phone_numbers_and_addresses_in_words_stay(tmp_path):
    imported(tmp_path, {"text": "Write to ana@example.com or call 408 555 0100"})
    assert the_request().description == "Write to ana@example.com or call 408 555 0100"


def test_a_photo_address_that_is_no_web_address_is_left_out(tmp_path):
    imported(tmp_path, {"photo": "javascript:alert(1)"})
    assert the_request().media_url == ""


# --- services, departments, districts --------------------------------------------------------------------------------------------


def test_a_service_that_is_missing_is_made_hidden(tmp_path):
    report = imported(tmp_path, {"id": "1", "kind": "Tree Trouble "}, {"id": "2", "kind": "TREE TROUBLE"})
    made = Service.objects.get(code="old-tree-trouble")
    assert report.services_made == ["old-tree-trouble"]
    assert (made.name_en, made.is_hidden, made.is_public, made.promise_minutes, made.department.code) == (
        "Tree Trouble",
        True,
        False,
        None,
        "old-city",
    )
    assert made.requests.count() == 2


def test_a_service_that_the_mapping_names_is_used(tmp_path):
    service = factories.service("pothole", is_restricted=True)
    imported(tmp_path, {"kind": "pothole"})
    assert (the_request().service, the_request().is_public, the_request().is_restricted) == (service, True, True)


def test_a_department_that_is_missing_is_made_with_a_team(tmp_path):
    report = imported(tmp_path, {"dept": "???"})
    made = Department.objects.get(code="old-city")
    assert (report.departments_made, made.name_en, the_request().department) == (["old-city"], "Old City", made)
    assert the_request().team == made.teams.get(is_intake=True)


def test_a_department_without_an_intake_team_stops_the_import(tmp_path):
    Team.objects.update(is_intake=False)
    with pytest.raises(ValueError, match="'streets' has no team"):
        imported(tmp_path, {"dept": "STR"})
    assert ServiceRequest.objects.count() == 0


def test_the_district_of_the_file_counts_before_the_place(tmp_path):
    factories.district("north")
    south = factories.district("south", box=(36.0, -122.0, 36.1, -121.9))
    imported(tmp_path, {"lat": "37.05", "lon": "-121.95", "area": "SOUTH"})
    assert the_request().district_id == south.id


def test_a_district_that_we_do_not_know_is_found_by_the_place(tmp_path):
    north = factories.district("north")
    imported(
        tmp_path, {"id": "1", "lat": "37.05", "lon": "-121.95", "area": "Ward 9"}, {"id": "2", "lat": "1", "lon": "1"}, {"id": "3", "area": "north"}
    )
    assert [the_request(pk).district_id for pk in "123"] == [north.id, None, north.id]


# --- what is put right, and counted -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "note", "closed_at"),
    [
        ({"closed": "2021-03-26T09:00:00"}, "closed_before_submitted", datetime(2021, 3, 27, 23, 31, tzinfo=UTC)),
        ({"closed": ""}, "closing_date_missing", datetime(2021, 3, 27, 23, 31, tzinfo=UTC)),
        ({"closed": "2021-03-30T09:00:00", "state": "Working"}, "closing_date_ignored", None),
    ],
)
def test_odd_closing_dates(tmp_path, row, note, closed_at):
    report = imported(tmp_path, {"state": "Done"} | row)
    assert (the_request().closed_at, report.notes) == (closed_at, {note: 1})
    came = the_request().events.get(kind="imported").data
    assert (came["notes"], came["source"].get("closed", "")) == ([note], row["closed"])


def test_closed_in_the_hour_that_autumn_repeats(tmp_path):
    report = imported(tmp_path, {"opened": "2021-11-07T01:50:00", "state": "Done", "closed": "2021-11-07T01:10:00"})
    assert (the_request().closed_at, report.notes) == (datetime(2021, 11, 7, 9, 10, tzinfo=UTC), {})


def test_a_closing_day_without_a_time_is_the_end_of_that_day(tmp_path):
    mapping = MAPPING | {"dates": MAPPING["dates"] | {"day_only": ["closed"]}}
    report = imported(tmp_path, {"state": "Done", "closed": "2021-03-27T00:00:00"}, mapping=mapping)
    assert (the_request().closed_at, report.notes) == (datetime(2021, 3, 28, 6, 59, tzinfo=UTC), {})


@pytest.mark.parametrize(("lat", "lon"), [("0", "0"), ("95", "10"), ("somewhere", "else")])
def test_an_impossible_place_is_left_out(tmp_path, lat, lon):
    report = imported(tmp_path, {"lat": lat, "lon": lon})
    assert (the_request().lat, the_request().lon, the_request().h3_cell) == (None, None, None)
    assert report.notes == {"impossible_place": 1}
    assert the_request().events.get(kind="imported").data["source"]["lat"] == lat


def test_half_a_place_is_none(tmp_path):
    report = imported(tmp_path, {"lat": "37.05", "lon": ""})
    assert (the_request().lat, report.notes) == (None, {})


# --- what is refused ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason", "value"),
    [
        ({"id": " "}, "id_missing", ""),
        ({"id": "9" * 81}, "id_too_long", "9" * 81),
        ({"opened": ""}, "date_missing", ""),
        ({"opened": "soon"}, "unreadable_date", "soon"),
        ({"opened": "2999-01-01"}, "date_in_future", "2999-01-01"),
        ({"state": "Done", "closed": "2999-01-01"}, "date_in_future", "2999-01-01"),
        ({"state": "Lost"}, "unknown_status", "Lost"),
        ({"kind": " "}, "service_missing", ""),
    ],
)
def test_a_row_that_cannot_be_a_request_is_rejected_with_its_reason(tmp_path, row, reason, value):
    report = imported(tmp_path, row, {"id": "good"})
    assert (report.read, report.imported, report.rejected) == (2, 1, {reason: 1})
    assert list(ServiceRequest.objects.values_list("source_id", flat=True)) == ["good"]
    (rejected,) = rejects(tmp_path)
    assert (rejected["rejected_row"], rejected["rejected_because"], rejected["rejected_value"]) == ("1", reason, value)
    assert rejected["text"] == "A branch hangs low"


def test_a_department_that_the_mapping_does_not_know_is_a_reason_too(tmp_path):
    mapping = MAPPING | {"department": {"column": "dept", "values": {"STR": "streets"}}}
    assert imported(tmp_path, {"dept": "XYZ"}, mapping=mapping).rejected == {"unknown_department": 1}


def test_rejected_rows_can_be_mended_and_imported(tmp_path):
    imported(tmp_path, {"state": "Lost", "text": "say \"x\", 'y'\nand z"})
    mended = tmp_path / "mended.csv"
    mended.write_text((tmp_path / "rejects.csv").read_text().replace("Lost", "New"))
    report = run(Source(mended), parse(MAPPING), rejects=tmp_path / "more.csv")
    assert (report.imported, the_request().description) == (1, "say \"x\", 'y'\nand z")


def test_cells_that_a_spreadsheet_would_run_are_quoted_in_the_rejects(tmp_path):
    imported(tmp_path, {"state": "Lost", "text": "=HYPERLINK(1)", "lon": "-121.9"})
    (rejected,) = rejects(tmp_path)
    assert (rejected["text"], rejected["lon"]) == ("'=HYPERLINK(1)", "-121.9")


def test_without_rejects_there_is_no_file_of_them(tmp_path):
    (tmp_path / "rejects.csv").write_text("of an earlier run")
    imported(tmp_path, {})
    assert not (tmp_path / "rejects.csv").exists()


def test_a_column_that_the_file_does_not_have_stops_the_import(tmp_path):
    (tmp_path / "other.csv").write_text("id,opened\n1,2021-01-01\n")
    with pytest.raises(BadFile, match="has no column 'area', 'closed'"):
        run(Source(tmp_path / "other.csv"), parse(MAPPING), rejects=tmp_path / "r.csv")
    assert ServiceRequest.objects.count() == 0


# --- again, limited, tried out -------------------------------------------------------------------------------------------------------


def test_a_second_run_adds_nothing_and_leaves_our_work_alone(tmp_path):
    imported(tmp_path, {"id": "1"}, {"id": "2"})
    ServiceRequest.objects.filter(source_id="1").update(description="Looked at")
    report = imported(tmp_path, {"id": "1", "state": "Working"}, {"id": "2"}, {"id": "3"})
    assert (report.read, report.imported, report.present) == (3, 1, 2)
    assert (ServiceRequest.objects.count(), RequestEvent.objects.count()) == (3, 6)
    assert (the_request("1").description, the_request("1").status) == ("Looked at", "submitted")


def test_a_number_that_comes_twice_in_a_file_counts_once(tmp_path):
    report = imported(tmp_path, {"id": "1", "text": "first"}, {"id": "1", "text": "second"})
    assert (report.imported, report.present, the_request().description) == (1, 1, "first")
    assert the_request().events.count() == 2


def test_the_same_number_in_another_system_is_another_request(tmp_path):
    imported(tmp_path, {})
    assert imported(tmp_path, {}, mapping=MAPPING | {"system": "other"}).imported == 1


def test_no_more_rows_than_the_limit(tmp_path):
    report = imported(tmp_path, *({"id": str(n)} for n in range(5)), limit=3)
    assert (report.read, ServiceRequest.objects.count()) == (3, 3)


def test_a_dry_run_reports_and_keeps_nothing(tmp_path):
    report = imported(tmp_path, {"id": "1"}, {"id": "2", "parent": "1"}, {"id": "3", "state": "Lost"}, dry_run=True)
    assert (report.imported, report.linked, report.services_made, report.rejected) == (2, 1, ["old-trees"], {"unknown_status": 1})
    assert (ServiceRequest.objects.count(), Service.objects.count(), Department.objects.count()) == (0, 0, 1)


def test_a_reference_that_is_taken_is_drawn_again(tmp_path, monkeypatch):
    imported(tmp_path, {"id": "1"})
    drawn = iter([the_request("1").reference, "CX11111111" + "1"])
    monkeypatch.setattr("requests_app.imports.rows.new_reference", lambda: next(drawn))
    monkeypatch.setattr(copying, "new_reference", lambda: next(drawn))
    imported(tmp_path, {"id": "2"})
    assert the_request("2").reference == "CX111111111"


def test_more_rows_than_a_batch(tmp_path, monkeypatch):
    monkeypatch.setattr("requests_app.imports.running.BATCH", 4)
    seen = []
    report = imported(tmp_path, *({"id": str(n)} for n in range(10)), progress=lambda report: seen.append(report.read))
    assert (report.imported, seen) == (10, [4, 8, 10])


# --- duplicates ----------------------------------------------------------------------------------------------------------------------


def parents():
    rows = ServiceRequest.objects.exclude(parent=None).values_list("source_id", "parent__source_id")
    return dict(rows)


def test_a_closed_duplicate_points_to_its_original(tmp_path):
    report = imported(tmp_path, {"id": "1"}, {"id": "2", "parent": "1", "state": "Done", "closed": "2021-03-30", "ending": "fixed"})
    assert (parents(), report.linked, report.parents_unknown) == ({"2": "1"}, 1, 0)
    assert the_request("2").outcome == "closed_duplicate"


def test_the_original_may_come_later_in_the_file(tmp_path):
    imported(tmp_path, {"id": "2", "parent": "1"}, {"id": "1"})
    assert parents() == {"2": "1"}


def test_the_original_may_come_in_a_later_file(tmp_path):
    assert imported(tmp_path, {"id": "2", "parent": "1"}).parents_unknown == 1
    report = imported(tmp_path, {"id": "1"})
    assert (parents(), report.linked, report.parents_unknown) == ({"2": "1"}, 1, 0)


def test_chains_are_kept_flat(tmp_path):
    imported(tmp_path, {"id": "4", "parent": "3"}, {"id": "3", "parent": "2"}, {"id": "2", "parent": "1"}, {"id": "1"})
    assert parents() == {"2": "1", "3": "1", "4": "1"}


def test_chains_are_kept_flat_when_the_top_comes_in_a_later_file(tmp_path):
    imported(tmp_path, {"id": "3", "parent": "2"}, {"id": "2", "parent": "1"})
    assert parents() == {"3": "2"}
    imported(tmp_path, {"id": "1"})
    assert parents() == {"2": "1", "3": "1"}


def test_circles_of_parents_are_not_linked(tmp_path):
    rows = [{"id": "1", "parent": "1"}, {"id": "2", "parent": "3"}, {"id": "3", "parent": "2"}, {"id": "4", "parent": "3"}]
    report = imported(tmp_path, *rows)
    assert (set(parents()), report.linked, report.parents_unknown) == ({"4"}, 1, 3)


def test_a_duplicate_that_was_worked_on_here_is_not_linked_again(tmp_path):
    imported(tmp_path, {"id": "1"}, {"id": "2", "parent": "1"})
    ServiceRequest.objects.filter(source_id="2").update(parent=None)
    RequestEvent.objects.create(request=the_request("2"), kind="note", actor_kind="staff", text="It is another tree")
    imported(tmp_path, {"id": "1"}, {"id": "2", "parent": "1"})
    assert parents() == {}


# --- the command ---------------------------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_did(tmp_path, settings):
    settings.DATA = tmp_path
    (tmp_path / "old.csv").write_text("id,opened,state,kind\n1,2021-01-01,New,Tree\n2,2021-01-01,Lost,Tree\n")
    (tmp_path / "old.toml").write_text(
        'system = "old"\n[dates]\nzone = "America/Los_Angeles"\n[fields]\nid = "id"\nsubmitted = "opened"\n'
        '[status]\ncolumn = "state"\n[status.values]\nNew = "submitted"\n[channel]\n[service]\ncolumn = "kind"\n'
        '[department]\ndefault = { code = "old-city", name = "Old City" }\n'
    )
    said = StringIO()
    call_command("import_requests", str(tmp_path / "old.csv"), mapping=str(tmp_path / "old.toml"), stdout=said)
    lines = [" ".join(line.split()) for line in said.getvalue().splitlines()]
    assert lines[:5] == ["2 read", "1 imported", "0 already there", "1 rejected", "1 a status that the mapping does not know"]
    assert lines[-1] == f"Rejected rows with their reasons: {tmp_path / 'old.csv.rejects.csv'}"


@pytest.mark.parametrize(
    ("file", "mapping", "message"),
    [("none.csv", "boston", "none.csv: No such file"), ("old.xlsx", "boston", "must end in"), ("old.csv", "atlantis", "atlantis.toml: No such file")],
)
def test_the_command_says_what_it_cannot_do(tmp_path, file, mapping, message):
    for name in ("old.xlsx", "old.csv"):
        (tmp_path / name).write_text("id\n")
    with pytest.raises(CommandError, match=message):
        call_command("import_requests", str(tmp_path / file), mapping=mapping)
