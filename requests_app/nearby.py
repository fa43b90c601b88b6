"""The same problem nearby: what residents are shown before they tell us again, and what staff see beside a request."""

from datetime import timedelta
from math import asin, cos, degrees, radians, sin, sqrt

from django.db.models import Count, Q
from django.utils import timezone

from requests_app.models import ServiceRequest
from requests_app.status import Status
from routing.cells import cell, neighbours

CLOSED_DAYS = 30  # what was closed lately may still be the same problem
MOST = 5
LOOKED_AT = 400  # newest first; a street where more is open at once needs no longer list
EARTH_M = 6_371_000


def meters(lat1, lon1, lat2, lon2):
    """Great-circle distance of two WGS84 points in meters."""
    a = sin(radians(lat2 - lat1) / 2) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(a))


def nearby(service, lat, lon, *, among, at=None, limit=MOST):
    """Open and lately closed requests of a ServiceEntry within its radius of a place, the nearest first.

    lat, lon: WGS84 degrees; among: the requests the reader may see (.public() or .visible_to(user)); at: aware, default now. Each has
    .meters (int), .follower_count (int) and .writer. Two queries, the first through the index request_near.
    """
    at = at or timezone.now()
    north = degrees(service.duplicate_radius_m / EARTH_M)
    east = north / max(cos(radians(lat)), 0.01)
    cells = neighbours(cell(lat, lon), service.duplicate_radius_m)
    rows = among.filter(service=service.id, h3_cell__in=cells).filter(
        ~Q(status=Status.CLOSED) | Q(closed_at__gte=at - timedelta(days=CLOSED_DAYS)), parent=None
    )
    rows = rows.filter(lat__range=(lat - north, lat + north), lon__range=(lon - east, lon + east))
    places = rows.order_by("-submitted_at").values_list("pk", "lat", "lon")[:LOOKED_AT]
    found = sorted((meters(lat, lon, a, b), pk) for pk, a, b in places)
    near = {pk: distance for distance, pk in found if distance <= service.duplicate_radius_m}
    chosen = list(near)[:limit]
    follows = Count("followers", filter=Q(followers__stopped_at=None, followers__is_waiting=False))
    requests = ServiceRequest.objects.with_writer().annotate(follower_count=follows).in_bulk(chosen)
    for pk, request in requests.items():
        request.meters = round(near[pk])
    return [requests[pk] for pk in chosen]
