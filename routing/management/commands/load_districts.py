"""manage.py load_districts FILE: the city's districts, or with --neighbors those around it, from a GeoJSON file."""

from pathlib import Path

import ijson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.text import slugify
from modeltranslation.utils import build_localized_fieldname

from routing.districts import read
from routing.models import District, Neighbor


class Command(BaseCommand):
    help = "Load districts from GeoJSON (a FeatureCollection of polygons in WGS84). Districts known by their code are updated, none are deleted."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--code-property", required=True, help="the property that holds each district's code")
        parser.add_argument("--name-property", help="the property that holds its name (default: the code)")
        parser.add_argument("--name-prefix", default="", help='put before each name, e.g. "District "')
        parser.add_argument("--neighbors", action="store_true", help="load who is responsible outside of the city instead: other cities, the county")
        parser.add_argument("--phone-property", help="with --neighbors: the property that holds the phone number to call")
        parser.add_argument("--website-property", help="with --neighbors: the property that holds the address of the website")

    def handle(self, *, file, neighbors=False, **options):
        what = "neighbors" if neighbors else "districts"
        try:
            made, changed = self._load(file, Neighbor if neighbors else District, **options)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except ijson.JSONError as error:
            raise CommandError(f"{file.name} is not JSON: {error}") from error
        self.stdout.write(f"{made + changed} {what}: {made} new, {changed} updated.")

    @transaction.atomic
    def _load(self, file: Path, model, *, code_property, name_property, name_prefix, phone_property=None, website_property=None, **options):
        """All of them or, when one cannot be read, none: half a map would send requests astray. -> (made, changed)"""
        what, name_column = model._meta.object_name, build_localized_fieldname("name", settings.LANGUAGE_CODE)
        more = {"phone": phone_property, "website": website_property} if model is Neighbor else {}
        seen, made = set(), 0
        with open(file, "rb") as stream:
            for number, feature in enumerate(ijson.items(stream, "features.item", use_float=True), 1):
                properties = feature.get("properties") or {}
                code = slugify(str(properties.get(code_property) or ""))[:40]
                if not code or code in seen:
                    raise CommandError(f"{what} {number}: the property {code_property!r} is {'there twice' if code else 'missing'} ({properties}).")
                seen.add(code)
                try:
                    read(feature.get("geometry"))
                except ValueError as error:
                    raise CommandError(f"{what} {code}: {error}") from error
                values = {
                    "geometry": feature["geometry"],
                    name_column: f"{name_prefix}{properties.get(name_property or code_property) or code}"[:120],
                }
                values |= {column: str(properties.get(key) or "") for column, key in more.items() if key}
                row, new = model.objects.update_or_create(code=code, defaults=values)
                try:
                    row.clean_fields(exclude=["geometry"])
                except ValidationError as error:
                    raise CommandError(f"{what} {code}: {' '.join(error.messages)}") from error
                made += new
        if not seen:
            raise CommandError(f"{file.name} has no features.")
        return made, len(seen) - made
