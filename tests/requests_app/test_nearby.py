"""The same problem nearby: by distance, kind and time, through the index."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Role
from catalog.queries import current
from requests_app.actions import close, start
from requests_app.models import ServiceRequest
from requests_app.nearby import meters, nearby
from routing.cells import cell
from tests import factories as f

pytestmark = pytest.mark.django_db
HERE = (37.05, -121.95)


def found(service, *, at=None):
    return [row.pk for row in nearby(current().service_by_id(service.pk), *HERE, among=ServiceRequest.objects.public(), at=at)]


def test_a_degree_of_latitude_is_111_kilometers():
    assert round(meters(37, -122, 38, -122)) == 111195


def test_within_the_radius_the_nearest_first():
    hole = f.service(duplicate_radius_m=100)
    far, near = f.request(of=hole, lat=37.0507, lon=-121.95), f.request(of=hole, lat=37.0502, lon=-121.95)
    f.request(of=hole, lat=37.0510, lon=-121.95)  # 111 m away
    f.request(of=f.service("lamp", name="Lamp"), lat=37.05, lon=-121.95)
    assert found(hole) == [near.pk, far.pk]


def test_closed_ones_for_thirty_days_and_duplicates_never():
    hole = f.service()
    worker = f.user(Role.WORKER)
    first = start(f.request(of=hole), actor=worker)
    again = start(f.request(of=hole), actor=worker)
    close(first, outcome="resolved", text="Listo.", actor=worker)
    close(again, outcome="closed_duplicate", parent=first, text="Repetida.", actor=worker)
    assert found(hole) == [first.pk]
    assert found(hole, at=timezone.now() + timedelta(days=31)) == []


def test_what_the_public_may_not_see_is_not_found():
    f.request(of=f.service(is_public=False))
    assert found(f.service()) == []


def test_among_ten_thousand_open_ones_in_a_square_kilometer_the_index_serves():
    hole = f.service()
    first = f.request(of=hole)
    chance = Random(311)
    places = [(HERE[0] + chance.uniform(-0.0045, 0.0045), HERE[1] + chance.uniform(-0.0056, 0.0056)) for _ in range(10_000)]
    ServiceRequest.objects.bulk_create(
        ServiceRequest(
            reference=f"X{n}", token=f"t{n}", service=hole, department_id=first.department_id, team_id=first.team_id, channel="web",
            language="en", lat=lat, lon=lon, h3_cell=cell(lat, lon), is_public=True,
        )
        for n, (lat, lon) in enumerate(places)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE requests_app_servicerequest")
    rows = nearby(current().service_by_id(hole.pk), *HERE, among=ServiceRequest.objects.public())
    distances = sorted(meters(*HERE, lat, lon) for lat, lon in [*places, HERE])
    assert [row.meters for row in rows] == [round(distance) for distance in distances[:5]]
