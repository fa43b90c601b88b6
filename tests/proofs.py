"""How tests prove that a refusal left everything as it was, and how they make two people act at the same moment."""

import threading
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import translation

DOMAIN = ["surveys", "contact_center", "requests_app", "routing", "notifications", "contacts", "catalog", "accounts"]


def everything():
    """Every row of every table of the domain apps, to be compared with itself later."""
    models = [model for app in DOMAIN for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    with translation.override("en"):  # "name" is read in the active language, which a page in between may have changed
        return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


@contextmanager
def nothing_written():
    before = everything()
    yield
    after = everything()
    assert {label for label in before if before[label] != after[label]} == set()


@contextmanager
def refused(*fields, code=None):
    """What is inside raises a ValidationError with exactly these fields, or with this code, and writes nothing."""
    with nothing_written(), pytest.raises(ValidationError) as caught:
        yield caught
    if fields:
        assert set(caught.value.error_dict) == set(fields)
    else:
        assert caught.value.code == code


def conflicts():
    """What is inside lost a race, or asks for a move that is not allowed now; it writes nothing."""
    return refused(code="conflict")


@contextmanager
def denied():
    """What is inside raises PermissionDenied and writes nothing."""
    with nothing_written(), pytest.raises(PermissionDenied):
        yield


def at_once(*calls):
    """Run calls in real threads, each with its own connection, from the same moment. -> what each returned or raised, in order"""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            connection.ensure_connection()
            gate.wait(10)
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return results


def outcome(result):
    """What came of one of at_once: "won", "conflict", or the error itself, which no race may end with."""
    if isinstance(result, ValidationError):
        return result.code
    if isinstance(result, Exception):
        raise result
    return "won"
