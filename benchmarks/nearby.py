"""How long it takes to find what is near among 10,000 open requests in a square kilometer: what stands between a resident and her report."""

import secrets
import statistics
import time
from dataclasses import replace
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.database import REQUEST, Row, _copy
from catalog.queries import current
from requests_app.models import ServiceRequest
from requests_app.nearby import nearby
from routing.cells import cell

COUNT, TIMES = 10_000, 200
HALF_LAT, HALF_LON = 0.0045, 0.0057  # degrees: half a kilometer at our latitude
FIRST = 900_000_000  # our ids, clear of all others; they are taken back


class _Done(Exception):
    """Leaves the transaction, so that nothing of it stays."""


def measure(town):
    """-> {"p50_ms", "p95_ms", "sql"} of the whole search, asked from many places in the square"""
    service, place = replace(town.services[0], duplicate_radius_m=50), town.places[0]
    chance, found = Random(311), {}

    def anywhere():
        return place["lat"] + chance.uniform(-HALF_LAT, HALF_LAT), place["lon"] + chance.uniform(-HALF_LON, HALF_LON)

    team_id = next(team.id for team in current().teams.values() if team.department_id == service.department_id)
    rows = [_row(FIRST + n, service, team_id, *anywhere()) for n in range(COUNT)]
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                _copy(cursor, "requests_app_servicerequest", REQUEST, rows)
                cursor.execute("ANALYZE requests_app_servicerequest")
            spent = []
            for _ in range(TIMES):
                lat, lon = anywhere()
                began = time.perf_counter()
                nearby(service, lat, lon, among=ServiceRequest.objects.public())
                spent.append((time.perf_counter() - began) * 1000)
            found = {"p50_ms": statistics.median(spent), "p95_ms": statistics.quantiles(spent, n=20)[-1], "sql": 2}
            raise _Done
    except _Done:
        return found


def _row(pk, service, team_id, lat, lon):
    """An open public request at a place."""
    given = {
        "id": pk, "reference": f"N{pk}", "token": secrets.token_urlsafe(16), "service_id": service.id, "department_id": service.department_id,
        "team_id": team_id, "status": "open", "answers": "{}", "channel": "web", "language": "en", "lat": lat, "lon": lon,
        "h3_cell": cell(lat, lon), "submitted_at": timezone.now(), "updated_at": timezone.now(), "reopened_count": 0, "is_public": True,
        "is_restricted": False,
    }  # fmt: skip
    empty = {"contact_id", "district_id", "closed_at", "first_promised_at", "promised_at"}
    return Row(*(given.get(name, None if name in empty else "") for name in REQUEST))
