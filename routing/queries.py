"""Reads for routing. What every submission needs is kept per process with the catalogue's version, which triggers move on any change
to calendars, districts, rules, departments or teams; so in steady state nothing here asks the database but the gazetteer."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from math import cos, radians
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import F, Func, IntegerField, QuerySet, Value
from django.db.models.functions import Abs, Cast, Length, Power
from modeltranslation.utils import build_localized_fieldname

from catalog.pseudo import content_languages, with_pseudo
from catalog.queries import current
from catalog.texts import Text
from routing import engine
from routing.addresses import leading_number, name_of, names_in, number_and_street, search_text
from routing.clock import Hours
from routing.districts import Boundaries, read
from routing.models import Address, Calendar, District, Holiday, Neighbor, OpenInterval, Rule

METERS_PER_DEGREE = 111_320
NEAR_ADDRESS_M = 150
T = TypeVar("T")
ALIKE = 0.45  # how alike (word similarity, 0–1) a street must be to be suggested for a misspelled one


class NoHours(ImproperlyConfigured):
    """The city has no calendar with opening hours, so no promise can be counted."""


@dataclass(frozen=True)
class DistrictEntry:
    id: int
    code: str
    name: Text


@dataclass(frozen=True)
class NeighborEntry:
    """Whoever is responsible outside of the city."""

    id: int
    code: str
    name: Text
    phone: str
    website: str


def kept(read: Callable[[], T]) -> Callable[[], T]:
    """Call *read* again only when the catalogue's version has moved. Two threads may both read then; either result is right."""
    held: tuple[int, T] | None = None

    @wraps(read)
    def get() -> T:
        nonlocal held
        version, known = current().version, held
        if known is None or known[0] != version:
            held = known = (version, read())
        return known[1]

    return get


@kept
def _hours() -> dict[int | None, Hours]:
    """Hours by department; the city's own under None. A calendar without any opening hours counts as none."""
    intervals, holidays = defaultdict(list), defaultdict(list)
    for calendar_id, weekday, opens, closes in OpenInterval.objects.values_list("calendar_id", "weekday", "opens", "closes"):
        intervals[calendar_id].append((weekday, opens, closes))
    for calendar_id, day in Holiday.objects.order_by().values_list("calendar_id", "day"):
        holidays[calendar_id].append(day)
    zone = ZoneInfo(settings.TIME_ZONE)
    return {
        department_id: Hours.of(intervals[pk], holidays[pk], zone)
        for pk, department_id in Calendar.objects.values_list("id", "department_id")
        if intervals[pk]
    }


def hours_for(department_id: int | None) -> Hours:
    """Opening hours of a department, or the city's for None and where it has none of its own. Raises NoHours when there are neither."""
    hours = _hours()
    found = hours.get(department_id) or hours.get(None)
    if found is None:
        raise NoHours("There is no calendar of the city with opening hours. Add one under Settings, Calendars.")
    return found


@kept
def _districts() -> dict[int, DistrictEntry]:
    rows = District.objects.order_by("code").values("id", "code", *_name_columns().values())
    return {row["id"]: DistrictEntry(row["id"], row["code"], _name("routing.district", row)) for row in rows}


def _name_columns() -> dict[str, str]:
    return {code: build_localized_fieldname("name", code) for code in content_languages()}


def _name(model: str, row: dict) -> Text:
    """The name of a row read with _name_columns, in the languages that have one."""
    name = with_pseudo(Text({code: row[column] for code, column in _name_columns().items() if row[column]}))
    name.key = (model, row["id"], "name")
    return name


@kept
def boundaries() -> Boundaries:
    """The boundaries as of now, for who asks about thousands of places in a row; everybody else asks district_at."""
    return Boundaries(District.objects.order_by("code").values_list("id", "geometry"))


def districts() -> tuple[DistrictEntry, ...]:
    """All districts, by code."""
    return tuple(_districts().values())


def district(pk: int | None) -> DistrictEntry | None:
    return _districts().get(pk or 0)


def district_at(lat: float, lon: float) -> DistrictEntry | None:
    """The district of a place (WGS84 degrees), or None outside of all of them."""
    return district(boundaries().at(lat, lon))


def inside_city(lat: float, lon: float) -> bool:
    """Is the place in any district? Where no districts are known, everything is."""
    known = boundaries()
    return not known or known.at(lat, lon) is not None


