"""Two languages nobody speaks, to find what was never given to a translator: every letter accented, a third longer, and the same from right
to left. A word that still reads as plain English on such a page is a word that no translation can reach."""

import re

from django.conf import settings

PSEUDO = settings.PSEUDO_LANGUAGES
LONGER = 0.35
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "áƀçđéƒĝĥíĵķļɱñóþǫŕšŧúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶĻṀÑÓÞǪŔŠŦÚṼŴẊÝŽ"
ACCENTS = str.maketrans(PLAIN, ACCENTED)
FORCED, END = "\u202e", "\u202c"  # everything between runs from right to left
# what must stay as it is: placeholders, tags, entities, addresses, the target of a Markdown link
KEPT = re.compile(r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%%|%[a-zA-Z]|\{\w*(?::[^{}]*)?\}|</?[a-zA-Z][^<>]*>|&#?\w+;|https?://\S+|\]\([^)]*\)")
MARKS = re.compile(r"^(\s*(?:(?:[-*>]|#+|\d+\.)\s+)*)(.*?)(\s*)$", re.DOTALL)


def pseudo(text, language):
    """A text in one of PSEUDO: line by line, Markdown's marks, placeholders and tags kept. An empty text stays empty."""
    return "\n".join(_line(line, language) for line in text.split("\n"))


def _line(line, language):
    before, words, after = MARKS.match(line).groups()
    if not words:
        return line
    letters = sum(c.isalpha() for c in KEPT.sub("", words))
    longer = "õ" * round(letters * LONGER)
    shown = f"{_accented(words)} {longer}" if longer else _accented(words)
    shown = f"{FORCED}{shown}{END}" if language == "ar-xb" else shown
    return f"{before}⟦{shown}⟧{after}"


def _accented(text):
    parts, at = [], 0
    for kept in KEPT.finditer(text):
        parts += [text[at : kept.start()].translate(ACCENTS), kept[0]]
        at = kept.end()
    return "".join([*parts, text[at:].translate(ACCENTS)])


def languages():
    """Those of PSEUDO that are switched on: none but where somebody looks for words that were left out."""
    return [code for code, _name in settings.LANGUAGES if code in PSEUDO]


def content_languages():
    """The languages of the city that the catalogue has columns for."""
    return [code for code, _name in settings.LANGUAGES if code in settings.MODELTRANSLATION_LANGUAGES]


def with_pseudo(texts):
    """A Text by language, made also in the pseudo-languages from its source. Changes and returns it."""
    for code in languages():
        if source := texts.get(settings.LANGUAGE_CODE):
            texts[code] = pseudo(source, code)
    return texts
