"""What a search shows: services, answers and places to go, each best first."""

from dataclasses import dataclass
from datetime import date

from catalog.entries import ArticleEntry, OfficeEntry, ServiceEntry
from catalog.search import search

MOST = 60  # of all kinds together
SHOWN = {"service": 20, "article": 20, "office": 5}


@dataclass(frozen=True)
class Found:
    services: list[ServiceEntry]
    articles: list[ArticleEntry]
    offices: list[OfficeEntry]


def find(query: str, language: str, day: date) -> Found:
    """What fits the words somebody typed. language: the page's; day: the city's date, for articles that expire."""
    found = search(query, language, day, MOST)
    return Found(*([hit.entry for hit in found if hit.kind == kind][:most] for kind, most in SHOWN.items()))
