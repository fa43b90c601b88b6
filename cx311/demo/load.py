"""Loads the demo city: everything but its past (that is history.py)."""

from django.db import transaction
from django.utils import translation

from accounts.models import Department
from cx311.demo.catalogue import load_catalogue
from cx311.demo.finding import load_finding
from cx311.demo.geography import load_addresses, load_districts, load_neighbors
from cx311.demo.organisation import load_departments
from cx311.demo.staff import load_rules, load_staff
from cx311.demo.words import SOURCE


def is_loaded():
    """Whether this database holds a city already, the demo one or a real one."""
    return Department.objects.exists()


@transaction.atomic
def load_city():
    """Write departments, catalogue, districts, neighbors, addresses, staff and routing rules into an empty database. Sends nothing."""
    with translation.override(SOURCE):
        departments, teams = load_departments()
        services = load_catalogue(departments)
        districts = load_districts()
        load_neighbors()
        load_addresses(districts)
        load_finding(departments, services)
        load_staff(teams)
        load_rules(services, districts, teams)
