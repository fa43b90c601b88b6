"""Finding services, articles and offices in everyday words: misspelled, without accents, without spaces; all in memory, from the catalogue.

A document's words are weighted by where they stand (name, other words, description) and how rare they are; a word of the question counts
fully when it is the same, less when it is only the beginning or only close to it. Words that mean the same are data (catalog.Synonyms).
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.queries import current

NAME, OTHER_WORDS, TEXT = 10.0, 8.0, 2.0
BEGINNING, CLOSE, SOURCE_LANGUAGE = 0.75, 0.6, 0.3
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]+")
WORD = re.compile(r"\w+")


def folded(text):
    """Lower case without accents: "Ổ gà" and "o ga" are one."""
    text = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(c for c in text if not unicodedata.combining(c))


def words_of(text):
    """The words of a text, folded; a run of Chinese characters gives its overlapping pairs, since it has no spaces."""
    for word in WORD.findall(folded(text)):
        rest = word
        for run in HAN.findall(word):
            rest = rest.replace(run, " ")
            yield from (run[i : i + 2] for i in range(max(1, len(run) - 1)))
        yield from rest.split()


@dataclass(frozen=True)
class Found:
    kind: str  # "service", "article" or "office"
    entry: object
    score: float


class Index:
    """Word -> {document: weight}, for one language of one version of the catalogue."""

    def __init__(self, documents, synonyms):
        self.documents = [(kind, entry) for kind, entry, _fields in documents]
        self.weights = defaultdict(dict)
        for number, (_kind, _entry, fields) in enumerate(documents):
            for text, weight in [*fields, *_meaning_the_same(fields, synonyms)]:
                for word in set(words_of(text)):
                    self.weights[word][number] = max(weight, self.weights[word].get(number, 0))
        self.vocabulary = sorted(self.weights)

    def rarity(self, word):
        return math.log(1 + len(self.documents) / len(self.weights[word]))

    def matches(self, word):
        """Words of the vocabulary that a typed word may mean. -> {word: how well, 0 to 1}"""
        found = {word: 1.0} if word in self.weights else {}
        if len(word) >= 3 and not HAN.match(word):
            begin, end = bisect_left(self.vocabulary, word), bisect_left(self.vocabulary, word + "\U0010ffff")
            found |= {known: BEGINNING for known in self.vocabulary[begin:end] if known != word}
            slips = 1 if len(word) < 8 else 2
            if len(word) >= 4 and not found:
                close = process.extract(word, self.vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=5)
                found |= {known: CLOSE / max(1, distance) for known, distance, _place in close}
        return found

    def search(self, words):
        """-> {document number: score}; a document that has more of the words stands above one that has a rarer one."""
        scores, hits = defaultdict(float), defaultdict(int)
        for word in words:
            best = defaultdict(float)
            for known, quality in self.matches(word).items():
                for number, weight in self.weights[known].items():
                    best[number] = max(best[number], weight * quality * self.rarity(known))
            for number, score in best.items():
                scores[number] += score
                hits[number] += 1
        return {number: score * hits[number] / len(words) for number, score in scores.items()}


def _meaning_the_same(fields, synonyms):
    """Further words for a document that contains a phrase of a group."""
    text = " " + " ".join(" ".join(words_of(text)) for text, _weight in fields) + " "
    for group in synonyms:
        if any(f" {' '.join(words_of(phrase))} " in text for phrase in group):
            yield " ".join(group), OTHER_WORDS / 2


def _documents(catalogue, day, with_hidden):
    """(kind, entry, its texts with their weights)"""
    for service in catalogue.all_services if with_hidden else catalogue.services:
        if service.is_active:
            yield "service", service, ((service.name, NAME), (service.keywords, OTHER_WORDS), (service.description, TEXT))
    for article in catalogue.articles(day):
        yield "article", article, ((article.title, NAME), (article.keywords, OTHER_WORDS), (article.body, TEXT))
    for office in catalogue.offices:
        yield "office", office, ((office.name, NAME), (office.directions, TEXT))


@lru_cache(maxsize=64)
def _index(version, language, day, with_hidden):
    catalogue = current()
    documents = []
    for kind, entry, texts in _documents(catalogue, day, with_hidden):
        fields = [(text.get(language, ""), weight) for text, weight in texts]
        if kind == "office":
            fields.append((entry.address, OTHER_WORDS))
        documents.append((kind, entry, fields))
    return Index(documents, catalogue.synonyms.get(language, ()))


def search(text, language, day, limit=20, *, for_staff=False):
    """Services, articles and offices that fit what somebody typed, best first. -> [Found]

    text: as typed, in any spelling; language: the page's, the source language is searched too, for less; day: city date (expired articles
    are not found); for_staff: in every language of the city alike, hidden services too.
    """
    words = list(dict.fromkeys(words_of(text)))[:12]
    if not words:
        return []
    shares = {code: 1.0 for code, _name in settings.LANGUAGES} if for_staff else {settings.LANGUAGE_CODE: SOURCE_LANGUAGE, language: 1.0}
    scores = defaultdict(float)
    entries = {}
    version = current().version
    for code, share in shares.items():
        index = _index(version, code, day, for_staff)
        for number, score in index.search(words).items():
            kind, entry = index.documents[number]
            entries[kind, entry.id] = entry
            scores[kind, entry.id] = max(scores[kind, entry.id], score * share)
    ranked = sorted(scores, key=lambda key: -scores[key])[:limit]
    best = scores[ranked[0]] if ranked else 0
    return [Found(kind, entries[kind, pk], scores[kind, pk]) for kind, pk in ranked if scores[kind, pk] >= best * 0.15]
