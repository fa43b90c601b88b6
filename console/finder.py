"""Finding an answer while somebody waits on the line: articles and services by the words people use, in any language of the city.

The catalogue is small and held in memory, so this reads no table.
"""

from django.utils import timezone
from django.utils.translation import get_language

from catalog.queries import current
from catalog.search import search


def find(text, limit=9):
    """-> (articles, services) for the words of *text*, the best first; for no words the first services in order."""
    if not text.strip():
        return [], [service for service in current().all_services if service.is_active][:limit]
    found = search(text, get_language(), timezone.localdate(), 50, for_staff=True)
    articles, services = ([hit.entry for hit in found if hit.kind == kind][:limit] for kind in ("article", "service"))
    return articles, services
