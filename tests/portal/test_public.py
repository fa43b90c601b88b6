"""The public list: narrowed, paged, to the block, without names, numbers or sensitive services."""

import pytest
from django.urls import reverse

from tests import factories as f

pytestmark = pytest.mark.django_db


def page(client, **query):
    return client.get(reverse("portal:requests"), query).content.decode()


def test_shows_the_block_and_the_screened_words_never_the_number_or_name(client):
    made = f.request(contact=f.resident(name="Ana Ruiz"), address="1234 Oak Street", description="Call 408 555 0123 or ana@example.com")
    body = client.get(reverse("portal:one", args=[made.reference])).content.decode()
    assert "1200–1299 Oak Street" in body
    assert "1234" not in body and "0123" not in body and "ana@example.com" not in body and "Ruiz" not in body and made.token not in body


def test_a_request_of_a_sensitive_service_is_not_there(client):
    hidden = f.request(of=f.service("encampment", name="Encampment", is_public=False))
    assert hidden.reference not in page(client)
    assert client.get(reverse("portal:one", args=[hidden.reference])).status_code == 404


def test_narrowed_by_service_district_and_state(client):
    f.district()
    hole, lamp = f.request(of=f.service()), f.request(of=f.service("lamp", name="Lamp"), lat=None, lon=None)
    assert hole.reference in page(client, service="pothole") and lamp.reference not in page(client, service="pothole")
    assert hole.reference in page(client, district="north") and lamp.reference not in page(client, district="north")
    assert hole.reference in page(client, state="open") and hole.reference not in page(client, state="closed")


def test_unknown_filters_narrow_nothing(client):
    made = f.request()
    assert made.reference in page(client, service="nonsense", district="<x>", state="maybe", before="rubbish~x")


def test_pages_follow_each_other_without_gap_or_double(client):
    made = [f.request().reference for _ in range(45)]
    seen, query = [], ""
    while True:
        response = client.get(reverse("portal:requests") + query)
        seen += [row.reference for row in response.context["rows"]]
        if not response.context["older"]:
            break
        query = f"?{response.context['older']}"
    assert seen == made[::-1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_one_query_however_long(client, settings, django_assert_num_queries, count):
    for _ in range(count):
        f.request()
    page(client)
    settings.CATALOGUE_CHECK_SECONDS = 60  # what is kept per process is not asked for again, as in steady state
    with django_assert_num_queries(1):
        page(client)


def test_the_feed_is_rss_with_positions_to_the_block(client):
    f.request(address="1234 Oak Street", lat=37.012345, lon=-121.987654)
    body = client.get(reverse("portal:feed")).content.decode()
    assert "<georss:point>37.012 -121.988</georss:point>" in body
    assert "1200–1299 Oak Street" in body and "1234" not in body
