"""manage.py load_districts FILE: the city's districts from a GeoJSON file."""

from pathlib import Path

import ijson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.text import slugify
from modeltranslation.utils import build_localized_fieldname

from routing.districts import read
from routing.models import District


class Command(BaseCommand):
    help = "Load districts from GeoJSON (a FeatureCollection of polygons in WGS84). Districts known by their code are updated, none are deleted."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--code-property", required=True, help="the property that holds each district's code")
        parser.add_argument("--name-property", help="the property that holds its name (default: the code)")
        parser.add_argument("--name-prefix", default="", help='put before each name, e.g. "District "')

    def handle(self, *, file, code_property, name_property, name_prefix, **options):
        try:
            made, changed = self._load(file, code_property, name_property or code_property, name_prefix)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except ijson.JSONError as error:
            raise CommandError(f"{file.name} is not JSON: {error}") from error
        self.stdout.write(f"{made + changed} districts: {made} new, {changed} updated.")

    @transaction.atomic
    def _load(self, file: Path, code_property: str, name_property: str, prefix: str) -> tuple[int, int]:
        """All of them or, when one cannot be read, none: half a map would send requests astray."""
        name_column, seen, made = build_localized_fieldname("name", settings.LANGUAGE_CODE), set(), 0
        with open(file, "rb") as stream:
            for number, feature in enumerate(ijson.items(stream, "features.item", use_float=True), 1):
                properties = feature.get("properties") or {}
                code = slugify(str(properties.get(code_property) or ""))[:40]
                if not code or code in seen:
                    raise CommandError(f"District {number}: the property {code_property!r} is {'there twice' if code else 'missing'} ({properties}).")
                seen.add(code)
                try:
                    read(feature.get("geometry"))
                except ValueError as error:
                    raise CommandError(f"District {code}: {error}") from error
                name = f"{prefix}{properties.get(name_property) or code}"[:120]
                _, new = District.objects.update_or_create(code=code, defaults={"geometry": feature["geometry"], name_column: name})
                made += new
        if not seen:
            raise CommandError(f"{file.name} has no features.")
        return made, len(seen) - made
