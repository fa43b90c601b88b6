"""Telling a worker that there is something to send, without ever making a page wait for it.

One background thread per process publishes at most one task in half a second, however many messages were committed meanwhile. A broker that
does not answer is given 0.3 s and then left alone for 10 s: nothing is lost, the sweep every 5 s finds what no nudge announced.
"""

import logging
import threading
import time

from celery import current_app

TASK = "notifications.tasks.drain"
AT_MOST_EVERY = 0.5  # seconds between two publications of one process
BROKER_PATIENCE = 0.3  # seconds
BROKER_REST = 10.0  # seconds without trying after a failure
# kombu retries for ever by default; this connection is given up at once, and is not the one the worker listens on.
GIVE_UP_AT_ONCE = {
    "max_retries": 0,
    "connect_retries_timeout": BROKER_PATIENCE,
    "socket_connect_timeout": BROKER_PATIENCE,
    "socket_timeout": BROKER_PATIENCE,
}

log = logging.getLogger(__name__)
_wanted = threading.Event()
_starting = threading.Lock()
_thread: threading.Thread | None = None


def nudge():
    """Ask for a drain soon. Returns at once and never raises."""
    _wanted.set()
    if _thread is None or not _thread.is_alive():  # never started here, or lost in a fork
        _start()


def _start():
    global _thread
    with _starting:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_publish_when_wanted, name="outbox-nudge", daemon=True)
            _thread.start()


def _publish_when_wanted():
    while True:
        _wanted.wait()
        _wanted.clear()
        time.sleep(AT_MOST_EVERY if publish() else BROKER_REST)


def publish():
    """Put one drain task on the broker. -> whether the broker took it."""
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_PATIENCE, transport_options=GIVE_UP_AT_ONCE) as connection:
            current_app.send_task(TASK, connection=connection, retry=False, ignore_result=True, expires=60)
    except Exception as error:  # whatever is wrong with the broker, the row is safe and the sweep will find it
        log.warning("The broker did not take the nudge (%s); the sweep will send.", type(error).__name__)
        return False
    return True
