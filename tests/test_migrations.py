"""Migrations: complete, free of the apps' code, kind to a running database, and with a way back."""

import ast
import re
from functools import cache

import pytest
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tests.sources import FLOOR, ROOT, modules

OURS = {path: tree for path, tree in modules(migrations=True).items() if not path.endswith("__init__.py")}
CONCURRENT = {"AddIndexConcurrently", "RemoveIndexConcurrently"}
ONE_WAY = "# one way:"  # a migration that cannot be undone says why in a line that begins so


def test_the_models_and_the_migrations_agree(db):
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail("A model changed and no migration tells it: run `manage.py makemigrations`.")


def test_there_are_migrations_to_look_at():
    assert {path.split("/")[0] for path in OURS} == {app for app, floor in FLOOR.items() if floor >= FLOOR["surveys"]}


def _is_ours(node):
    return bool(node.level) or (node.module or "").split(".")[0] in FLOOR


def _roots(tree):
    """Local name -> module of ours, imported anywhere in a migration, also inside a function."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names if alias.name.split(".")[0] in FLOOR}
        elif isinstance(node, ast.ImportFrom) and _is_ours(node):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def uses_of_the_apps(tree):
    """Lines at which a migration uses code of the apps, but for what Django itself writes: the names of a column's default or upload_to."""
    roots = _roots(tree)
    keywords = [n for n in ast.walk(tree) if isinstance(n, ast.keyword) and n.arg in ("default", "upload_to") and isinstance(n.value, ast.Attribute)]
    written = {id(n) for keyword in keywords for n in ast.walk(keyword.value)}
    lines = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in roots and id(node) not in written]
    return lines + [node.lineno for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and _is_ours(node)]


@pytest.mark.parametrize("path", OURS)
def test_a_migration_uses_no_code_of_the_apps(path):
    """The code moves on, the migration stays: rows are changed through the historical models, or by SQL."""
    assert uses_of_the_apps(OURS[path]) == []


@pytest.mark.parametrize("source", [
    "from requests_app.models import ServiceRequest", "from . import helpers", "from catalog import queries as q",
    "def forward(apps, editor):\n    from requests_app.actions import close",
    "import requests_app.models\nrequests_app.models.ServiceRequest.objects.all()",
])  # fmt: skip
def test_the_search_for_code_sees_it(source):
    assert uses_of_the_apps(ast.parse(source))


def test_the_names_of_defaults_are_no_code():
    assert uses_of_the_apps(ast.parse("import requests_app.models\nmodels.CharField(default=requests_app.models.new_token)")) == []


def _operations(tree):
    lists = [n.value for n in ast.walk(tree) if isinstance(n, ast.Assign) and any(getattr(t, "id", "") == "operations" for t in n.targets)]
    return [operation for found in lists if isinstance(found, ast.List) for operation in found.elts]


def leaves_others_running(tree):
    """An index built concurrently needs a migration of its own, outside a transaction: half a migration cannot be rolled back."""
    names = [getattr(o.func, "attr", getattr(o.func, "id", "")) for o in _operations(tree) if isinstance(o, ast.Call)]
    texts = " ".join(n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    concurrent = bool(CONCURRENT & set(names)) or bool(re.search(r"\bCONCURRENTLY\b", texts, re.IGNORECASE))
    open_ended = any(
        isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "atomic" and getattr(n.value, "value", True) is False for n in ast.walk(tree)
    )
    if not concurrent:
        return not open_ended
    return open_ended and (set(names) <= CONCURRENT or names == ["RunSQL"])


@pytest.mark.parametrize("path", OURS)
def test_an_index_built_concurrently_is_alone(path):
    assert leaves_others_running(OURS[path])


ALONE = "class Migration:\n    atomic = False\n    operations = [AddIndexConcurrently('a', b)]"


@pytest.mark.parametrize(
    ("source", "right"),
    [
        (ALONE, True),
        (ALONE.replace("    atomic = False\n", ""), False),
        (ALONE.replace("[A", "[migrations.AddField('a', 'b', c), A"), False),
        (ALONE.replace("AddIndexConcurrently('a', b)", "migrations.AddField('a', 'b', c)"), False),
        ("class Migration:\n    operations = [migrations.RunSQL('create index concurrently x on y (z)')]", False),
    ],
)
def test_the_search_for_indexes_sees_it(source, right):
    assert leaves_others_running(ast.parse(source)) == right


@cache
def ours():
    """Every migration of the apps, by app.name."""
    loader = MigrationLoader(None)
    return {f"{app}.{name}": migration for (app, name), migration in loader.disk_migrations.items() if app in FLOOR}


@pytest.mark.parametrize("name", sorted(ours()))
def test_a_migration_can_be_undone_or_says_why_not(name):
    migration = ours()[name]
    app, _dot, file = name.partition(".")
    source = (ROOT / app / "migrations" / f"{file}.py").read_text(encoding="utf-8")
    irreversible = [str(operation.describe()) for operation in migration.operations if not operation.reversible]
    assert irreversible == [] or ONE_WAY in source


def test_code_in_a_migration_has_a_way_back():
    runs = [(name, o) for name, m in ours().items() for o in m.operations if isinstance(o, migrations.RunPython | migrations.RunSQL)]
    assert runs
    assert [name for name, operation in runs if not operation.reversible] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_all_the_way_back_and_forth_again():
    """Undone to nothing and done again, the tables are the same."""

    def tables():
        with connection.cursor() as cursor:
            cursor.execute("SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2")
            return cursor.fetchall()

    before = tables()
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate([(app, None) for app in FLOOR if any(key[0] == app for key in everything)])
    assert not [row for row in tables() if row[0].split("_")[0] in ("catalog", "contacts", "routing", "surveys", "notifications")]
    MigrationExecutor(connection).migrate(everything)
    assert tables() == before
