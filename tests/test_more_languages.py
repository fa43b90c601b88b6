"""A city switches on one of the other languages by a setting and files: what has no words yet is shown marked, and nothing breaks."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection

from routing.models import Calendar, OpenInterval
from tests import factories as make
from tests.portal.leaks import Page, plain
from tests.sources import ROOT

# run in a process of its own, because the languages are read once, when a process starts
LOOK = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
from django.db import connection
settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
setup_test_environment()
connection.settings_dict["NAME"], code = sys.argv[1:3]  # the database of this test
answers = {path: Client().get(f"/{code}/{path}") for path in sys.argv[3:]}
print(json.dumps({path: [answer.status_code, answer.content.decode()] for path, answer in answers.items()}))
"""


@pytest.fixture
def look(django_db_setup, transactional_db, static_files):
    """look("fa", "help/"): the pages of a site with this language switched on. -> {path: (status, html)}"""

    make.service(description_en="We fill holes.")
    OpenInterval.objects.create(calendar=Calendar.objects.create(name="City"), weekday=0, opens="08:00", closes="17:00")

    def run(code, *paths, pseudo=False):
        switched = {"CX311_PSEUDO": "1"} if pseudo else {"CX311_LANGUAGES": f"en,es,{code}"}
        environment = os.environ | {"PYTHONPATH": str(ROOT), "CX311_URL": "http://127.0.0.1:8311"} | switched
        done = subprocess.run(
            [sys.executable, "-c", LOOK, connection.settings_dict["NAME"], code, *paths],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run


MARK = '<span class="not-translated" lang="en" dir="ltr">Pothole</span>'


@pytest.mark.parametrize(("code", "direction"), [("fa", "rtl"), ("ko", "ltr"), ("ht", "ltr"), ("pa", "ltr"), ("ur", "rtl")])
def test_a_new_language_shows_the_city_with_what_it_lacks_marked(look, code, direction):
    pages = look(code, "", "service/pothole/", "report/pothole/", "help/", "nothing/")
    assert {path: status for path, (status, _html) in pages.items()} == {
        "": 200, "service/pothole/": 200, "report/pothole/": 302, "help/": 200, "nothing/": 404,
    }  # fmt: skip
    for path in ("", "service/pothole/", "help/", "nothing/"):
        page = Page(pages[path][1])
        assert (page.language, page.direction) == (code, direction), path
    assert MARK in pages[""][1]
    assert 'class="box not-translated-note"' in pages[""][1]
    assert f"portal{'.rtl' if direction == 'rtl' else ''}.css" in pages[""][1]


def test_the_pseudo_languages_are_switched_on_by_one_variable(look):
    call_command("make_pseudo")
    status, html = look("en-xa", "", pseudo=True)[""]
    assert status == 200
    assert [text for _where, text in Page(html).texts if plain(text) and "Our City" not in text] == []
