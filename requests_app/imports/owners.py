"""The departments, services and districts that imported requests belong to: found by code, or made when they are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.utils.text import slugify
from modeltranslation.utils import build_localized_fieldname

from accounts.models import Department, Team
from catalog.models import Service
from requests_app.imports.cleaning import fold
from requests_app.imports.mapping import BadMapping, ImportMapping, Named
from requests_app.imports.rows import Reading
from routing.models import District
from routing.queries import boundaries


@dataclass(frozen=True, slots=True)
class Owner:
    department_id: int
    team_id: int


class Place(NamedTuple):
    """Where a request belongs, in the order of staging."""

    service_id: int
    department_id: int
    team_id: int
    is_public: bool
    is_restricted: bool
    district_id: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a request needs to know of its service."""

    id: int
    is_restricted: bool
    is_public: bool


class Owners:
    """Looks up by code what is there, and makes what is not: departments with an intake team, services hidden from residents."""

    def __init__(self, mapping: ImportMapping):
        self.mapping = mapping
        self.name = build_localized_fieldname("name", mapping.language)
        teams = dict(Team.objects.filter(is_intake=True).values_list("department_id", "id"))
        self.owners = {code: Owner(pk, teams.get(pk, 0)) for pk, code in Department.objects.values_list("id", "code")}
        services = Service.objects.values_list("code", "id", "is_restricted", "is_public")
        self.services = {code: Offer(pk, restricted, public) for code, pk, restricted, public in services}
        self.by_category: dict[str, Offer] = {}
        self.districts = {fold(code): pk for pk, code in District.objects.values_list("id", "code")}
        self.boundaries = boundaries()
        self.departments_made: list[str] = []
        self.services_made: list[str] = []

    def places(self, readings: Sequence[Reading]) -> list[Place]:
        """Where each of them belongs. The district is the one that the file names, where we know it, else the one of the coordinates."""
        unnamed = [index for index, reading in enumerate(readings) if reading.lat is not None and reading.district not in self.districts]
        found = self.boundaries.at_all([(readings[index].lat, readings[index].lon) for index in unnamed])
        by_place = dict(zip(unnamed, found, strict=True))
        owners = [self.department(reading.owner) for reading in readings]
        self._know_services(readings, owners)
        places = []
        for index, (reading, owner) in enumerate(zip(readings, owners, strict=True)):
            offer = self.by_category[reading.category]
            district_id = self.districts.get(reading.district) or by_place.get(index)
            places.append(Place(offer.id, owner.department_id, owner.team_id, offer.is_public, offer.is_restricted, district_id))
        return places

    def department(self, named: Named) -> Owner:
        """The department and its intake team. Raises BadMapping for one that is not there and has no name to make it with."""
        owner = self.owners.get(named.code)
        if owner is None:
            owner = self.owners[named.code] = self._make_department(named)
        if not owner.team_id:
            raise BadMapping(f"The department {named.code!r} has no team that takes new requests. Mark one of its teams as intake.")
        return owner

    @transaction.atomic
    def _make_department(self, named: Named) -> Owner:
        if not named.name:
            raise BadMapping(f"There is no department {named.code!r}, and the mapping gives no name to make it with.")
        department = Department.objects.create(code=named.code, **{self.name: named.name})
        team = Team.objects.create(department=department, code=named.code, is_intake=True, **{self.name: named.name})
        self.departments_made.append(named.code)
        return Owner(department.pk, team.pk)

    def _know_services(self, readings: Sequence[Reading], owners: Sequence[Owner]) -> None:
        """Find the service of every category. Those that are missing are made at once, hidden, for the department of their first request."""
        new, codes = {}, {}
        for reading, owner in zip(readings, owners, strict=True):
            if reading.category in self.by_category or reading.category in codes:
                continue
            codes[reading.category] = code = self.mapping.service.values.get(reading.category.casefold()) or self.code_of(reading.category)
            if code not in self.services and code not in new:
                facts = {"is_hidden": True, "is_public": self.mapping.public, "needs_place": False, self.name: reading.category[:120]}
                new[code] = Service(code=code, department_id=owner.department_id, **facts)
        for made in Service.objects.bulk_create(new.values()):
            self.services[made.code] = Offer(made.pk, made.is_restricted, made.is_public)
        self.services_made.extend(new)
        self.by_category.update({category: self.services[code] for category, code in codes.items()})

    def code_of(self, name: str) -> str:
        """The code of a service made for a category, e.g. "boston-pothole-repair"; categories that differ in case only share it."""
        return f"{self.mapping.system}-{slugify(name) or 'other'}"[:80].strip("-")
