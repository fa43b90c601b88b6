"""States, moves and endings of a service request. Imports nothing of ours; requests_app.actions.transition is the only writer."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("state of a request", "Submitted")
    OPEN = "open", pgettext_lazy("state of a request", "Open")
    IN_PROGRESS = "in_progress", pgettext_lazy("state of a request", "In progress")
    WAITING_RESIDENT = "waiting_resident", pgettext_lazy("state of a request", "Waiting for the resident")
    WAITING_OUTSIDE = "waiting_outside", pgettext_lazy("state of a request", "Waiting for another organization")
    CLOSED = "closed", pgettext_lazy("state of a request", "Closed")
    REOPENED = "reopened", pgettext_lazy("state of a request", "Reopened")


S = Status
TRANSITIONS = {
    S.SUBMITTED: {S.OPEN, S.IN_PROGRESS, S.CLOSED},
    S.OPEN: {S.IN_PROGRESS, S.WAITING_RESIDENT, S.WAITING_OUTSIDE, S.CLOSED},
    S.IN_PROGRESS: {S.OPEN, S.WAITING_RESIDENT, S.WAITING_OUTSIDE, S.CLOSED},
    S.WAITING_RESIDENT: {S.OPEN, S.IN_PROGRESS, S.WAITING_OUTSIDE, S.CLOSED},
    S.WAITING_OUTSIDE: {S.OPEN, S.IN_PROGRESS, S.WAITING_RESIDENT, S.CLOSED},
    S.CLOSED: {S.REOPENED},
    S.REOPENED: {S.OPEN, S.IN_PROGRESS, S.WAITING_RESIDENT, S.WAITING_OUTSIDE, S.CLOSED},
}
WAITING = {S.WAITING_RESIDENT, S.WAITING_OUTSIDE}


class Outcome(models.TextChoices):
    """How a request ended (requirements 1.0). The first three are resolutions, the others only closings."""

    RESOLVED = "resolved", pgettext_lazy("outcome of a request", "Resolved")
    ANSWERED_NO = "answered_no", pgettext_lazy("outcome of a request", "We cannot do this")
    REFERRAL_CONFIRMED = "referral_confirmed", pgettext_lazy("outcome of a request", "Referred, and the other organization confirmed")
    CLOSED_UNRESOLVED = "closed_unresolved", pgettext_lazy("outcome of a request", "Not resolved")
    CLOSED_DUPLICATE = "closed_duplicate", pgettext_lazy("outcome of a request", "Already reported")
    WITHDRAWN = "withdrawn", pgettext_lazy("outcome of a request", "Withdrawn")
    NO_RESPONSE = "no_response", pgettext_lazy("outcome of a request", "No answer from the resident")


RESOLUTIONS = {Outcome.RESOLVED, Outcome.ANSWERED_NO, Outcome.REFERRAL_CONFIRMED}
