"""Reads for routing, on a real database."""

from datetime import date, time
from time import perf_counter

import pytest
from django.db import connection

from accounts.models import Team
from catalog.queries import current
from routing.addresses import search_text
from routing.engine import Facts, NoIntakeTeam
from routing.models import Address, Calendar, District, Holiday, OpenInterval, Rule
from routing.queries import NoHours, district, district_at, districts, hours_for, inside_city, near_address, route, search_addresses
from tests import factories

pytestmark = pytest.mark.django_db


def city_calendar():
    calendar = Calendar.objects.create(name="City")
    OpenInterval.objects.create(calendar=calendar, weekday=0, opens=time(9), closes=time(0))
    return calendar


def addresses(*texts, lat=37.05, lon=-121.95):
    Address.objects.bulk_create([Address(text=text, search=search_text(text), lat=lat, lon=lon) for text in texts])


def facts_of(service, **given):
    return Facts(**{"service_id": service.id, "group_id": service.group_id, "department_id": service.department_id,
                    "district_id": None, "language": "en", "channel": "web", **given})  # fmt: skip


# --- hours ---------------------------------------------------------------------------------------------------------------------


def test_a_department_has_its_own_hours():
    city_calendar()
    assert hours_for(factories.department().id).week[0] == ((480, 1020),)


def test_a_department_without_calendar_has_the_citys_hours():
    city_calendar()
    made = factories.department()
    made.calendar.delete()
    assert hours_for(made.id).week == (((540, 1440),), (), (), (), (), (), ())


def test_a_calendar_without_opening_hours_counts_as_none():
    city_calendar()
    made = factories.department()
    made.calendar.intervals.all().delete()
    assert hours_for(made.id).week[0] == ((540, 1440),)


def test_without_any_calendar_the_error_says_what_to_add():
    with pytest.raises(NoHours, match="Add one under"):
        hours_for(1)


def test_a_new_holiday_is_seen():
    made = factories.department()
    hours_for(made.id)
    Holiday.objects.create(calendar=made.calendar, day=date(2026, 12, 25), name="Christmas Day")
    assert hours_for(made.id).holidays == {date(2026, 12, 25)}


# --- districts -------------------------------------------------------------------------------------------------------------------


def test_a_place_is_in_its_district():
    north = factories.district()
    found = district_at(37.05, -121.95)
    assert (found.id, found.code, str(found.name)) == (north.id, "north", "North")


def test_a_place_outside_of_all_districts_has_none():
    factories.district()
    assert district_at(36.9, -121.95) is None


def test_a_place_on_a_shared_border_is_in_the_first_district_by_code():
    factories.district("b", box=(37.0, -122.0, 37.1, -121.9))
    first = factories.district("a", box=(37.1, -122.0, 37.2, -121.9))
    assert district_at(37.1, -121.95).id == first.id


def test_a_hole_in_a_district_is_outside():
    outer = [[-122, 37], [-121, 37], [-121, 38], [-122, 38], [-122, 37]]
    hole = [[-121.6, 37.4], [-121.4, 37.4], [-121.4, 37.6], [-121.6, 37.6], [-121.6, 37.4]]
    District.objects.create(code="ring", name_en="Ring", geometry={"type": "MultiPolygon", "coordinates": [[outer, hole]]})
    assert (district_at(37.5, -121.5), district_at(37.1, -121.1).code) == (None, "ring")


def test_the_city_is_its_districts():
    factories.district()
    assert (inside_city(37.05, -121.95), inside_city(36.9, -121.95)) == (True, False)


def test_without_districts_everything_is_inside_the_city():
    assert inside_city(0.0, 0.0)


def test_a_moved_boundary_is_seen():
    made = factories.district()
    assert district_at(38.5, -121.5) is None
    made.geometry = {"type": "Polygon", "coordinates": [[[-122, 38], [-121, 38], [-121, 39], [-122, 38]]]}
    made.save()
    assert district_at(38.5, -121.4).id == made.id


def test_districts_are_listed_by_code():
    factories.district("b")
    factories.district("a", box=(38.0, -122.0, 38.1, -121.9))
    assert [entry.code for entry in districts()] == ["a", "b"]
    assert district(None) is None


# --- rules -----------------------------------------------------------------------------------------------------------------------


def test_without_rules_the_intake_team_gets_it():
    assert route(facts_of(factories.service())).team_id == factories.team().id


def test_a_rule_sends_to_its_team_and_that_teams_department():
    water = factories.team(factories.department("water", name="Water").code)
    made = factories.service()
    rule = Rule.objects.create(order=1, name="Spanish", language="es", team=water)
    decision = route(facts_of(made, language="es"))
    assert (decision.team_id, decision.department_id, decision.rule_id) == (water.id, water.department_id, rule.id)


def test_rules_are_asked_in_their_order():
    made, team = factories.service(), factories.team()
    Rule.objects.create(order=20, name="Second", team=team)
    Rule.objects.create(order=10, name="First", team=team)
    assert route(facts_of(made)).reason["name"] == "First"


