"""A text of the catalogue in the languages it has. What is missing in a language is shown in the source language and marked."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from catalog.fallbacks import notice


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    language: str
    is_fallback: bool


class Text(dict):
    """Language code to text; only languages that have one. *key* says where it stands: (model, id, field)."""

    key: tuple = ()

    def best(self, language=None):
        """The text in *language* (default: the active one), or in the source language marked as a fallback, and noticed. -> Piece"""
        language = language or get_language() or settings.LANGUAGE_CODE
        if found := self.get(language):
            return Piece(found, language, False)
        for other in (settings.LANGUAGE_CODE, *self):
            if found := self.get(other):
                notice(self.key, language)
                return Piece(found, other, True)
        return Piece("", language, False)

    def __str__(self):
        return self.best().text

    def __bool__(self):
        return any(self.values())

    __hash__ = object.__hash__
