"""The container set-up, read as text: what it sets is what the settings read, nobody is root, everything has a health check."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("web", "worker", "beat", "migrate")
OTHERS = ("postgres", "pgbouncer", "valkey")


def variables_of_settings():
    """Every name that settings.py reads from the environment."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / "cx311" / "settings.py").read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env" and node.args and isinstance(node.args[0], ast.Constant):
            names.add(node.args[0].value)
    return names


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def dockerfile():
    """[(instruction, arguments)] of the last stage."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]
    last = max(place for place, (word, _) in enumerate(lines) if word == "FROM")
    return [(word, rest) for word, rest in lines[last:]]


def test_all_parts_are_there(compose):
    assert set(compose["services"]) == {*OURS, *OTHERS}


@pytest.mark.parametrize("service", OURS)
def test_every_variable_is_one_the_settings_read(compose, service):
    assert set(compose["services"][service]["environment"]) - variables_of_settings() == set()


def test_every_variable_of_the_image_is_one_the_settings_read(dockerfile):
    names = {pair.split("=")[0] for word, rest in dockerfile if word == "ENV" for pair in rest.split()}
    assert names - variables_of_settings() == {"PATH", "PYTHONUNBUFFERED", "DJANGO_SETTINGS_MODULE"}


def test_every_variable_is_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in sorted(variables_of_settings()) if f"`{name}`" not in readme] == []


def test_the_readme_names_no_variable_that_nobody_reads():
    named = set(re.findall(r"^\| `([A-Z0-9_]+)`", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert named - variables_of_settings() - {"CX311_CHROMIUM"} == set()


def test_the_image_does_not_run_as_root(dockerfile):
    users = [rest for word, rest in dockerfile if word == "USER"]
    assert users == ["cx311"]
    assert [word for word, _ in dockerfile].index("USER") < [word for word, _ in dockerfile].index("CMD")


def test_the_image_answers_for_its_health(dockerfile):
    assert [rest for word, rest in dockerfile if word == "HEALTHCHECK" and "/healthz" in rest]


def test_the_image_starts_the_production_server(dockerfile):
    command = json.loads(next(rest for word, rest in dockerfile if word == "CMD"))
    assert command[0] == "granian"
    assert command[-1] == "cx311.wsgi:application"


@pytest.mark.parametrize("service", ("worker", "beat", *OTHERS))
def test_every_part_answers_for_its_health(compose, service):
    assert compose["services"][service]["healthcheck"]["test"]


@pytest.mark.parametrize("service", ("web", "worker", "beat"))
def test_ours_wait_for_the_migrations(compose, service):
    assert compose["services"][service]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_what_must_last_is_on_volumes(compose):
    assert compose["services"]["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert compose["services"]["web"]["volumes"] == ["data:/data"]
    assert set(compose["volumes"]) == {"data", "postgres"}


def test_no_secret_is_written_down(compose):
    environment = compose["services"]["web"]["environment"]
    assert environment["CX311_SECRET_KEY"].startswith("${CX311_SECRET_KEY:?")
    assert ":${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]
