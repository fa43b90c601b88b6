"""What may be a boundary, and where its places are."""

import pytest
import shapely

from routing.districts import Boundaries, drawn, read

SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        ({"type": "Point", "coordinates": [0, 0]}, "Polygon or a MultiPolygon"),
        (None, "Polygon or a MultiPolygon"),
        ({"type": "Polygon", "coordinates": []}, "empty"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "cannot be read"),
        ({"type": "Polygon"}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[1836000, 12], [1837000, 12], [1837000, 13], [1836000, 12]]]}, "WGS84"),
    ],
)
def test_what_is_no_boundary_is_refused(geometry, message):
    with pytest.raises(ValueError, match=message):
        read(geometry)


def test_a_border_that_crosses_itself_is_mended():
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    assert Boundaries([(1, bow_tie)]).at(1.0, 0.2) == 1


def test_where_districts_overlap_the_first_counts():
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    assert Boundaries([(7, square), (5, square)]).at(1, 1) == 7


def test_latitude_comes_first_in_code_and_second_in_geojson():
    wide = {"type": "Polygon", "coordinates": [[[0, 0], [10, 0], [10, 1], [0, 1], [0, 0]]]}
    boundaries = Boundaries([(1, wide)])
    assert (boundaries.at(0.5, 9), boundaries.at(9, 0.5)) == (1, None)


def test_no_districts_know_no_place():
    assert not Boundaries([])
    assert Boundaries([]).at(1, 1) is None


def test_many_places_at_once_are_where_they_are_one_by_one():
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    right = {"type": "Polygon", "coordinates": [[[1, 0], [5, 0], [5, 2], [1, 2], [1, 0]]]}
    boundaries = Boundaries([(7, square), (5, right)])
    places = [(lat / 4, lon / 4) for lat in range(-2, 10) for lon in range(-2, 22)]
    assert boundaries.at_all(places) == [boundaries.at(*place) for place in places]
    assert {7, 5, None} == set(boundaries.at_all(places))
    assert (boundaries.at_all([]), Boundaries([]).at_all([(1, 1)])) == ([], [None])


def test_a_drawn_border_is_light_and_still_shared():
    west = [[0, 0], [0, 2], [1, 2], *([1 + (step % 2) / 10000, 2 - step / 100] for step in range(1, 200)), [1, 0], [0, 0]]
    east = [[2, 0], [2, 2], *west[2:-2], [1, 0], [2, 0]]
    one, other = drawn([{"type": "Polygon", "coordinates": [west]}, {"type": "Polygon", "coordinates": [east]}], 60)
    count = sum(len(ring) for area in (one, other) for ring in area["coordinates"])
    assert count <= 60
    assert shapely.get_dimensions(shapely.intersection(read(one), read(other))) == 1
    assert shapely.union(read(one), read(other)).area == pytest.approx(4, abs=0.01)
