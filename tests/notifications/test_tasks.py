from django.conf import settings

from cx311.celery import app
from notifications import actions, nudge, tasks


def test_every_sweep_names_a_task_and_expires_soon():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} | {nudge.TASK} <= set(app.tasks)
    assert all(entry["options"]["expires"] <= 2 * entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values())


def test_a_drain_goes_on_until_nothing_is_due(monkeypatch):
    left = [100, 100, 7]
    monkeypatch.setattr(actions, "send_due", lambda limit: left.pop(0))
    tasks.drain()
    assert left == []


def test_a_second_drain_in_a_process_leaves_it_to_the_first(monkeypatch):
    ran = []
    monkeypatch.setattr(actions, "send_due", lambda limit: ran.append(1) or tasks.drain() or 0)
    tasks.drain()
    assert ran == [1]
    tasks.drain()
    assert ran == [1, 1]
