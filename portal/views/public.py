"""The public list of requests, one of them, and the feed of a district or a service."""

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.queries import current
from portal.public import Narrowed, page, public
from portal.views.earlier import may_send_again
from portal.words import followers, sentence_for_others
from requests_app.followers import follower_count
from requests_app.models import ServiceRequest
from requests_app.reference import normalise
from routing.queries import districts


@require_safe
def requests(request):
    """?service= ?district= ?state= ?before= ; everything else is left out."""
    narrowed = Narrowed(request.GET)
    rows, older = page(narrowed, request.GET.get("before", ""))
    services = sorted((s for s in current().services if s.is_public), key=lambda s: str(s.name).casefold())
    context = {
        "rows": rows, "narrowed": narrowed, "services": services, "districts": districts(), "is_later": "before" in request.GET,
        "older": urlencode(narrowed.query() | {"before": older}) if older else "", "feed": urlencode(narrowed.query()),
    }  # fmt: skip
    return render(request, "portal/public/list.html", context)


@require_safe
def one(request, reference):
    """One public request: what, where to the block, since when, where it stands, how it ended, and what to do when that is not so."""
    row = ServiceRequest.objects.public().with_writer().filter(reference=normalise(reference)).first()
    if row is None:
        raise Http404
    steps = row.events.filter(kind="status", is_public=True).order_by("at", "id")
    linked = ServiceRequest.objects.public().filter(Q(follow_ups=row) | Q(follows_up=row)).order_by("submitted_at").distinct()
    context = {
        "row": public(row),
        "said": sentence_for_others(row),
        "steps": steps,
        "linked": linked,
        "photos": row.attachments.filter(is_public=True).order_by("id"),
        "may_send_again": may_send_again(row),
        "followed": followers(follower_count(row)),
    }
    return render(request, "portal/public/one.html", context)


class GeoFeed(Rss201rev2Feed):
    """RSS 2.0 with the block's position as GeoRSS Simple."""

    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:georss": "http://www.georss.org/georss"}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item["point"]:
            handler.addQuickElement("georss:point", "{} {}".format(*item["point"]))


@require_safe
@cache_control(public=True, max_age=300)
def feed(request):
    """The newest 20 of the list, narrowed in the same way, as RSS with positions."""
    narrowed = Narrowed(request.GET)
    rows, _older = page(narrowed)
    address = settings.PUBLIC_URL + reverse("portal:requests") + (f"?{urlencode(narrowed.query())}" if narrowed.query() else "")
    parts = [settings.CITY_NAME, narrowed.service and str(narrowed.service.name), narrowed.district and str(narrowed.district.name)]
    out = GeoFeed(
        title=" – ".join(part for part in parts if part), link=address, language=get_language(),
        feed_url=settings.PUBLIC_URL + request.get_full_path(),
        description=_("New requests to the city, with places to the block and without names."),
    )  # fmt: skip
    for row in rows:
        link = settings.PUBLIC_URL + reverse("portal:one", args=[row.reference])
        name = str(current().service_by_id(row.service_id).name)
        title = f"{name} – {row.place}" if row.place else name
        out.add_item(title=title, link=link, description=row.words, unique_id=link, pubdate=row.submitted_at, point=row.point)
    return HttpResponse(out.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
