"""Doorways for Celery."""

from celery import shared_task

from surveys import actions


@shared_task
def invite_closed():
    """Every minute: ask about what was closed meanwhile."""
    actions.invite_closed()
