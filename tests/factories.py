"""Small worlds for tests: plain functions that make rows, with names a reader recognises."""

from datetime import time
from functools import cache
from itertools import count

from django.contrib.auth.hashers import make_password

from accounts.models import Department, Membership, Role, SpokenLanguage, Team, User
from catalog.models import Article, Option, Question, Service, ServiceGroup
from contacts.actions import Person, find_or_create
from contacts.models import Channel, Source
from requests_app.actions import submit
from requests_app.models import Actor
from routing.models import Calendar, District, OpenInterval

number = count(1)
PASSWORD = "a-long-test-password"


def department(code="streets", *, name="Streets", external=False, **fields):
    """A department with its intake team, open Monday to Friday 8 to 17."""
    made, new = Department.objects.get_or_create(code=code, defaults={"name_en": name, "is_external": external, **fields})
    if new:
        Team.objects.create(department=made, code=f"{code}-intake", name_en=f"{name} intake", is_intake=True)
        calendar = Calendar.objects.create(department=made, name=f"{name} hours")
        OpenInterval.objects.bulk_create([OpenInterval(calendar=calendar, weekday=day, opens=time(8), closes=time(17)) for day in range(5)])
    return made


def team(code="streets"):
    """The intake team of a department."""
    return department(code).teams.get(is_intake=True)


@cache
def hashed_password():
    """Hashed once: a good hash takes a third of a second."""
    return make_password(PASSWORD)


def user(role=Role.WORKER, *, of="streets", name="", languages=(), **fields):
    """A member of staff of a department's intake team. role: a Role, or None for no membership at all."""
    n = next(number)
    made = User.objects.create(email=f"user{n}@example.com", password=hashed_password(), name=name or f"User {n}", is_demo=True, **fields)
    if role:
        Membership.objects.create(user=made, team=department(of).teams.get(is_intake=True), role=role)
    SpokenLanguage.objects.bulk_create([SpokenLanguage(user=made, language=language, verified=True) for language in languages])
    return made


def service(code="pothole", *, of="streets", name="Pothole", name_es="Bache", name_vi="Ổ gà", promise_minutes=3 * 8 * 60, **fields):
    """A service in three languages."""
    group, _new = ServiceGroup.objects.get_or_create(code="streets", defaults={"name_en": "Streets", "name_es": "Calles", "name_vi": "Đường phố"})
    made, _new = Service.objects.get_or_create(
        code=code,
        defaults={
            "department": department(of), "group": group, "name_en": name, "name_es": name_es, "name_vi": name_vi,
            "promise_minutes": promise_minutes, "is_public": True, **fields,
        },
    )  # fmt: skip
    return made


def question(of, code, datatype="string", *, order=None, options=(), required=False, label=None, **fields):
    """A question of a service; options: keys, one that ends in "!" means danger."""
    order = order or of.questions.count() + 1
    made = Question.objects.create(service=of, code=code, order=order, datatype=datatype, is_required=required, label_en=label or code, **fields)
    for place, key in enumerate(options):
        Option.objects.create(question=made, key=key.rstrip("!"), name_en=key.rstrip("!"), order=place, is_emergency=key.endswith("!"))
    return made


def article(slug="pothole-facts", *, of="streets", **fields):
    defaults = {"title_en": "About potholes", "body_en": "We fill them.", "review_by": "2030-01-01"}
    return Article.objects.create(slug=slug, department=department(of), **{**defaults, **fields})


def district(code="north", box=(37.0, -122.0, 37.1, -121.9), name="North"):
    """A square district. box: south, west, north, east."""
    south, west, north, east = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return District.objects.create(code=code, name_en=name, geometry={"type": "Polygon", "coordinates": [ring]})


def resident(*, email="ana@example.com", phone="", name="Ana Ruiz", language="es"):
    return find_or_create(Person(name=name, email=email, phone=phone, language=language, language_source=Source.ASKED))


def request(*, of=None, contact=None, language="es", channel=Channel.WEB, actor=Actor.RESIDENT, **fields):
    """A filed request."""
    defaults = {"description": "Hay un bache grande.", "address": "12 Main Street", "lat": 37.05, "lon": -121.95}
    made = of or service()
    return submit(service_id=made.pk, contact=contact, language=language, channel=channel, actor=actor, **{**defaults, **fields})