def test_a_rule_switched_off_is_not_asked():
    made = factories.service()
    Rule.objects.create(order=1, name="Off", team=factories.team(), is_active=False)
    assert route(facts_of(made)).passed_over == []


def test_a_rule_to_a_closed_team_is_passed_over():
    made = factories.service()
    closed = Team.objects.create(department=made.department, code="closed", name_en="Closed", is_active=False)
    Rule.objects.create(order=1, name="To a closed team", team=closed)
    decision = route(facts_of(made))
    assert (decision.rule_id, decision.passed_over[0]["code"]) == (None, "team_inactive")


def test_a_department_whose_intake_team_is_closed_has_none():
    made = factories.service()
    Team.objects.filter(pk=factories.team().pk).update(is_active=False)
    with pytest.raises(NoIntakeTeam):
        route(facts_of(made))


def test_in_steady_state_nothing_is_asked_of_the_database(settings, django_assert_num_queries):
    made = factories.service()
    factories.district()
    facts = facts_of(made)
    current()
    settings.CATALOGUE_CHECK_SECONDS = 60
    route(facts), hours_for(made.department_id), district_at(37.05, -121.95)
    with django_assert_num_queries(0):
        route(facts), hours_for(made.department_id), district_at(37.05, -121.95), inside_city(37.05, -121.95)


# --- the gazetteer ---------------------------------------------------------------------------------------------------------------


def texts(query, **kwargs):
    return [address.text for address in search_addresses(query, **kwargs)]


def test_typing_the_beginning_finds_the_address():
    addresses("12 Main Street", "14 Main Street", "12 Oak Street")
    assert texts("12 mai") == ["12 Main Street"]


def test_street_words_and_accents_do_not_matter():
    addresses("12 Nguyễn Avenue", "12 Oak Avenue")
    assert texts("12 NGUYEN AVE.")[0] == "12 Nguyễn Avenue"


def test_a_street_alone_finds_its_numbers_the_short_ones_first():
    addresses("100 Main Street", "12 Main Street", "12 Oak Street")
    assert texts("main st") == ["12 Main Street", "100 Main Street"]


def test_a_number_the_street_does_not_have_finds_the_nearest():
    addresses("10 Main Street", "50 Main Street", "18 Main Street", "17 Oak Street")
    assert texts("17 main st") == ["18 Main Street", "10 Main Street", "50 Main Street"]


def test_a_misspelled_street_is_found_by_its_number():
    addresses("12 Mission Street", "14 Mission Street", "12 Oak Street")
    assert texts("12 misson street")[0] == "12 Mission Street"


def test_a_misspelled_street_is_found_without_a_number():
    addresses("12 Nguyen Way", "12 Oak Street")
    assert texts("nguyne") == ["12 Nguyen Way"]


def test_a_unit_does_not_matter():
    addresses("12 Main Street")
    assert texts("12 Main St Apt 4") == ["12 Main Street"]


def test_city_and_zip_after_a_comma_do_not_matter():
    addresses("12 Main Street")
    assert texts("12 Main St, Our City, CA 95000") == ["12 Main Street"]


def test_signs_with_a_meaning_in_patterns_are_only_signs():
    addresses("12 Main Street")
    assert texts("%_%") == texts("\\") == texts("1") == texts("") == []


def test_no_more_than_the_limit():
    addresses(*(f"{n} Main Street" for n in range(1, 30)))
    assert len(texts("main", limit=5)) == 5


def test_an_address_saved_alone_gets_its_search_text():
    made = Address.objects.create(text="12 N. Main St", lat=37.0, lon=-121.0)
    assert made.search == "12 north main street"


def test_the_nearest_address_of_a_place():
    addresses("12 Main Street", lat=37.05, lon=-121.95)
    addresses("14 Main Street", lat=37.0505, lon=-121.95)
    assert near_address(37.0504, -121.95).text == "14 Main Street"


def test_no_address_within_150_meters():
    addresses("12 Main Street", lat=37.05, lon=-121.95)
    assert near_address(37.0515, -121.95) is None
    assert near_address(37.0513, -121.95).text == "12 Main Street"


def test_searching_20000_addresses_takes_less_than_50_milliseconds():
    streets = [f"{name}{end} {kind}" for name in NAMES for end in ("", "ton", "wood", "field", "dale") for kind in ("Street", "Avenue", "Drive")]
    addresses(*(f"{n * 2} {street}" for street in streets for n in range(1, 20_000 // len(streets) + 2)))
    assert Address.objects.count() > 20_000
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE routing_address")
    for query in ("12 mar", "maple st", "17 maplewood avenue", "22 misson street", "cdar", "zzz qqq", "st", "street"):
        assert min(timed(query) for _ in range(5)) < 0.05, query


def timed(query):
    began = perf_counter()
    search_addresses(query)
    return perf_counter() - began


NAMES = ["Maple", "Cedar", "Oak", "Pine", "Elm", "Mission", "Market", "Main", "Santa Clara", "San Carlos", "Mar", "Bay", "Hill", "Lake", "Stone"]
