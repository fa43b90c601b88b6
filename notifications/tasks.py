"""Doorways for Celery."""

from celery import shared_task

from notifications import actions


@shared_task
def drain():
    """Send what is due: after a nudge, and every 5 seconds by the sweep."""
    while actions.send_due(limit=100) == 100:
        pass
