"""What the maps draw: the city's districts and streets, and the requests anybody may see."""

import json

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.queries import current
from notifications.words import day
from portal.words import PLAIN_STATUS
from requests_app.public import block, coarse
from routing.districts import drawn
from routing.models import District
from routing.queries import district, kept
from routing.streets import streets

BORDER_POINTS = 1500  # of all districts together
SHOWN = 500
SAMPLES = (0, 1, 2, 3, 11, 100)  # one number for each plural form that any language has


@kept
def _borders():
    """[(district id, light GeoJSON geometry)]"""
    rows = list(District.objects.order_by("code").values_list("id", "geometry"))
    return [(pk, geometry) for (pk, _), geometry in zip(rows, drawn([geometry for _, geometry in rows], BORDER_POINTS), strict=True)] if rows else []


def city_drawn():
    """Districts (with code and name) and streets (with name) as GeoJSON text, names in the active language."""
    features = []
    for pk, geometry in _borders():
        entry = district(pk)
        name = entry.name.best()
        features.append(_feature(geometry, code=entry.code, name=name.text, lang=name.language))
    features += [_feature({"type": "LineString", "coordinates": points}, name=name) for name, points in streets()]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))


def _feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def requests_drawn(narrowed):
    """The newest requests of a Narrowed list that have a place, as GeoJSON: where to the block, what, since when, how it stands.

    Beside the features *said* tells how many, and *counts* how to say a number of requests: {sample: words with %(count)s}.
    One query; 500 at most.
    """
    columns = ("pk", "reference", "service_id", "status", "address", "lat", "lon", "submitted_at")
    rows = narrowed.rows().exclude(lat=None).order_by("-submitted_at", "-pk").only(*columns)[: SHOWN + 1]
    taken = list(rows)
    features = [_request(row) for row in taken[:SHOWN]]
    count = len(features)
    if len(taken) > SHOWN:
        said = _("The map shows the newest %(count)s requests. The list has all of them.") % {"count": count}
    elif count:
        said = ngettext("The map shows %(count)s request.", "The map shows %(count)s requests.", count) % {"count": count}
    else:
        said = _("There is nothing to show on the map.")
    counts = {sample: ngettext("%(count)s request", "%(count)s requests", sample) for sample in SAMPLES}
    return {"type": "FeatureCollection", "features": features, "said": said, "counts": counts, "language": get_language()}


def _request(row):
    name = current().service_by_id(row.service_id).name.best()
    return _feature(
        {"type": "Point", "coordinates": [coarse(row.lon), coarse(row.lat)]},
        url=reverse("portal:one", args=[row.reference]), what=name.text, lang=name.language, where=block(row.address),
        state=str(PLAIN_STATUS[row.status]), when=day(row.submitted_at),
    )  # fmt: skip
