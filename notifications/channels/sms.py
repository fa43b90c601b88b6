"""Text messages behind one function: SMS_BACKEND names a callable (to, text) that returns, or raises a notifications.channels failure."""

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.models import Kind

GSM_7 = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
GSM_7_DOUBLE = set("^{}\\[~]|€\f")

logger = logging.getLogger(__name__)


def send(to, text):
    """Hand a text to the provider. to: number in E.164. Raises Away, Refused or Rejected."""
    import_string(settings.SMS_BACKEND)(to, text)


def log(to, text):
    """The backend without a provider: notes that a message went, not to whom nor what it said (the outbox row has both)."""
    logger.info("Text message to …%s: %d characters in %d parts", to[-2:], len(text), parts(text))


def parts(text):
    """How many messages a text is billed as: 160 or 153 each in GSM-7; 70 or 67 in UCS-2, which one Spanish í or Vietnamese letter forces."""
    if set(text) <= GSM_7 | GSM_7_DOUBLE:
        length, alone, each = len(text) + sum(text.count(c) for c in GSM_7_DOUBLE), 160, 153
    else:
        length, alone, each = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= alone else -(-length // each)


def quiet_until(message, at):
    """When a text message that is due at *at* (aware) may go: the end of the quiet hours, or None when it may go now.

    The receipt for what she has just sent, and a code or link she asks for, are answers and never wait.
    """
    if message.kind in (Kind.RECEIVED, Kind.CONFIRM, Kind.SAVED, Kind.CHECKLIST):
        return None
    begin, end = settings.SMS_QUIET_HOURS
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    if end <= local.hour < begin:
        return None
    morning = local + timedelta(days=1) if local.hour >= begin else local
    return morning.replace(hour=end, minute=0, second=0, microsecond=0)
