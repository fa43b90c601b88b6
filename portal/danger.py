"""Words of danger in what somebody writes: then 911 comes first (R102). The lists are data, one a language (catalog.DangerWords)."""

import re
import unicodedata

from django.conf import settings

from catalog.models import Datatype
from catalog.search import HAN, folded

WORD = re.compile(r"[\w\u064b-\u0652]+")  # Arabic vowel signs belong to their word
WRITTEN = {Datatype.STRING, Datatype.TEXT}


def written(service, description, answers):
    """What she wrote herself: the description and the answers that are words."""
    return [description, *(str(answers[q.code]) for q in service.questions if q.datatype in WRITTEN and answers.get(q.code))]


def spotted(lists, language, texts):
    """The phrases of danger in some texts, as the list has them, with commas between; "" when there are none.

    lists: language -> phrases; looked for are those of *language* and of the source language. Whole words only, but in scripts without spaces.
    """
    typed = [(folded(text), _words(text)) for text in texts if text]
    listed = dict.fromkeys([*lists.get(language, ()), *lists.get(settings.LANGUAGE_CODE, ())])
    return ", ".join(phrase for phrase in listed if any(_says(phrase, *words) for words in typed))


def _says(phrase, text, words):
    return folded(phrase) in text if HAN.search(phrase) else _stands_in(_words(phrase), words)


def _words(text):
    return WORD.findall(unicodedata.normalize("NFC", text.casefold()))


def _stands_in(wanted, words):
    ends = range(len(words) - len(wanted) + 1) if wanted else ()
    return any(all(map(_same, wanted, words[start:])) for start in ends)


def _same(listed, typed):
    """Accents may be left out, but not be others: Vietnamese "chảy" (runs) is not "cháy" (burns)."""
    return listed == typed or (folded(listed) == folded(typed) and folded(typed) in (typed, listed))
