"""The demo city on a port, its people's mailboxes, and residents with phones."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction

from catalog.models import CatalogueVersion
from cx311.demo.load import load_city
from tests.journeys.letters import Letters
from tests.journeys.people import Someone

_kept = {}  # the city's rows as the database wrote them: loaded once a run, then put back in a moment


@pytest.fixture
def demo(live_server, transactional_db, settings, tmp_path, mailbox):
    """The whole demo city without a past; the value is the address of its portal."""
    settings.PUBLIC_URL = live_server.url
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEMO_SKIPS_MFA = True
    cache.clear()
    if _kept:
        _put_back()
    else:
        load_city()
        _keep()
    return live_server.url


def _keep():
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            if table != CatalogueVersion._meta.db_table:  # its triggers write it
                with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as out:
                    _kept[table] = b"".join(out)


@transaction.atomic
def _put_back():
    with connection.cursor() as cursor:
        for table in _kept:
            cursor.execute(f'DELETE FROM "{table}"')
        for table, rows in _kept.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as into:
                into.write(rows)
    ContentType.objects.clear_cache()


@pytest.fixture
def letters(demo, mailbox):
    return Letters(mailbox)


@pytest.fixture
def someone(demo, browser):
    """someone(language, how): a resident with a phone of her own; what went wrong on her way is found at the end."""
    people = []

    def walks(language, how, **more):
        people.append(Someone(browser, demo, language, how, **more))
        return people[-1]

    yield walks
    for one in people:
        one.end()
