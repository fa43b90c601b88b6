"""In which district is a place? Boundaries are prepared once and kept by `routing.queries`. Pure: GeoJSON in, numbers out."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry import shape

SHAPES = ("Polygon", "MultiPolygon")
ON_A_MAP = 0.00001  # degrees: about a meter
FINEST, COARSEST = 0.00005, 0.02  # degrees by which a drawn border may be off


class Boundaries:
    """District boundaries, ready to be asked about places.

    geometries: (district id, GeoJSON Polygon or MultiPolygon in WGS84), in the order of preference where they overlap or share a border.
    """

    def __init__(self, geometries: Iterable[tuple[int, dict]]):
        geometries = list(geometries)
        self.ids = [pk for pk, _ in geometries]
        self.shapes = [read(geometry) for _, geometry in geometries]
        shapely.prepare(self.shapes)
        self.tree = shapely.STRtree(self.shapes)

    def __bool__(self):
        return bool(self.ids)

    def at(self, lat: float, lon: float) -> int | None:
        """The id of the district of a place (its border belongs to it), or None."""
        place = shapely.Point(lon, lat)
        candidates = sorted(self.tree.query(place))
        return next((self.ids[index] for index in candidates if self.shapes[index].intersects(place)), None)

    def at_all(self, places: Sequence[tuple[float, float]]) -> list[int | None]:
        """`at` for thousands of places at once, given as (lat, lon)."""
        found: list[int | None] = [None] * len(places)
        if not places or not self.ids:
            return found
        lats, lons = (np.array(numbers) for numbers in zip(*places, strict=True))
        near, boxes = self.tree.query(shapely.points(lons, lats))
        for index in sorted(set(boxes.tolist()), reverse=True):  # so that the first district has the last word
            candidates = near[boxes == index]
            for place in candidates[shapely.intersects_xy(self.shapes[index], lons[candidates], lats[candidates])].tolist():
                found[place] = self.ids[index]
        return found


def read(geometry: dict):
    """The shape of a GeoJSON Polygon or MultiPolygon, with self-crossing borders mended. Raises ValueError when it is none."""
    if not isinstance(geometry, dict) or geometry.get("type") not in SHAPES:
        raise ValueError("A boundary must be a Polygon or a MultiPolygon.")
    try:
        found = shape(geometry)
    except (shapely.errors.ShapelyError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ValueError("The boundary cannot be read.") from error
    if found.is_empty:
        raise ValueError("The boundary is empty.")
    west, south, east, north = found.bounds
    if not (west >= -180 and south >= -90 and east <= 180 and north <= 90):
        raise ValueError("The boundary is not in WGS84 degrees (longitude, latitude).")
    return found if found.is_valid else shapely.make_valid(found)


def drawn(geometries: Sequence[dict], most: int) -> list[dict]:
    """The same areas for a map, as GeoJSON with at most about *most* points in all; where two share a border they still do."""
    shapes = [read(geometry) for geometry in geometries]
    tolerance = FINEST
    while True:
        simple = shapely.set_precision(shapely.coverage_simplify(shapes, tolerance), ON_A_MAP)
        if shapely.get_num_coordinates(simple).sum() <= most or tolerance > COARSEST:
            return [shapely.geometry.mapping(area) for area in simple]
        tolerance *= 2
