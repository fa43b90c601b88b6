"""Finding services and articles by everyday words: the catalogue of a language and English, compared without accents."""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from django.conf import settings

from catalog.entries import ArticleEntry, Catalogue, ServiceEntry
from routing.addresses import plain

NAME, KEYWORD, TEXT = 6, 4, 1
SPELLING = 0.8  # how alike a word must be to be taken for a misspelling (difflib ratio)
PARTIAL = 3  # letters from which the beginning of a word counts


@dataclass(frozen=True)
class Found:
    services: list[ServiceEntry]
    articles: list[ArticleEntry]


@dataclass(frozen=True)
class Words:
    """What an entry can be found by: text without accents, by weight, and all its words."""

    entry: object
    fields: tuple[tuple[int, str], ...]
    words: tuple[tuple[int, frozenset], ...]


def _words_of(entry, *texts):
    """texts: (weight, Text) pairs; each is taken in the language asked for and in the source language."""
    fields = tuple((weight, plain(text)) for weight, text in texts if text)
    return Words(entry, fields, tuple((weight, frozenset(_split(text))) for weight, text in fields))


def _split(text):
    return "".join(c if c.isalnum() else " " for c in text).split()


def _in(text, language):
    return " \n ".join(dict.fromkeys(t for t in (text.get(language, ""), text.get(settings.LANGUAGE_CODE, "")) if t))


@lru_cache(maxsize=64)
def _index(catalogue_version, language, day, catalogue):
    services = [
        _words_of(s, (NAME, _in(s.name, language)), (KEYWORD, _in(s.keywords, language)), (TEXT, _in(s.description, language)))
        for s in catalogue.services
    ]
    articles = [
        _words_of(a, (NAME, _in(a.title, language)), (KEYWORD, _in(a.keywords, language)), (TEXT, _in(a.body, language)))
        for a in catalogue.articles(day)
    ]
    vocabulary = {word for entry in services + articles for weight, words in entry.words if weight > TEXT for word in words if len(word) > 3}
    return services, articles, sorted(vocabulary)


class _Key:
    """Carries the catalogue into the cache without being compared: the version says it all."""

    def __init__(self, catalogue):
        self.services, self.articles = catalogue.services, catalogue.articles

    def __eq__(self, other):
        return isinstance(other, _Key)

    def __hash__(self):
        return 0


def find(query: str, catalogue: Catalogue, language: str, day: date) -> Found:
    """Services and articles for what somebody typed, best first. Accents, case and small misspellings do not matter.

    query: free words in *language* or English; day: the city's date, for articles that expire.
    """
    services, articles, vocabulary = _index(catalogue.version, language, day, _Key(catalogue))
    words = _split(plain(query))[:12]
    if not words:
        return Found([], [])
    return Found(_ranked(services, words, vocabulary), _ranked(articles, words, vocabulary))


def _ranked(entries, words, vocabulary):
    scored = [(_score(entry, words), position, entry.entry) for position, entry in enumerate(entries)]
    if not any(score for score, _, _ in scored):
        mended = [(get_close_matches(word, vocabulary, 1, SPELLING) or [word])[0] for word in words]
        if mended != words:
            scored = [(_score(entry, mended), position, entry.entry) for position, entry in enumerate(entries)]
    best = max((score for score, _, _ in scored), default=0)
    return [entry for score, _, entry in sorted(scored, key=lambda row: (-row[0], row[1])) if score and score >= best / 8][:20]


def _score(entry, words):
    """Each word counts by the best place it is found in; an entry with more of the words comes before one with few."""
    places = [(weight, text, known) for (weight, text), (_, known) in zip(entry.fields, entry.words, strict=True)]
    hits = [max((_hit(word, *place) for place in places), default=0) for word in words]
    found = sum(1 for hit in hits if hit)
    return sum(hits) * found / len(words)


def _hit(word, weight, text, known):
    if word in known:
        return weight * 2
    if len(word) >= PARTIAL and any(other.startswith(word) or (len(other) > PARTIAL and word.startswith(other)) for other in known):
        return weight
    if not word.isascii() and word in text:  # scripts that write no spaces
        return weight
    return 0
