"""The promise of a request: given at filing, paused while somebody else's answer is awaited, given anew at reopening."""

import logging

from requests_app.status import WAITING, Status
from routing.clock import NeverOpen, add_working, working_minutes
from routing.queries import NoHours, hours_for

logger = logging.getLogger(__name__)


def first(service, department_id, at):
    """When a request of a ServiceEntry filed *at* (aware) is promised to be done, or None where the service promises nothing."""
    if not service.promise_minutes:
        return None
    try:
        return add_working(at, service.promise_minutes, hours_for(department_id))
    except (NoHours, NeverOpen):  # nobody loses a request because the city has not entered its hours yet
        logger.exception("No opening hours for department %s: a request was filed without a promise", department_id)
        return None


def follow(request, to, at, service):
    """Start, pause or stop the promise of a locked request that moves to status *to* at *at* (aware). Changes the object, saves nothing.

    Waiting pauses it and keeps the working minutes left (none left once it has slipped); coming back adds them to the time of return.
    """
    if to in WAITING and request.status not in WAITING and request.promised_at and request.promise_minutes_left is None:
        request.promise_minutes_left = working_minutes(at, request.promised_at, hours_for(request.department_id)) if at < request.promised_at else 0
    elif to not in WAITING and request.promise_minutes_left is not None:
        if to != Status.CLOSED and request.promise_minutes_left:
            request.promised_at = add_working(at, request.promise_minutes_left, hours_for(request.department_id))
        request.promise_minutes_left = None
    if to == Status.REOPENED:
        request.promised_at = first(service, request.department_id, at) if service else None
