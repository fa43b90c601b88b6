"""What a search shows: services, answers and places to go, each best first and with the words it was found by."""

from dataclasses import dataclass
from datetime import date

from catalog.search import Found, search

MOST = 60  # of all kinds together
SHOWN = {"service": 20, "article": 20, "office": 5}


@dataclass(frozen=True)
class Results:
    services: list[Found]
    articles: list[Found]
    offices: list[Found]

    def __bool__(self):
        return bool(self.services or self.articles or self.offices)


def find(query: str, language: str, day: date) -> Results:
    """What fits the words somebody typed. language: the page's; day: the city's date, for articles that expire."""
    found = search(query, language, day, MOST)
    return Results(*([hit for hit in found if hit.kind == kind][:most] for kind, most in SHOWN.items()))
