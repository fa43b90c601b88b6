"""States of a message and the moves between them."""

from django.db import models
from django.utils.translation import pgettext_lazy


class MessageStatus(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("state of a message", "Waiting to be sent")
    SENT = "sent", pgettext_lazy("state of a message", "Sent")
    FAILED = "failed", pgettext_lazy("state of a message", "Failed, will be tried again")
    DEAD = "dead", pgettext_lazy("state of a message", "Given up")
    STOPPED = "stopped", pgettext_lazy("state of a message", "Not sent: they asked us to stop")


S = MessageStatus
TRANSITIONS = {
    S.QUEUED: {S.SENT, S.FAILED, S.DEAD, S.STOPPED},
    S.FAILED: {S.SENT, S.FAILED, S.DEAD, S.STOPPED, S.QUEUED},
    S.DEAD: {S.QUEUED},
    S.SENT: set(),
    S.STOPPED: set(),
}
