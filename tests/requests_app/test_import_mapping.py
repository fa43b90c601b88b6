"""What a mapping file may say, and how it is told when it says something else."""

import tomllib
from pathlib import Path

import pytest

import requests_app
from requests_app.imports.mapping import BadMapping, Named, State, load, parse, reader

SMALL = """
system = "old"
[dates]
zone = "America/Los_Angeles"
[fields]
id = "number"
submitted = "opened"
[status]
column = "state"
[status.values]
"Open" = "open"
"Done" = { status = "closed", outcome = "resolved" }
[channel]
column = "how"
[channel.values]
"Tel" = "phone"
[service]
column = ["kind", "group"]
[department]
default = { code = "streets", name = "Streets" }
"""


def small(**changes):
    data = tomllib.loads(SMALL)
    for path, value in changes.items():
        *tables, name = path.split("__")
        table = data
        for step in tables:
            table = table.setdefault(step, {})
        table[name] = value
    return data


def test_a_small_mapping():
    mapping = parse(small())
    assert mapping.status.of({"state": " open "}) == State("open")
    assert mapping.status.of({"state": "DONE"}) == State("closed", "resolved")
    assert mapping.status.of({"state": "Lost"}) is None
    assert mapping.channel.of({"how": "tel"}) == "phone"
    assert mapping.channel.of({}) == "import"
    assert mapping.service.read({"kind": " ", "group": "Trees"}) == "Trees"
    assert mapping.department.of({}) == Named("streets", "Streets")
    assert mapping.columns == {"number", "opened", "state", "how", "kind", "group"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"system": ""}, "short name"),
        ({"system": "Old System"}, "short name"),
        ({"extra": 1}, "the file has entries nobody reads: extra"),
        ({"fields__colour": "x"}, r"\[fields\] has entries nobody reads: colour"),
        ({"fields": {"id": "number"}}, "needs submitted"),
        ({"dates__zone": "Mars/Olympus"}, "there is no time zone 'Mars/Olympus'"),
        ({"dates": {}}, "needs zone"),
        ({"dates__day_only": ["opened"]}, "nobody reads: opened"),
        ({"status__values__Open": "opened"}, "there is no status 'opened'"),
        ({"status__values__Open": "closed"}, "closed needs an outcome"),
        ({"status__values__Open": {"status": "open", "outcome": "resolved"}}, "only closed has one"),
        ({"status__values__Open": {"state": "open"}}, r"\[status\]"),
        ({"channel__values__Tel": "fax"}, "there is no channel 'fax'"),
        ({"service__values": {"Pothole": "Pot hole"}}, "no code of a service"),
        ({"department__default": {"code": "Street Dept"}}, "no code of a department"),
        ({"endings": [{"column": "x", "pattern": "(", "outcome": "resolved"}]}, "pattern that can be read"),
        ({"endings": [{"column": "x", "pattern": "x", "outcome": "done"}]}, "there is no outcome 'done'"),
    ],
)
def test_what_it_may_not_say(changes, message):
    with pytest.raises(BadMapping, match=message):
        parse(small(**changes))


def test_a_table_that_is_missing_is_named():
    data = small()
    del data["service"]
    with pytest.raises(BadMapping, match=r"needs a \[service\]"):
        parse(data)


def test_a_file_that_is_no_toml(tmp_path):
    (tmp_path / "bad.toml").write_text("system = ")
    with pytest.raises(BadMapping, match=r"bad.toml is not TOML"):
        load(tmp_path / "bad.toml")


def test_a_template_counts_only_when_all_its_columns_are_filled():
    read = reader(["address", "{one} & {two}"])
    assert read({"address": "", "one": "A St", "two": "B St"}) == "A St & B St"
    assert read({"address": " ", "one": "A St", "two": ""}) == ""
    assert read({"address": "12 Main", "one": "A St", "two": "B St"}) == "12 Main"


@pytest.mark.parametrize("path", sorted((Path(requests_app.__file__).parent / "mappings").glob("*.toml")), ids=lambda path: path.stem)
def test_the_mappings_that_come_with_us_can_be_read(path):
    assert load(path).system == path.stem
