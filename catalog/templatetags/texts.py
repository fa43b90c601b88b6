"""Catalogue texts on pages: in the page's language, or in the source language and marked as such."""

import re

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language_bidi, get_language_info

from catalog.fallbacks import noticed

register = template.Library()
# two or more words in Latin letters or digits: "120 Main Street", "408 555 0123"
WORD = r"[A-Za-z0-9](?:[\w.@+&'’–-]*[A-Za-z0-9])?"
LATIN = re.compile(rf"{WORD}(?: {WORD})+", re.ASCII)


def _direction(language):
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def marked(text, piece):
    """A text of a Piece, or a part of it; a fallback carries its own lang and dir. The page says below what that means (fallback_note)."""
    if not piece.is_fallback:
        return text
    return format_html('<span class="not-translated" lang="{}" dir="{}">{}</span>', piece.language, _direction(piece.language), text)


@register.simple_tag
def text(words):
    """One text inline, marked when it is a fallback."""
    piece = words.best()
    return marked(piece.text, piece)


@register.simple_tag
def text_lines(words):
    """The lines of a text as a list, without empty ones, each marked when the text is a fallback."""
    piece = words.best()
    return [marked(line.strip(), piece) for line in piece.text.splitlines() if line.strip()]


@register.simple_tag
def lang_of(words):
    """{% lang_of service.name %}: lang and dir for an element that can hold nothing but the text, such as an option; nothing for a text in hers."""
    piece = words.best()
    return format_html(' lang="{}" dir="{}"', piece.language, _direction(piece.language)) if piece.is_fallback else ""


@register.inclusion_tag("catalog/fallback_note.html")
def fallback_note():
    """Once at the end of a page that had to show anything in another language: the sentence that goes with the marks, in hers."""
    return {"is_needed": noticed(), "phone": settings.CITY_PHONE}


@register.inclusion_tag("catalog/not_translated.html")
def not_translated(words):
    """The sentence that goes with a fallback, in the page's language; nothing when the text is in it."""
    return {"is_fallback": words.best().is_fallback, "phone": settings.CITY_PHONE}


@register.filter
def latin_together(sentence):
    """A sentence of the page, with each run of Latin words or groups of digits kept in its order where the page runs from right to left."""
    if not get_language_bidi() or hasattr(sentence, "__html__"):
        return sentence
    return LATIN.sub("\u2066\\g<0>\u2069", str(sentence))


@register.filter
def endonym(code):
    """A language's own name for itself."""
    return settings.ALL_LANGUAGES.get(code, code)


@register.filter
def direction(code):
    """ltr or rtl for a language code."""
    return _direction(code)
