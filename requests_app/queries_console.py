"""Reads for the staff console's pages. Every one of requests goes through visible_to."""

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Membership, User
from accounts.queries import department_ids
from contacts.models import Contact, Interaction
from notifications.models import Message
from requests_app.models import Attachment, EventKind, RequestEvent, ServiceRequest
from requests_app.queries import PAGE, _keyset, found

MOST_PEOPLE = 200  # a name that fits more is no name
SPOKEN_KINDS = [EventKind.NOTE, EventKind.MESSAGE, EventKind.REPLY]


def last_words(request_ids):
    """The latest note, message or reply of each request, in one query. -> dict request id -> RequestEvent (kind, actor_kind, at)"""
    events = RequestEvent.objects.filter(request__in=request_ids, kind__in=SPOKEN_KINDS).order_by("request_id", "-at", "-id").distinct("request_id")
    return {event.request_id: event for event in events.only("request_id", "kind", "actor_kind", "at")}


def times_asked(requests):
    """How often the resident of each open request has asked again, in one query; none where no date has passed. -> dict request id -> int"""
    late = [request.pk for request in requests if request.is_open and request.promised_at]
    events = RequestEvent.objects.filter(request__in=late, kind=EventKind.ASKED_AGAIN) if late else RequestEvent.objects.none()
    return dict(events.values("request").annotate(n=Count("id")).values_list("request", "n"))


def search_page(user, *, words="", status="", service_id=None, cursor="", size=PAGE):
    """One page of all requests a member of staff may see, the latest filed first, by keyset. -> requests_app.queries.Page

    words: a reference, a source number, words of the description or address, or the name of the resident; empty finds all.
    """
    rows = ServiceRequest.objects.visible_to(user).select_related("assignee", "contact")
    if words.strip():
        named = Contact.objects.filter(name__icontains=words.strip()) if len(words.strip()) > 2 else Contact.objects.none()
        rows = found(rows, words, also=Q(contact__in=list(named.values_list("pk", flat=True)[:MOST_PEOPLE])))
    if status:
        rows = rows.filter(status=status)
    if service_id:
        rows = rows.filter(service=service_id)
    return _keyset(rows, "submitted_at", descending=True, cursor=cursor, size=size)


def contacts_visible_to(user):
    """Residents a member of staff may look up: all with view_all, otherwise those of requests she may see. -> QuerySet"""
    if not user.has_perm("contacts.view_contacts"):
        return Contact.objects.none()
    if user.has_perm("requests_app.view_all"):
        return Contact.objects.all()
    return Contact.objects.filter(Exists(ServiceRequest.objects.visible_to(user).filter(contact=OuterRef("pk"))))


def talks_visible_to(user, contact, limit=30):
    """A contact's talks a member of staff may see: all with view_all, otherwise her own and her departments'. Newest first."""
    talks = Interaction.objects.filter(contact=contact).select_related("agent")
    if not user.has_perm("requests_app.view_all"):
        talks = talks.filter(Q(agent=user) | Q(department__in=department_ids(user)))
    return list(talks.order_by("-started_at")[:limit])


def attachment_visible_to(user, public_id):
    """A photo of a request this member of staff may see, or None."""
    return Attachment.objects.filter(public_id=public_id, request__in=ServiceRequest.objects.visible_to(user)).first()


def linked_to(user, request):
    """The request that this one follows up, and those that follow it up, as far as a member of staff may see them. Oldest first."""
    rows = ServiceRequest.objects.visible_to(user).filter(Q(follow_ups=request) | Q(follows_up=request))
    return list(rows.order_by("submitted_at").distinct())


def messages_about(request, limit=20):
    """The outbox rows about a request, newest first."""
    return list(Message.objects.filter(about=request.reference).defer("html", "context").order_by("-id")[:limit])


def people_of(department_id):
    """Who works in a department now, by name."""
    members = Membership.objects.filter(team__department=department_id, team__is_active=True)
    return User.objects.filter(is_active=True, pk__in=members.values("user")).order_by("name")
