"""Catalogue texts on pages: in the page's language, or in the source language and marked as such."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language_info

register = template.Library()


def _direction(language):
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@register.simple_tag
def text(words):
    """One text inline. A fallback carries its own lang and dir, and a title that says so in the page's language."""
    piece = words.best()
    if not piece.is_fallback:
        return piece.text
    return format_html('<span class="not-translated" lang="{}" dir="{}">{}</span>', piece.language, _direction(piece.language), piece.text)


@register.simple_tag
def text_lines(words):
    """The lines of a text as a list, without empty ones."""
    return [line.strip() for line in words.best().text.splitlines() if line.strip()]


@register.inclusion_tag("catalog/not_translated.html")
def not_translated(words):
    """The sentence that goes with a fallback, in the page's language; nothing when the text is in it."""
    return {"is_fallback": words.best().is_fallback, "phone": settings.CITY_PHONE}


@register.filter
def endonym(code):
    """A language's own name for itself."""
    return settings.ALL_LANGUAGES.get(code, code)


@register.filter
def direction(code):
    """ltr or rtl for a language code."""
    return _direction(code)
