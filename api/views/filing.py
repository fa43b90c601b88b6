"""POST requests: what an app sends becomes a request by the same action as on the portal."""

import uuid
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from api import parameters
from api.door import Refused
from api.keys import check_jurisdiction, check_key, fingerprint
from catalog.queries import current
from contacts.actions import Person
from contacts.models import Channel, Source
from requests_app.actions import submit
from requests_app.models import Actor
from requests_app.photos import keep_photo
from routing.models import Address
from routing.queries import inside_city

MAX_PHOTOS = 5
MAX_BYTES = 60 * 1024 * 1024


def file_request(request, fmt):
    """File one request. Answers 404 for an unknown service, 403 for a key we do not know, 400 with a sentence for each thing to mend."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_BYTES:
        raise Refused(413, _("That is too large. Please send at most 5 photos of 10 MB each."))
    check_jurisdiction(request)
    key = check_key(request)
    service = _service(request)
    place = _place(request, service)
    description = parameters.limited(request, "description", 4000)
    media_url = _media_url(request)
    person = _person(request)
    draft_key = _keep_photos(request)
    again = request.headers.get("Idempotency-Key", "").strip()
    try:
        filed = submit(
            service_id=service.id,
            description=description,
            answers=parameters.attributes(request),
            **place,
            person=person,
            language=person.language,
            channel=Channel.OPEN311,
            actor=Actor.RESIDENT,
            idempotency_key=fingerprint(key, again) if again else None,
            draft_key=draft_key,
            media_url=media_url,
        )
    except ValidationError as error:
        raise Refused(400, *_named(error, service)) from error
    return "service_requests", [{"service_request_id": filed.reference, "service_notice": str(service.how_long) or None, "account_id": None}]


def _service(request):
    code = parameters.value(request, "service_code")
    if not code:
        raise Refused(400, _("service_code is missing. The list of services has it."))
    service = current().service(code)
    if service is None or service.is_hidden:
        raise Refused(404, _("We have no service with the code %(code)s.") % {"code": code})
    return service


def _place(request, service):
    """The place as submit() wants it: coordinates, an address in words, or an entry of our gazetteer; at least one where a place is needed."""
    lat, lon = parameters.degrees(request, "lat", 90), parameters.degrees(request, "long", 180)
    address = parameters.limited(request, "address_string", 250)
    if (lat is None) != (lon is None):
        raise Refused(400, _("Please send lat and long together."))
    if lat is not None and not inside_city(lat, lon):
        raise Refused(400, _("This place is outside of the city, so we cannot send anybody there."))
    place = {"lat": lat, "lon": lon, "address": " ".join(address.split()), "zipcode": ""}
    if given := parameters.value(request, "address_id"):
        entry = Address.objects.filter(pk=int(given)).first() if given.isascii() and given.isdigit() and len(given) < 19 else None
        if entry is None:
            raise Refused(400, _("We do not know the address_id %(given)s.") % {"given": given})
        if lat is None:
            place |= {"lat": entry.lat, "lon": entry.lon}
        place |= {"address": entry.text, "zipcode": entry.zipcode}
    if service.needs_place and place["lat"] is None and not place["address"]:
        raise Refused(400, _("Please send where it is: lat and long, address_string, or address_id."))
    return place


def _person(request):
    """What we were told of the person; all of it may be empty. The language is the app's, so only inferred."""
    name = " ".join(part for field in ("first_name", "last_name") if (part := parameters.limited(request, field, 74)))
    email, phone = parameters.limited(request, "email", 254), parameters.limited(request, "phone", 40)
    return Person(name=" ".join(name.split()), email=email, phone=phone, language=get_language(), language_source=Source.INFERRED)


def _named(error, service):
    """The sentences of a ValidationError by field, each after the question or the field that it is about."""
    if not hasattr(error, "error_dict"):
        return error.messages
    questions = {question.code: str(question.label) for question in service.questions}
    return [f"{questions.get(field, field)}: {message}" for field, messages in error.message_dict.items() for message in messages]


def _media_url(request):
    """The first address of a photo kept elsewhere. It is stored and shown as a link, never fetched."""
    text = parameters.limited(request, "media_url", 500)
    if not text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in text):
        raise Refused(400, _("media_url must be an address that starts with http:// or https://."))
    return text


def _keep_photos(request):
    """Photos of a multipart form, under whatever field names they came (media, media[], photo1). -> the draft key they wait under, or ''."""
    photos = [photo for _name, several in request.FILES.lists() for photo in several if photo.size]
    if not photos:
        return ""
    if len(photos) > MAX_PHOTOS:
        raise Refused(400, _("Please send at most %(count)s photos.") % {"count": MAX_PHOTOS})
    draft_key = f"open311:{uuid.uuid4()}"
    try:
        for photo in photos:
            keep_photo(photo, draft_key=draft_key, actor=Actor.RESIDENT)
    except ValidationError as error:
        raise Refused(400, *error.messages) from error
    return draft_key
