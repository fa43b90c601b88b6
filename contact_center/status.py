"""States of presence, handoffs and offers. The handoff states are those of the whole reference behaviour; the moves are the ones built so far."""

from django.db import models
from django.utils.translation import pgettext_lazy


class PresenceStatus(models.TextChoices):
    AVAILABLE = "available", pgettext_lazy("presence", "Available")
    BUSY = "busy", pgettext_lazy("presence", "Busy")
    TRANSFER_ONLY = "transfer_only", pgettext_lazy("presence", "Transfers only")
    WRAP_UP = "wrap_up", pgettext_lazy("presence", "Wrapping up")
    MEETING = "meeting", pgettext_lazy("presence", "In a meeting")
    BREAK = "break", pgettext_lazy("presence", "On a break")
    AWAY = "away", pgettext_lazy("presence", "Away")
    NOT_RESPONDING = "not_responding", pgettext_lazy("presence", "Not responding")
    OFFLINE = "offline", pgettext_lazy("presence", "Offline")


class HandoffState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a handoff", "Being prepared")
    ANNOUNCED = "announced", pgettext_lazy("state of a handoff", "Announced to the resident")
    OFFERING = "offering", pgettext_lazy("state of a handoff", "Offered")
    CONSULTING = "consulting", pgettext_lazy("state of a handoff", "In consultation")
    ACCEPTED = "accepted", pgettext_lazy("state of a handoff", "Accepted")
    JOINED = "joined", pgettext_lazy("state of a handoff", "Joined")
    COMPLETED = "completed", pgettext_lazy("state of a handoff", "Completed")
    RETURNED = "returned", pgettext_lazy("state of a handoff", "Returned to the sender")
    CALLBACK_SET = "callback_set", pgettext_lazy("state of a handoff", "Call back agreed")
    ABANDONED = "abandoned", pgettext_lazy("state of a handoff", "The resident left")
    CANCELLED = "cancelled", pgettext_lazy("state of a handoff", "Cancelled")


H = HandoffState
TRANSITIONS = {
    H.DRAFT: {H.ANNOUNCED, H.CANCELLED},
    H.ANNOUNCED: {H.OFFERING, H.CANCELLED},
    H.OFFERING: {H.ACCEPTED, H.RETURNED, H.CANCELLED},
    H.ACCEPTED: {H.COMPLETED},
    H.COMPLETED: set(),
    H.RETURNED: set(),
    H.CANCELLED: set(),
}
ENDED = {H.COMPLETED, H.RETURNED, H.ABANDONED, H.CANCELLED}


class OfferState(models.TextChoices):
    LIVE = "live", pgettext_lazy("state of an offer", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("state of an offer", "Accepted")
    DECLINED = "declined", pgettext_lazy("state of an offer", "Declined")
    TIMED_OUT = "timed_out", pgettext_lazy("state of an offer", "No answer in time")
    RESCINDED = "rescinded", pgettext_lazy("state of an offer", "Taken back")


O = OfferState  # noqa: E741  (the letter is read as "offer" in the table below only)
OFFER_TRANSITIONS = {
    O.LIVE: {O.ACCEPTED, O.DECLINED, O.TIMED_OUT, O.RESCINDED},
    O.ACCEPTED: set(),
    O.DECLINED: set(),
    O.TIMED_OUT: set(),
    O.RESCINDED: set(),
}


class DeclineReason(models.TextChoices):
    WRONG_TEAM = "wrong_team", pgettext_lazy("reason to decline", "Not for our team")
    BUSY = "busy", pgettext_lazy("reason to decline", "Nobody free now")
    MISSING_FACTS = "missing_facts", pgettext_lazy("reason to decline", "Something is missing")
    LANGUAGE = "language", pgettext_lazy("reason to decline", "Nobody who speaks the language")
    OTHER = "other", pgettext_lazy("reason to decline", "Another reason")
