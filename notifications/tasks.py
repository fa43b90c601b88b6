"""Doorways for Celery."""

import threading

from celery import shared_task

from notifications import actions

_draining = threading.Lock()


@shared_task
def drain():
    """Send what is due: after a nudge, and every 5 seconds by the sweep.

    One at a time in a process: where a worker has threads, the others stay free for timers even when a mail server hangs.
    """
    if _draining.acquire(blocking=False):
        try:
            while actions.send_due(limit=100) == 100:
                pass
        finally:
            _draining.release()
