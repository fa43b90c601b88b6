"""The Celery application: tasks are doorways of a few lines; beat sweeps what a nudge missed."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cx311.settings")
app = Celery("cx311")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
