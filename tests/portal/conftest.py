"""A small city with one street and one service that asks everything, and a resident who walks through the report."""

import io
import zlib

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from routing.models import Address, Calendar, OpenInterval
from tests import factories as make


@pytest.fixture(autouse=True)
def _built(static_files, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def city(db):
    """Main Street with three houses in a square district, the city's hours, and a pothole service: one question, danger, a follow-up."""
    calendar = Calendar.objects.create(name="City")
    OpenInterval.objects.bulk_create([OpenInterval(calendar=calendar, weekday=day, opens="08:00", closes="17:00") for day in range(5)])
    district = make.district()
    for number in (12, 14, 120):
        Address.objects.create(
            text=f"{number} Main Street", search=f"{number} main street", zipcode="95000", lat=37.05 + number / 1e5, lon=-121.95, district=district
        )
    service = make.service(description_en="We fill holes.", keywords_en="hole, crater", keywords_es="hoyo")
    size = make.question(service, "size", "singlevaluelist", options=["small", "gas!"], required=True, label="How big is it?")
    make.question(service, "depth", "number", label="How deep is it?", depends_on=size, depends_keys=["small"])
    make.service("other", name="Something else", name_es="Otra cosa", name_vi="Việc khác", needs_place=False)
    return service


class Resident:
    """Somebody with a browser, at some step of a report."""

    def __init__(self, client, language="en"):
        self.client, self.language, self.url = client, language, ""

    def begin(self, code="pothole", **query):
        response = self.client.get(f"/{self.language}/report/{code}/", query)
        self.url = response.headers["Location"]
        return self

    @property
    def step(self):
        return self.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]

    def at(self, step):
        """The address of another step of the same report."""
        return self.url.split("?")[0].rstrip("/").rsplit("/", 1)[0] + f"/{step}/"

    def send(self, **data):
        """Send the form of this page; on success the next page is where she is."""
        response = self.client.post(self.url, data)
        if response.status_code == 302:
            self.url = response.headers["Location"]
        return response

    def up_to(self, step):
        """Answer plainly until the given step."""
        answers = {
            "place": {"address": "12 Main Street"},
            "near": {},
            "details": {"size": "small", "description": "A hole."},
            "more": {"depth": "5"},
            "photos": {},
            "you": {"channel": "email", "email": "ana@example.com", "name": "Ana Ruiz", "language": self.language},
        }
        for _turn in range(7):
            if self.step == step:
                return self
            response = self.send(**answers[self.step])
            assert response.status_code == 302, response.content.decode()
        raise AssertionError(f"Did not reach {step}, but {self.url}")


@pytest.fixture
def ana(client, city):
    return Resident(client)


@pytest.fixture
def resident_of():
    return Resident


def photo(name="hole.jpg", side=64, kind="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", (side, side), (120, zlib.crc32(name.encode()) % 256, 60)).save(out, kind)  # another name, another photo
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


@pytest.fixture
def a_photo():
    return photo
