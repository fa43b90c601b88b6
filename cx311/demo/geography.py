"""The shape of the demo city: ten districts on a bent grid, who is responsible around it, and a gazetteer of addresses along its streets.

The same at every load. Plans are drawn in meters from the south-west corner and then turned and put on the globe.
"""

from itertools import pairwise
from math import cos, radians, sin
from random import Random

import numpy
import shapely
from django.conf import settings

from cx311.demo.words import columns, said, structure
from routing.addresses import search_text
from routing.models import Address, District, Neighbor

WIDTH, HEIGHT = 9200.0, 8000.0  # meters
COLUMNS, ROWS = 4, 3
TURN = radians(9)
METERS_PER_DEGREE = 111_320
CELLS = {  # columns from the west, rows from the south
    "d01": [(1, 1)], "d02": [(2, 1)], "d03": [(3, 1)], "d04": [(0, 2), (1, 2)], "d05": [(0, 1)],
    "d06": [(0, 0)], "d07": [(1, 0)], "d08": [(2, 2)], "d09": [(2, 0), (3, 0)], "d10": [(3, 2)],
}  # fmt: skip
ZIPCODES = {
    "d01": "93991", "d02": "93991", "d03": "93992", "d04": "93993", "d05": "93993",
    "d06": "93994", "d07": "93994", "d08": "93995", "d09": "93992", "d10": "93995",
}  # fmt: skip
HOUSE_EVERY = 25.0  # meters along a street, the sides taking turns
SEED = 311


def on_globe(x, y):
    """(lat, lon) of a place in the plan; numbers or arrays."""
    x, y = x - WIDTH / 2, y - HEIGHT / 2
    east, north = x * cos(TURN) - y * sin(TURN), x * sin(TURN) + y * cos(TURN)
    lat, lon = settings.CITY_CENTER
    return lat + north / METERS_PER_DEGREE, lon + east / (METERS_PER_DEGREE * cos(radians(lat)))


def polygons():
    """District code to its polygon (x = longitude, y = latitude). Neighbours share their border point for point."""
    random = Random(SEED)
    corners = {
        (column, row): (WIDTH * column / COLUMNS + random.uniform(-330, 330), HEIGHT * row / ROWS + random.uniform(-330, 330))
        for column in range(COLUMNS + 1)
        for row in range(ROWS + 1)
    }
    edges = {}

    def edge(start, end):
        """The bent border from one corner to the next, without its end; drawn once and walked either way."""
        if (start, end) not in edges:
            (x0, y0), (x1, y1) = corners[start], corners[end]
            bends = [
                (x0 + (x1 - x0) * step / 7 + random.uniform(-110, 110), y0 + (y1 - y0) * step / 7 + random.uniform(-110, 110)) for step in range(1, 7)
            ]
            edges[start, end] = [corners[start], *bends]
            edges[end, start] = [corners[end], *reversed(bends)]
        return edges[start, end]

    def cell(column, row):
        around = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1), (column, row)]
        points = [on_globe(x, y) for start, end in pairwise(around) for x, y in edge(start, end)]
        return shapely.Polygon([(round(lon, 6), round(lat, 6)) for lat, lon in points])

    return {code: shapely.unary_union([cell(*place) for place in places]) for code, places in CELLS.items()}


def load_districts():
    """Write the districts; returns them by code."""
    districts = {
        code: District(code=code, geometry=shapely.geometry.mapping(polygon), **columns("name", said("names", "districts", code)))
        for code, polygon in polygons().items()
    }
    District.objects.bulk_create(districts.values())
    return districts


def load_neighbors():
    """Write who is responsible around the city: two cities, and the county everywhere else."""
    city = shapely.unary_union(list(polygons().values()))
    made = []
    for code, neighbor in structure("neighbors").items():
        corners = [on_globe(x, y) for x, y in neighbor["corners"]]
        area = shapely.set_precision(shapely.Polygon([(lon, lat) for lat, lon in corners]).difference(city), 0.000001)
        names = columns("name", said("names", "neighbors", code))
        made.append(Neighbor(code=code, phone=neighbor["phone"], website=neighbor["website"], geometry=shapely.geometry.mapping(area), **names))
    Neighbor.objects.bulk_create(made)


def _street(length, position, is_across):
    """House numbers and places (plan meters) along one street, which bends a little."""
    steps = numpy.arange(HOUSE_EVERY, length, HOUSE_EVERY)
    numbers = 100 + (steps // 100).astype(int) * 100 + ((steps % 100) // HOUSE_EVERY).astype(int) * 24
    numbers += numpy.where(numpy.arange(len(steps)) % 2, 1, 0) + (int(position) % 7) * 2
    aside = position + 60 * numpy.sin(steps / 900 + position / 700) + numpy.where(numbers % 2, 12.0, -12.0)
    return numbers, (steps, aside) if is_across else (aside, steps)


def addresses(districts):
    """The gazetteer, unsaved; districts by code. Houses outside the city limits are left out."""
    limits = polygons()
    names = structure("streets")
    made = []
    for streets, length, width, is_across in ((names["across"], WIDTH, HEIGHT, True), (names["along"], HEIGHT, WIDTH, False)):
        for index, street in enumerate(streets):
            numbers, (x, y) = _street(length, width * (index + 0.5) / len(streets), is_across)
            lat, lon = on_globe(x, y)
            inside = {code: shapely.contains_xy(polygon, lon, lat) for code, polygon in limits.items()}
            for house, number in enumerate(numbers):
                code = next((code for code, hit in inside.items() if hit[house]), None)
                if code:
                    text = f"{number} {street}"
                    made.append(
                        Address(
                            text=text,
                            search=search_text(text),
                            zipcode=ZIPCODES[code],
                            lat=round(float(lat[house]), 6),
                            lon=round(float(lon[house]), 6),
                            district=districts[code],
                        )
                    )
    return made


def load_addresses(districts):
    """Write the gazetteer; returns the addresses."""
    return Address.objects.bulk_create(addresses(districts), batch_size=5000)
