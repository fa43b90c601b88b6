"""H3 cells: hexagons with edges of about 76 m (resolution 10), by which places near each other are found through an index."""

from math import ceil

from h3.api import basic_int as h3

RESOLUTION = 10
SHORTEST_EDGE_M = h3.average_hexagon_edge_length(RESOLUTION, unit="m") / 1.3  # cells are not all of one size and shape


def cell(lat: float, lon: float) -> int:
    """The cell of a place (WGS84 degrees), as it stands in `ServiceRequest.h3_cell`. Fits a signed bigint: the first bit of H3 is 0."""
    return h3.latlng_to_cell(lat, lon, RESOLUTION)


def neighbours(middle: int, radius_m: float) -> list[int]:
    """The cell and all around it that a circle of *radius_m* meters about any place in the cell can touch."""
    # The narrowest way out of k rings is 1.5 k - 0.5 edges long: along the seam between two cells, then straight over the next one.
    rings = ceil((radius_m / SHORTEST_EDGE_M + 0.5) / 1.5) if radius_m > 0 else 0
    return h3.grid_disk(middle, rings)