@kept
def _neighbors() -> tuple[Boundaries, dict[int, NeighborEntry]]:
    """Their boundaries and who they are, the smallest area first: a city comes before the county around it."""
    rows = Neighbor.objects.values("id", "code", "phone", "website", "geometry", *_name_columns().values())
    rows = sorted(rows, key=lambda row: (read(row["geometry"]).area, row["code"]))
    entries = {row["id"]: NeighborEntry(row["id"], row["code"], _name("routing.neighbor", row), row["phone"], row["website"]) for row in rows}
    return Boundaries((row["id"], row["geometry"]) for row in rows), entries


def neighbors() -> tuple[NeighborEntry, ...]:
    """All who are responsible around the city, the smallest area first."""
    return tuple(_neighbors()[1].values())


def neighbor_at(lat: float, lon: float) -> NeighborEntry | None:
    """Who is responsible for a place outside of the city (WGS84 degrees), or None where we do not know. Inside of the city nobody else is."""
    areas, entries = _neighbors()
    found = areas.at(lat, lon)
    return entries[found] if found is not None and not inside_city(lat, lon) else None


def neighbor_named(text: str) -> NeighborEntry | None:
    """The neighbor that a typed address names, in any language: "9 Dune Road, Northford" names Northford. None when it names none."""
    return next((entry for entry in neighbors() if any(names_in(name, text) for name in entry.name.values())), None)


@kept
def _rules() -> tuple[engine.RuleRow, ...]:
    teams = current().teams
    rows = Rule.objects.active().order_by("order").values("id", "order", "name", "team_id", *engine.CONDITIONS)
    return tuple(
        engine.RuleRow(**row, department_id=teams[row["team_id"]].department_id, team_is_active=teams[row["team_id"]].is_active) for row in rows
    )


@kept
def _intake_teams() -> dict[int, int]:
    return {team.department_id: team.id for team in current().teams.values() if team.is_intake and team.is_active}


def route(facts: engine.Facts) -> engine.Decision:
    """Who gets a request with these facts, by the rules as they stand now. Raises engine.NoIntakeTeam."""
    return engine.decide(facts, _rules(), _intake_teams())


def search_addresses(text: str, limit: int = 10) -> list[Address]:
    """Addresses that somebody typing *text* may mean, best first: those that begin so, then those that contain it, then those that look alike.

    A house number counts as such: it must be the same, or, when the street has no such number, the nearest ones come first.
    """
    found = _search(search_text(text), limit)
    if not found and "," in text:  # "12 Main St, Our City, CA 95000": the gazetteer knows the first part only
        found = _search(search_text(text.split(",")[0]), limit)
    return found


def _search(wanted: str, limit: int) -> list[Address]:
    """From the strictest to the most forgiving, no further than needed."""
    number, street = number_and_street(wanted)
    if len(wanted) < 2:
        return []
    found = list(Address.objects.filter(search__startswith=wanted).order_by(Length("search"), "search")[:limit])
    if not street or (number and found):
        return found
    named = Address.objects.filter(search__contains=" " + street).exclude(pk__in=[address.pk for address in found])
    found += _nearest_number(named, number)[: limit - len(found)]
    if found:
        return found
    return _misspelled(number, name_of(street), limit)


@transaction.atomic
def _misspelled(number: str, name: str, limit: int) -> list[Address]:
    likeness = TrigramWordSimilarity(name, "search")
    same_number = Address.objects.filter(search__startswith=number + " ").annotate(alike=likeness).filter(alike__gte=ALIKE)
    found: list[Address] = list(same_number.order_by("-alike", "search")[:limit]) if number else []
    if found:
        return found
    with connection.cursor() as cursor:  # for this transaction
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
    return list(_nearest_number(Address.objects.filter(search__trigram_word_similar=name), number, likeness.desc())[:limit])


def _nearest_number(addresses: QuerySet, number: str, *order) -> QuerySet:
    if not number:
        return addresses.order_by(*order, Length("search"), "search")
    theirs = Cast(Func(F("search"), Value(r"^\d{1,9}"), function="substring"), IntegerField())
    return addresses.order_by(*order, Abs(theirs - leading_number(number)).asc(nulls_last=True), "search")


def near_address(lat: float, lon: float) -> Address | None:
    """The nearest address of the gazetteer within 150 m of a place (WGS84 degrees), or None."""
    height = NEAR_ADDRESS_M / METERS_PER_DEGREE
    shrink = max(cos(radians(lat)), 0.01)  # a degree of longitude is shorter away from the equator
    box = Address.objects.filter(lat__range=(lat - height, lat + height), lon__range=(lon - height / shrink, lon + height / shrink))
    distance = Power(F("lat") - lat, 2) + Power((F("lon") - lon) * shrink, 2)
    return box.annotate(distance=distance).filter(distance__lte=height**2).order_by("distance", "id").first()
