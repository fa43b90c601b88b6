from celery import shared_task

from contact_center import actions


@shared_task(ignore_result=True)
def run_timers():
    """Return the offers nobody answered in time."""
    actions.run_timers()
