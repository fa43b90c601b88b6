"""Has somebody told us already? What others have reported near the place of a draft, as cards anybody may see."""

from dataclasses import dataclass

from catalog.texts import Text
from portal import words
from portal.public import public
from requests_app.models import Attachment, ServiceRequest
from requests_app.nearby import nearby
from requests_app.status import Outcome

STEP_M = 20  # distances are said in steps of this: near enough to tell, too coarse to find a house by asking from many places


@dataclass(frozen=True)
class Card:
    """One request nearby: what the public page of it says, how far it is, and how many follow."""

    row: ServiceRequest
    photo: Attachment | None
    name: Text | None = None

    @property
    def meters(self):
        return max(STEP_M, round(self.row.meters / STEP_M) * STEP_M)

    @property
    def state(self):
        return words.ENDINGS[Outcome.RESOLVED] if self.row.outcome == Outcome.RESOLVED else words.PLAIN_STATUS[self.row.status]

    @property
    def age(self):
        return words.ago(self.row.closed_at or self.row.submitted_at)

    @property
    def followers(self):
        return words.followers(self.row.follower_count)


def around(service, draft):
    """Public requests of the same service near the place of a draft, the nearest first.

    Not those she has sent in this very session, nor the one that this report is sent because of.
    """
    place = draft.get("place") or {}
    if not (service.needs_place and service.is_public and service.duplicate_radius_m) or place.get("lat") is None:
        return []
    sent = [kept["sent"] for kept in draft.session.get("drafts", {}).values() if kept.get("sent")]
    among = ServiceRequest.objects.public()
    among = among.exclude(token__in=sent) if sent else among
    among = among.exclude(reference=draft.get("after")) if draft.get("after") else among
    return nearby(service, place["lat"], place["lon"], among=among)


def look_around(service, draft):
    """Once the place is known: keep what is near it. What she has said is different stays so as long as the same ones are near."""
    found = [row.reference for row in around(service, draft)]
    if found != draft.get("near"):
        draft.forget("different")
    draft.keep(near=found)


def cards(rows):
    """Cards of nearby(), with the first photo of each that may be shown to the public; one query."""
    photos = {}
    for photo in Attachment.objects.filter(request__in=rows, is_public=True, content_type="image/jpeg").exclude(thumbnail="").order_by("-id"):
        photos[photo.request_id] = photo
    return [Card(public(row), photos.get(row.pk)) for row in rows]
