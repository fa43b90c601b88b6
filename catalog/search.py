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
from itertools import pairwise

from django.conf import settings
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.queries import current

NAME, OTHER_WORDS, TEXT = 10.0, 8.0, 2.0
BEGINNING, ALSO_BEGINNING, CLOSE, SOURCE_LANGUAGE = 0.75, 0.4, 0.6, 0.3
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]+")
MARKS = "\u064b-\u065f\u0670"  # Arabic vowel signs: they belong to their word
WORD = re.compile(rf"[\w{MARKS}]+")
# Letters of Arabic that people write one for the other. Hamza on its seat, madda and vowel signs fall off as accents do.
PHRASE_END = re.compile(r"[,.;:!?\n\u060c\u061b\u061f\u3001\u3002\uff0c\uff1b\uff1f]+")
ALIKE = str.maketrans({"đ": "d", "ة": "ه", "ى": "ي", "ٱ": "ا", "ک": "ك", "ی": "ي", "ـ": None, "ء": None})
ARABIC = re.compile(r"[\u0621-\u064a\u0671]")
ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{3})")


def folded(text):
    """Lower case without accents: "Ổ gà" and "o ga" are one, and so are "الإنارة" and "الاناره"."""
    text = unicodedata.normalize("NFKD", text.casefold()).translate(ALIKE)
    return "".join(c for c in text if not unicodedata.combining(c))


_folded_word = lru_cache(maxsize=20_000)(folded)  # words come again and again, whole texts do not


def spelled(text):
    """The words of a text: (folded, as they stand there).

    A run of Chinese characters gives its overlapping pairs, since it has no spaces; an Arabic word is taken without its article.
    """
    for spelling in WORD.findall(unicodedata.normalize("NFC", text)):
        rest = word = _folded_word(spelling)
        for run in HAN.findall(word):
            rest = rest.replace(run, " ")
            yield from ((run[i : i + 2], run[i : i + 2]) for i in range(max(1, len(run) - 1)))
        for part in WORD.findall(rest):
            yield ARTICLE.sub("", part), spelling if part == word else part


def words_of(text):
    """The words of a text, folded."""
    for word, _spelling in spelled(text):
        yield word


@dataclass(frozen=True)
class Found:
    kind: str  # "service", "article" or "office"
    entry: object
    score: float
    because: tuple[str, ...] = ()  # the words of the entry, as they stand there, that met those of the question


class Index:
    """Word -> {document: weight}, for one language of one version of the catalogue."""

    def __init__(self, documents, synonyms):
        self.documents = [(kind, entry) for kind, entry, _fields in documents]
        self.weights, self.pairs, self.phrases = defaultdict(dict), defaultdict(dict), defaultdict(dict)
        self.spellings = {}
        groups = _prepared(synonyms)
        for number, (_kind, _entry, fields) in enumerate(documents):
            for text, weight in [*fields, *_meaning_the_same(fields, groups)]:
                for phrase in filter(None, PHRASE_END.split(text)):
                    self._add(number, list(spelled(phrase)), weight)
        self.vocabulary = sorted(self.weights)

    def _add(self, number, words, weight):
        for word, spelling in words:
            self.weights[word][number] = max(weight, self.weights[word].get(number, 0))
            self.spellings.setdefault(word, spelling)
        for (one, _spelling), (next_one, _next) in pairwise(words):
            self.pairs[one, next_one][number] = max(weight, self.pairs[one, next_one].get(number, 0))

        whole = tuple(word for word, _spelling in words)
        self.phrases[whole][number] = max(weight, self.phrases[whole].get(number, 0))

    def rarity(self, found):
        """How much it says that a document has a word; found: the documents that have it."""
        return max(0.05, math.log((len(self.documents) + 1) / (len(found) + 0.5)))

    def matches(self, word):
        """Words of the vocabulary that a typed word may mean. -> {word: how well, 0 to 1}"""
        found = {word: 1.0} if word in self.weights else {}
        if len(word) >= 3 and not HAN.match(word):
            begin, end = bisect_left(self.vocabulary, word), bisect_left(self.vocabulary, word + "\U0010ffff")
            quality = ALSO_BEGINNING if found else BEGINNING
            found |= {known: quality for known in self.vocabulary[begin:end] if known != word}
            slips = 1 if len(word) < 8 else 2
            if len(word) >= 4 and not found:
                close = process.extract(word, self.vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=5)
                found |= {known: CLOSE / max(1, distance) for known, distance, _place in close}
        return found

    def search(self, words):
        """-> {document number: (score, the words that met)}; who has more of the words stands above who has a rarer one."""
        scores, met = defaultdict(float), defaultdict(list)
        for word in words:
            best = {}
            for known, quality in self.matches(word).items():
                worth = quality * self.rarity(self.weights[known])
                for number, weight in self.weights[known].items():
                    best[number] = max(best.get(number, (0.0, "")), (weight * worth, known))
            for number, (score, known) in best.items():
                scores[number] += score
                met[number].append(known)
        beside = [self.pairs.get(pair, {}) for pair in pairwise(words)]  # as in a name: in Vietnamese that alone makes a word
        for found in [*beside, self.phrases.get(tuple(words), {})]:
            for number, weight in found.items():
                scores[number] += weight * self.rarity(found)
        return {number: (score * len(met[number]) / len(words), met[number]) for number, score in scores.items()}

    def spelling(self, words):
        """Words of this index as they stand in its documents; pairs of Chinese characters that overlap are put together again."""
        shown = []
        for word in words:
            if shown and HAN.fullmatch(word) and HAN.fullmatch(shown[-1]) and shown[-1][-1] == word[0]:
                shown[-1] += word[1:]
            else:
                shown.append(self.spellings[word])
        return tuple(dict.fromkeys(shown))


def _meaning_the_same(fields, groups):
    """Further words for a document that contains a phrase of a group; groups: as _prepared."""
    text = " " + " ".join(" ".join(words_of(text)) for text, _weight in fields) + " "
    for said, phrases in groups:
        if any(phrase in text for phrase in phrases):
            yield said, OTHER_WORDS / 2


def _prepared(synonyms):
    """[(all words of a group, its phrases as they would stand among folded words)]"""
    return [(", ".join(group), [f" {' '.join(words_of(phrase))} " for phrase in group]) for group in synonyms]


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
    best = {}
    version = current().version
    for code, share in shares.items():
        index = _index(version, code, day, for_staff)
        for number, (score, met) in index.search(words).items():
            kind, entry = index.documents[number]
            if (kind, entry.id) not in best or best[kind, entry.id][0] < score * share:
                best[kind, entry.id] = (score * share, index, number, met)
    ranked = sorted(best.values(), key=lambda hit: -hit[0])[:limit]
    least = ranked[0][0] * 0.15 if ranked else 0
    return [Found(*index.documents[number], score, index.spelling(met)) for score, index, number, met in ranked if score >= least]
