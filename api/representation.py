"""A service request as anybody may read it: never who reported it, its place to the block, its words without names and ways to reach a person."""

from django.utils import timezone

from requests_app.public import block, coarse, screened
from requests_app.status import Status

COLUMNS = (
    "reference", "service_id", "department_id", "status", "outcome_text", "description", "submitted_at", "updated_at", "closed_at",
    "promised_at", "address", "zipcode", "lat", "lon", "media_url", "writer",
)  # fmt: skip
EXTENDED_COLUMNS = ("channel", "district__code", "parent__reference")


def represent(row, catalogue, extended=False):
    """A dict of the columns above, in the order and under the names of GeoReport."""
    service, department = catalogue.service_by_id(row["service_id"]), catalogue.department(row["department_id"])
    closed = row["status"] == Status.CLOSED
    answer = {
        "service_request_id": row["reference"],
        "status": "closed" if closed else "open",
        "status_notes": screened(row["outcome_text"], row["writer"] or "") or None if closed else None,
        "service_name": str(service.name),
        "service_code": service.code,
        "description": screened(row["description"], row["writer"] or "") or None,
        "agency_responsible": str(department.name) or None,
        "service_notice": None,
        "requested_datetime": w3c(row["submitted_at"]),
        "updated_datetime": w3c(row["closed_at"] if closed else row["updated_at"]),
        "expected_datetime": w3c(row["promised_at"]),
        "address": block(row["address"]) or None,
        "address_id": None,
        "zipcode": row["zipcode"] or None,
        "lat": coarse(row["lat"]),
        "long": coarse(row["lon"]),
        "media_url": row["media_url"] or None,
    }
    if extended:
        answer["extended_attributes"] = {"channel": row["channel"], "district": row["district__code"]}
        answer["attributes"] = []  # answers may hold personal data
        answer["notes"] = _notes(row, answer)
    return answer


def w3c(at):
    """A moment (aware) as W3C date and time in the city's zone, to the second; None stays None."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def _notes(row, answer):
    notes = [{"datetime": answer["requested_datetime"], "type": "submitted", "summary": None, "description": None}]
    if row["parent__reference"]:
        notes.append({"datetime": answer["updated_datetime"], "type": "follow_on", "summary": None, "description": row["parent__reference"]})
    if answer["status"] == "closed":
        notes.append({"datetime": answer["updated_datetime"], "type": "closed", "summary": None, "description": answer["status_notes"]})
    return notes
