"""A report that begins with an earlier request: the place of one of hers, or one that was closed and is not fixed."""

from catalog.queries import current
from portal.views.secret import find
from requests_app.public import block, coarse
from requests_app.queries import by_reference
from requests_app.status import Outcome


def known_from(request):
    """What a new draft knows already. -> dict for portal.drafts.start

    ?near=TOKEN: the place of a request of hers, exactly; ?after=REFERENCE: the closed request that this one is sent because of. Of somebody
    else's request only what anybody may see is taken over, its place to the block; of one that is not public nothing is.
    """
    known, own = {}, find(request.GET.get("near", ""))
    if own is not None and own.address:
        known["place"] = {"text": own.address, "lat": own.lat, "lon": own.lon, "zipcode": own.zipcode}
        known["before"] = request.session.get("you")  # not for every new report: the next one at a library's computer is somebody else
    closed = by_reference(request.GET.get("after", "")[:60])
    if closed is None or closed.is_open or not (closed.is_public or closed == own):
        return known
    known["after"] = closed.reference
    if "place" not in known and closed.address:
        known["place"] = {"text": block(closed.address), "lat": coarse(closed.lat), "lon": coarse(closed.lon), "zipcode": ""}
    return known


def earlier_of(draft):
    """The request that a draft is sent because of, or None."""
    return by_reference(draft.get("after")) if draft.get("after") else None


def may_send_again(request):
    """Whether a new request can be sent because of this one: it ended otherwise than by being taken back, and its service is still offered."""
    service = current().service_by_id(request.service_id)
    return not request.is_open and request.outcome != Outcome.WITHDRAWN and service.is_active and not service.is_hidden
