"""Answers to a service's questions in words, for reading."""

from datetime import datetime

from django.conf import settings

from catalog.models import Datatype
from catalog.texts import Text
from portal.words import moment


def answered(service, answers):
    """[(question, words)] of what was answered (code -> stored value): words is a list of Texts."""
    rows = []
    for question in service.questions:
        value = answers.get(question.code)
        if value in (None, "", []):
            continue
        if question.datatype in (Datatype.SINGLE, Datatype.MULTI):
            chosen = value if isinstance(value, list) else [value]
            rows.append((question, [option.name for option in question.options if option.key in chosen]))
        else:
            rows.append((question, [_as_text(moment(datetime.fromisoformat(value)) if question.datatype == Datatype.DATETIME else str(value))]))
    return rows


def _as_text(words):
    """What somebody wrote herself, which is in no other language."""
    return Text({code: words for code, _name in settings.LANGUAGES})
