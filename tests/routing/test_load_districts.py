"""manage.py load_districts: the city's map from a GeoJSON file."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from routing.models import District
from routing.queries import district_at
from tests import factories

pytestmark = pytest.mark.django_db


def square(west, south, **properties):
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def load(tmp_path, *features, **options):
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    said = StringIO()
    call_command("load_districts", str(path), **{"code_property": "id", "stdout": said, **options})
    return said.getvalue().strip()


def test_districts_are_made(tmp_path):
    said = load(tmp_path, square(0, 0, id=1, area="Old Town"), square(5, 5, id=2, area="Harbor"), name_property="area")
    assert said == "2 districts: 2 new, 0 updated."
    assert list(District.objects.values_list("code", "name_en")) == [("1", "Old Town"), ("2", "Harbor")]
    assert district_at(5.5, 5.5).code == "2"


def test_without_a_name_the_code_and_a_prefix_make_one(tmp_path):
    load(tmp_path, square(0, 0, id=7), name_prefix="District ")
    assert District.objects.get().name_en == "District 7"


def test_codes_become_slugs(tmp_path):
    load(tmp_path, square(0, 0, id="Back Bay / Beacon Hill"))
    assert District.objects.get().code == "back-bay-beacon-hill"


def test_districts_that_are_known_get_their_new_boundary_and_others_stay(tmp_path):
    known, other = factories.district("1", name="One"), factories.district("other")
    assert load(tmp_path, square(0, 0, id=1, name="Uno"), name_property="name") == "1 districts: 0 new, 1 updated."
    known.refresh_from_db()
    assert (known.name_en, known.geometry["coordinates"][0][0]) == ("Uno", [0, 0])
    assert District.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([square(0, 0, name="x")], "District 1: the property 'id' is missing"),
        ([square(0, 0, id=1), square(5, 5, id=1)], "District 2: the property 'id' is there twice"),
        ([square(0, 0, id=1), square(500, 5, id=2)], "District 2: The boundary is not in WGS84"),
        ([square(0, 0, id=1), {"type": "Feature", "properties": {"id": 2}, "geometry": None}], "District 2: A boundary must be"),
        ([], "has no features"),
    ],
)
def test_a_file_with_a_mistake_loads_nothing(tmp_path, features, message):
    with pytest.raises(CommandError, match=message):
        load(tmp_path, *features)
    assert District.objects.count() == 0


def test_a_file_that_is_no_json_or_is_not_there(tmp_path):
    (tmp_path / "bad.geojson").write_text('{"features": [')
    with pytest.raises(CommandError, match="is not JSON"):
        call_command("load_districts", str(tmp_path / "bad.geojson"), code_property="id")
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_districts", str(tmp_path / "none.geojson"), code_property="id")
