"""The city's streets as lines for a map, made from the gazetteer: one point for each hundred house numbers, joined in their order."""

from itertools import groupby
from math import cos, radians

import shapely
from django.core.cache import cache
from django.db import connection

KEPT = 60 * 60  # seconds; the gazetteer of a large city takes a second to walk through
MOST_POINTS = 2600  # of all streets together: so the map stays light
GAP = 0.006  # degrees (about 600 m): farther apart it is another part of the city with a street of the same name
OFF = 0.00006  # degrees by which a line may be off, about six meters
BLOCKS = """
    SELECT street, min(label), avg(lat), avg(lon)
    FROM (
        SELECT substring(search from '^\\d{1,9}')::integer / 100 AS block, lat, lon,
               regexp_replace(search, '^\\S+\\s+', '') AS street, regexp_replace(text, '^\\S+\\s+', '') AS label
        FROM routing_address WHERE search ~ '^\\d{1,9}[^ ]* [^ ]'
    ) AS houses
    GROUP BY street, block ORDER BY street, block
"""


def streets() -> list[tuple[str, list[tuple[float, float]]]]:
    """[(name, [(lon, lat), …])], the longest first, as many as a light map holds. One query, once an hour."""
    known = cache.get("streets")
    if known is None:
        known = lines(_blocks())
        cache.set("streets", known, KEPT)
    return known


def _blocks():
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS)
        return cursor.fetchall()


def lines(blocks, most: int = MOST_POINTS) -> list[tuple[str, list[tuple[float, float]]]]:
    """The lines through the blocks (street, name, lat, lon), which come street by street in the order of their numbers. Pure."""
    found = []
    for _street, rows in groupby(blocks, key=lambda row: row[0]):
        for name, points in _parts(rows):
            if len(points) > 1:
                line = shapely.LineString(points).simplify(OFF)
                found.append((line.length, name, [(round(lon, 5), round(lat, 5)) for lon, lat in line.coords]))
    found.sort(key=lambda part: (-part[0], part[1]))
    kept = []
    for _length, name, points in found:
        most -= len(points)
        if most < 0:
            break
        kept.append((name, points))
    return kept


def _parts(rows):
    """One street, cut where it jumps."""
    parts = []
    for _street, name, lat, lon in rows:
        if parts and _apart(parts[-1][1][-1], (lon, lat)) <= GAP:
            parts[-1][1].append((lon, lat))
        else:
            parts.append((name, [(lon, lat)]))
    return parts


def _apart(one, other):
    return max(abs(one[0] - other[0]) * cos(radians(one[1])), abs(one[1] - other[1]))
