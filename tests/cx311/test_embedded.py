import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_the_server_is_postgres_18():
    assert connection.pg_version // 10_000 == 18


def test_the_catalogue_has_its_version_row():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_catalogueversion")
        assert cursor.fetchone() == (1,)
