"""Doorways for Celery."""

from celery import shared_task

from requests_app import alerts
from requests_app.actions import forget_old


@shared_task
def send_alerts():
    """Every quarter of an hour: news of an area to whoever asked for it."""
    alerts.send_alerts()


@shared_task
def forget_drafts():
    """Every hour: reports that were never sent, after 30 days."""
    forget_old()
