"""Words of danger in what somebody writes: then 911 comes first (R102). The lists are data, one a language (catalog.DangerWords).

A phrase with a minus before it is harmless: "fire" means danger, "-fire hydrant" does not.
"""

import unicodedata

from django.conf import settings

from catalog.models import Datatype
from catalog.search import ARABIC, ARTICLE, HAN, WORD, folded

WRITTEN = {Datatype.STRING, Datatype.TEXT}


def written(service, description, answers):
    """What she wrote herself: the description and the answers that are words."""
    return [description, *(str(answers[q.code]) for q in service.questions if q.datatype in WRITTEN and answers.get(q.code))]


def spotted(lists, language, texts):
    """The phrases of danger in some texts, as the list has them, with commas between; "" when there are none.

    lists: language -> phrases; looked for are those of *language* and of the source language. Whole words only, but in scripts without spaces.
    """
    listed = dict.fromkeys([*lists.get(language, ()), *lists.get(settings.LANGUAGE_CODE, ())])
    harmless = [phrase[1:].strip() for phrase in listed if phrase.startswith("-")]
    typed = [_without(harmless, folded(text), _words(text)) for text in texts if text]
    return ", ".join(phrase for phrase in listed if not phrase.startswith("-") and any(_says(phrase, *words) for words in typed))


def _says(phrase, text, words):
    return folded(phrase) in text if HAN.search(phrase) else next(_places(_words(phrase), words), None) is not None


def _without(harmless, text, words):
    """The text and its words with a gap wherever a harmless phrase stands."""
    for phrase in harmless:
        if HAN.search(phrase):
            text = text.replace(folded(phrase), "\n")
            continue
        wanted = _words(phrase)
        for place in list(_places(wanted, words)):
            words[place : place + len(wanted)] = [""] * len(wanted)
    return text, words


def _words(text):
    """Arabic is compared as it is searched: without article, vowel signs and the letters that people write one for the other."""
    words = WORD.findall(unicodedata.normalize("NFC", text.casefold()))
    return [ARTICLE.sub("", folded(word)) if ARABIC.search(word) else word for word in words]


def _places(wanted, words):
    """Where the wanted words begin, one after the other."""
    ends = range(len(words) - len(wanted) + 1) if wanted else ()
    return (start for start in ends if all(map(_same, wanted, words[start:])))


def _same(listed, typed):
    """Accents may be left out, but not be others: Vietnamese "chảy" (runs) is not "cháy" (burns)."""
    return listed == typed or (folded(listed) == folded(typed) and folded(typed) in (typed, listed))
