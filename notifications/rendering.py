"""What exactly a message says: its subject, its text, its HTML, in its language."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from notifications import links
from notifications.case import Case
from notifications.letters import LETTERS
from notifications.models import MessageChannel
from notifications.texts import text_message

EMPTY_LINES = re.compile(r"\n\s*\n+")


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    fallback_used: bool


def render(message):
    """-> Rendered, in message.language whatever language is active. Reads the catalogue and the context; writes nothing."""
    with translation.override(message.language):
        case = Case(message)
        if message.channel == MessageChannel.SMS:
            return Rendered("", text_message(message.kind, case), "", case.fallback_used)
        letter = LETTERS[message.kind](case)
        facts = {
            "letter": letter,
            "language": message.language,
            "stop": links.stop(message),
            "city": settings.CITY_NAME,
            "phone": settings.CITY_PHONE,
            "tty": settings.CITY_TTY,
            "color": settings.CITY_COLOR,
        }
        text = render_to_string("mail/letter.txt", facts)
        html = render_to_string("mail/letter.html", facts)
    return Rendered(" ".join(letter.subject.split())[:250], EMPTY_LINES.sub("\n\n", text).strip() + "\n", html, case.fallback_used)
