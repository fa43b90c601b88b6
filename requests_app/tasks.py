"""Doorways for Celery."""

from celery import shared_task

from requests_app import alerts


@shared_task
def send_alerts():
    """Every quarter of an hour: news of an area to whoever asked for it."""
    alerts.send_alerts()
