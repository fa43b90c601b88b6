"""Departments, their teams, working hours and holidays."""

from datetime import time

import holidays

from accounts.models import Department, Team
from cx311.demo.words import SOURCE, columns, said, structure
from routing.models import Calendar, Holiday, OpenInterval

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
CITY_HOURS = {"mon-fri": ["08:00-17:00"]}
YEARS = range(2025, 2028)


def load_departments():
    """Write departments, teams and calendars; returns (departments, teams), each by code."""
    facts = structure("departments")
    departments = {
        code: Department(
            code=code,
            is_external=department.get("external", False),
            phone=department["phone"],
            email=department["email"],
            website=department["website"],
            **columns("name", said("names", "departments", code)),
        )
        for code, department in facts.items()
    }
    Department.objects.bulk_create(departments.values())
    teams = {
        code: Team(department=departments[owner], code=code, is_intake=position == 0, **columns("name", said("names", "teams", code)))
        for owner, department in facts.items()
        for position, code in enumerate(department["teams"])
    }
    Team.objects.bulk_create(teams.values())
    _load_calendars({None: CITY_HOURS} | {departments[code]: department["hours"] for code, department in facts.items()})
    return departments, teams


def _load_calendars(hours):
    city = said("names", "calendars", "city")[SOURCE]
    calendars = [Calendar(department=department, name=department.name_en if department else city) for department in hours]
    Calendar.objects.bulk_create(calendars)
    OpenInterval.objects.bulk_create(
        OpenInterval(calendar=calendar, weekday=weekday, opens=opens, closes=closes)
        for calendar, week in zip(calendars, hours.values(), strict=True)
        for days, intervals in week.items()
        for weekday in _weekdays(days)
        for opens, closes in map(_interval, intervals)
    )
    named = _holidays()
    Holiday.objects.bulk_create(Holiday(calendar=calendar, day=day, **names) for calendar in calendars for day, names in named.items())


def _weekdays(days):
    """The numbers of "mon-fri": 0 … 4."""
    first, _, last = days.partition("-")
    return range(DAYS.index(first), DAYS.index(last or first) + 1)


def _interval(text):
    return [time.fromisoformat(part) for part in text.split("-")]


def _holidays():
    """The days the city is closed, with their names: {date: {"name_en": …}}. State days without a name in our list are working days."""
    named = {}
    for day, name in sorted(holidays.country_holidays("US", subdiv="CA", years=YEARS, language="en_US").items()):
        for part in name.split("; "):
            if texts := said("names", "holidays", part.removesuffix(" (observed)")):
                named[day] = columns("name", texts)
    return named
