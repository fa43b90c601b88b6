"""The embedded servers, on data directories of their own."""

import multiprocessing
import stat

import psycopg
import pytest
from django.db import connection

from cx311 import embedded


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    yield tmp_path
    embedded.destroy(tmp_path)


def answers(data):
    return embedded._postgres_answers(data), embedded._valkey_answers(data)


def kill(data):
    home = embedded._home(data, embedded._owner())
    for process in embedded._postgres_processes(home / "postgres") + embedded._valkey_processes(data):
        process.kill()


def use(data, started):
    with embedded.running(data, durable=False):
        started.put(answers(data))


@pytest.mark.django_db
def test_the_server_is_postgres_18():
    assert connection.pg_version // 10_000 == 18


@pytest.mark.django_db
def test_the_catalogue_has_one_version_row():
    from tests import factories as make  # not above: the processes this file starts import it before Django is ready

    make.service()  # any change moves the version; a test before may have emptied the table
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_catalogueversion")
        assert cursor.fetchone() == (1,)


def test_they_run_inside_the_block_only(data):
    with embedded.running(data, durable=False):
        assert answers(data) == (True, True)
    assert answers(data) == (False, False)


def test_who_leaves_first_stops_nothing(data):
    with embedded.running(data, durable=False):
        with embedded.running(data, durable=False):
            pass
        assert answers(data) == (True, True)


def test_what_was_written_survives_a_kill(data):
    with embedded.running(data):
        with psycopg.connect(embedded.database_url(data)) as database:
            database.execute("CREATE TABLE kept (n int)")
        kill(data)
        with embedded.running(data), psycopg.connect(embedded.database_url(data)) as database:
            assert database.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_several_starting_at_once_share_one_server(data):
    spawn = multiprocessing.get_context("spawn")
    started = spawn.Queue()
    users = [spawn.Process(target=use, args=(data, started)) for _ in range(3)]
    for user in users:
        user.start()
    assert [started.get(timeout=60) for _ in users] == [(True, True)] * 3
    for user in users:
        user.join(60)
    assert answers(data) == (False, False)


def test_nobody_else_may_enter_the_sockets(data):
    with embedded.running(data, durable=False):
        assert stat.S_IMODE(embedded.sockets(data).stat().st_mode) == 0o700
        with psycopg.connect(embedded.database_url(data)) as database:
            assert database.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_deleted_data_directory_starts_afresh(data):
    with embedded.running(data, durable=False), psycopg.connect(embedded.database_url(data)) as database:
        database.execute("CREATE TABLE kept (n int)")
    embedded.destroy(data)
    with embedded.running(data, durable=False), psycopg.connect(embedded.database_url(data)) as database:
        assert database.execute("SELECT to_regclass('kept')").fetchone() == (None,)


def test_the_secret_key_is_made_once_and_private(tmp_path):
    key = embedded.secret_key(tmp_path)
    assert len(key) > 60
    assert embedded.secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["secret_key"]


def test_the_address_of_a_long_directory_fits_into_a_socket_path(tmp_path):
    assert len(str(embedded.sockets(tmp_path / ("deep/" * 60)) / ".s.PGSQL.5432.lock")) < 107
