"""Finding an answer while somebody waits on the line: articles and services by the words people use, in any language of the city.

The catalogue is small and held in memory, so this reads no table.
"""

import unicodedata

from django.utils import timezone

from catalog.queries import current

NAME, KEYWORDS, REST = 5, 4, 1


def plain(text):
    """Lower case without accents, so that "bache" finds "Bache" and "o ga" finds "Ổ gà"."""
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D").casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def score(words, texts):
    """How well an entry's texts fit. texts: [(Text, weight)]; a word that fits nowhere makes it 0."""
    total = 0
    haystacks = [(plain(" ".join(text.values())), weight) for text, weight in texts]
    for word in words:
        best = max(((weight * (2 if f" {word}" in f" {hay}" else 1)) for hay, weight in haystacks if word in hay), default=0)
        if not best:
            return 0
        total += best
    return total


def find(text, limit=9):
    """-> (articles, services) for the words of *text*, the best first; for no words the first services in order."""
    catalogue = current()
    words = plain(text).split()
    articles = catalogue.articles(timezone.localdate())
    services = [service for service in catalogue.all_services if service.is_active]
    if not words:
        return [], services[:limit]
    found = [(score(words, [(a.title, NAME), (a.keywords, KEYWORDS), (a.body, REST)]), a) for a in articles]
    offered = [(score(words, [(s.name, NAME), (s.keywords, KEYWORDS), (s.description, REST)]), s) for s in services]
    best = lambda rows: [entry for points, entry in sorted(rows, key=lambda row: -row[0]) if points][:limit]  # noqa: E731
    return best(found), best(offered)
