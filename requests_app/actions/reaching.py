"""How we reach whoever a request is for: an address to be confirmed, one that was mistyped, and somebody who sends it for somebody else."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.actions import Person, find_or_create, record_consent
from contacts.confirming import begin
from contacts.models import Channel, Consent, ContactPoint, PointKind, Purpose, Source
from contacts.queries import is_confirmed
from notifications.actions import best_point, take_back
from notifications.confirming import ADDRESS
from requests_app.actions.amending import CORRECTED_WITHIN
from requests_app.actions.recording import record
from requests_app.actions.telling import Kind, tell_one
from requests_app.models import Actor, EventKind, Follower, ServiceRequest, new_token

MOST_CORRECTIONS = 3  # each writes to another address


def tell_received(request, follower, *, cause, asks_to_confirm=False, **facts):
    """Acknowledge a request to one follower; with asks_to_confirm the letter carries a link and a code where the address is not confirmed yet.

    -> (PointKind, value) that she is asked to confirm, or None. Writes one outbox row, and the Confirmation.
    """
    if not asks_to_confirm:
        tell_one(request, follower, Kind.RECEIVED, cause=cause, sees_all=True, **facts)
        return None
    points = list(ContactPoint.objects.filter(contact=follower.contact_id))
    point, secrets = best_point(follower.contact, points), {}
    if point is not None and not is_confirmed(point.kind, point.value):
        try:
            _row, token, code = begin(point.kind, point.value, language=follower.language)
        except ValidationError:  # asked often enough: the letter goes out without
            pass
        else:
            secrets = {"link_token": token, "code": code, "purpose": ADDRESS}
    tell_one(request, follower, Kind.RECEIVED, cause=cause, points=points, sees_all=True, **facts, **secrets)
    return (point.kind, point.value) if secrets else None


def file_for(request, proxy):
    """Somebody has sent a request for its contact, who agrees (A5): her consent is recorded, and he gets copies in his own language.

    proxy: a contacts.actions.Person with a name; without an address of his he is kept, and told nothing. -> Follower, or None when it is the
    same person. Writes consent, follower, and one *received* message. Called in the transaction of the filing.
    """
    helper = find_or_create(proxy)
    record_consent(request.contact, purpose=Purpose.PROXY, given=True, language=proxy.language, detail=helper.name)
    if helper.pk == request.contact_id:
        return None
    follower = Follower.objects.create(request=request, contact=helper, is_proxy=True, language=proxy.language or request.language)
    tell_received(request, follower, cause=request.reference)
    return follower


@transaction.atomic
def correct_address(request, kind, value, *, name=""):
    """The address of a request was mistyped: whoever sent it gives another one, within 15 minutes. -> the request, with .asked_point

    kind: PointKind; value: normalised; name: as given with the request. The request and its reporter go to the contact of the new address;
    the secret link changes, as the old one went to somebody else's; what waits to go to the old address is taken back, and the *received*
    letters go out anew. A contact that only this request made is deleted. Raises ValidationError "late", "often", "conflict".
    """
    request, at = ServiceRequest.objects.locked(request.pk), timezone.now()
    if at > request.submitted_at + CORRECTED_WITHIN:
        raise ValidationError(_("The address can be changed here only in the first 15 minutes. Call us, and we change it for you."), code="late")
    if request.events.filter(kind=EventKind.FOLLOWER, data__step="corrected").count() >= MOST_CORRECTIONS:
        raise ValidationError(_("You have changed the address three times. Call us, and we change it for you."), code="often")
    follower = request.followers.select_related("contact").filter(is_reporter=True).first()
    if follower is None:
        raise ValidationError(_("This request was sent without an e-mail address or phone number."), code="conflict")
    old, channel = follower.contact, Channel.EMAIL if kind == PointKind.EMAIL else Channel.SMS
    address = {"email": value} if kind == PointKind.EMAIL else {"phone": value}
    known = {"language": request.language, "language_source": Source.ASKED, "channel": channel, "channel_source": Source.ASKED}
    contact = find_or_create(Person(name=name, **address, **known))
    take_back(request.reference, old)
    request.followers.filter(contact=contact).exclude(pk=follower.pk).delete()  # she had asked to follow it: now it is hers
    follower.contact, follower.stopped_at = contact, None
    follower.save(update_fields=["contact", "stopped_at"])
    request.contact, request.token, request.updated_at = contact, new_token(), at
    request.save(update_fields=["contact", "token", "updated_at"])
    Consent.objects.filter(contact=old, purpose=Purpose.PROXY, at__gte=request.submitted_at).update(contact=contact)
    if old.pk != contact.pk:
        _forget(old, request)
    event = record(request, EventKind.FOLLOWER, actor=Actor.RESIDENT, at=at, data={"step": "corrected"})
    request.asked_point = tell_received(request, follower, cause=event.pk, asks_to_confirm=True)
    for helper in request.followers.told().select_related("contact").filter(is_proxy=True):
        tell_received(request, helper, cause=event.pk)
    return request


def _forget(contact, request):
    """Delete a contact that came to be by a mistyped address and has done nothing else."""
    is_new = contact.created_at >= request.submitted_at
    if is_new and not (contact.requests.exists() or contact.follows.exists() or contact.alerts.exists() or contact.interactions.exists()):
        contact.delete()
