"""Filing a request: checked, routed, promised, recorded and acknowledged in one transaction."""

import math
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.queries import current
from contacts.actions import Person, find_or_create
from contacts.points import one_line
from requests_app import promises
from requests_app.actions.amending import link_follow_up
from requests_app.actions.reaching import file_for, tell_received
from requests_app.actions.recording import record_filing
from requests_app.answers import check_answers, clean_text
from requests_app.drafts import hold
from requests_app.models import Attachment, Follower, ServiceRequest
from requests_app.reference import new_reference
from routing.cells import cell
from routing.engine import Facts
from routing.queries import district_at, route

TRIES = 3  # a random reference is taken once in a lifetime


def submit(*, service_id, language, channel, actor, description="", answers=None, lat=None, lon=None, address="", zipcode="",
           contact=None, person=None, proxy=None, interaction=None, idempotency_key=None, draft_key="", media_url="", follows_up=None,
           asks_to_confirm=False):  # fmt: skip
    """File a service request. -> ServiceRequest, with .was_created.

    service_id: an active service; answers: question code -> string or list, raw; lat, lon: WGS84 degrees, both or none; contact: a known
    Contact, or person: a contacts.actions.Person to be found or made in the same transaction (neither: anonymous); proxy: a Person who sends
    it for her with her consent, which is recorded; language: a code, kept as the language of the request and of every message about it;
    actor: User, Actor.RESIDENT or Actor.SYSTEM; draft_key: attachments kept under it move to the request; idempotency_key: the same key gives
    the same request back and writes nothing; follows_up: the closed request that was not fixed, which both remember (an event *linked* on
    each); asks_to_confirm: the *received* letter carries a link and a code where the address is not confirmed yet (.asked_point is it then).

    Writes the request, its events *submitted* and *routed*, the reporter (and the proxy) as follower, and a *received* message to each.
    Raises ValidationError with a dict by field ("place", "description", "service", "contact", question codes, "email", "phone").
    """
    address = one_line(address, 250)
    facts = _check(service_id, description, answers or {}, lat, lon, address, channel, contact or (person and person.cleaned_points()), actor)
    rest = {"language": language, "channel": channel, "actor": actor, "zipcode": one_line(zipcode, 12), "interaction": interaction,
            "media_url": media_url, "idempotency_key": idempotency_key, "draft_key": draft_key,
            "follows_up": follows_up, "proxy": proxy, "asks_to_confirm": asks_to_confirm}  # fmt: skip
    for attempt in range(TRIES):
        try:
            return _write(facts, contact, person, **rest)
        except IntegrityError as error:
            constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
            if "idempotency_key" in constraint:
                request = ServiceRequest.objects.get(idempotency_key=idempotency_key)
                request.was_created = False
                return request
            if "reference" not in constraint or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _check(service_id, description, answers, lat, lon, address, channel, contact, actor):
    service = current().service_by_id(service_id)
    errors: dict[str, Any] = {}
    if service is None or not service.is_active:
        raise ValidationError({"service": _("Choose a service.")})
    if not isinstance(actor, str) and not actor.has_perm("requests_app.file_requests"):
        raise PermissionDenied
    if (lat is None) != (lon is None) or (lat is not None and not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180)):
        errors["place"] = _("Give the place again: we could not read it.")
    elif service.needs_place and lat is None and not address:
        errors["place"] = _("Tell us where it is.")
    if not service.anonymous_allowed and not contact:
        errors["contact"] = _("For this request we need a way to reach you: an e-mail address or a phone number.")
    try:
        description = clean_text(description)
    except ValidationError as error:
        errors["description"] = error
    try:
        answers = check_answers(service, answers)
    except ValidationError as error:
        errors |= error.error_dict
    if errors:
        raise ValidationError(errors)
    district = district_at(lat, lon) if lat is not None else None
    return {"service": service, "description": description, "answers": answers, "lat": lat, "lon": lon, "address": address, "district": district}


@transaction.atomic
def _write(facts, contact, person, *, language, channel, actor, zipcode, interaction, media_url, idempotency_key, draft_key, follows_up,
           proxy, asks_to_confirm):  # fmt: skip
    service, district = facts["service"], facts["district"]
    now = timezone.now()
    if draft_key:
        hold(draft_key)  # a photo on its way comes before, and moves along, or after, and finds the request
    if contact is None and person is not None:
        contact = find_or_create(person)
    decision = route(Facts(service.id, service.group_id, service.department_id, district.id if district else None, language, channel))
    promised_at = promises.first(service, decision.department_id, now)
    request = ServiceRequest(
        reference=new_reference(), service_id=service.id, department_id=decision.department_id, team_id=decision.team_id, contact=contact,
        description=facts["description"], answers=facts["answers"], channel=channel, language=language, lat=facts["lat"], lon=facts["lon"],
        address=facts["address"], zipcode=zipcode, district_id=district.id if district else None,
        h3_cell=cell(facts["lat"], facts["lon"]) if facts["lat"] is not None else None, submitted_at=now, updated_at=now,
        first_promised_at=promised_at, promised_at=promised_at, is_public=service.is_public, is_restricted=service.is_restricted,
        media_url=media_url, idempotency_key=idempotency_key,
    )  # fmt: skip
    request.save(force_insert=True)
    promised = {"promised_at": promised_at.isoformat() if promised_at else None}
    routed = {"team": decision.team_id, "department": decision.department_id, "rule": decision.rule_id, "reason": decision.reason,
              "passed_over": decision.passed_over}  # fmt: skip
    record_filing(request, actor=actor, at=now, interaction=interaction, submitted={"channel": channel, **promised}, routed=routed)
    if draft_key:
        Attachment.objects.filter(draft_key=draft_key, request=None).update(request=request, draft_key="")
    if follows_up is not None:
        link_follow_up(request, follows_up, actor=actor)
    if contact:
        follower = Follower.objects.create(request=request, contact=contact, is_reporter=True, language=language)
        helper = {"helper": one_line(proxy.name, 150)} if proxy else {}
        request.asked_point = tell_received(request, follower, cause=request.reference, asks_to_confirm=asks_to_confirm, **helper)
        if proxy:
            file_for(request, proxy)
    return request


def default_language(language):
    """A language the city has switched on: the one given, or the source language."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


__all__ = ["Person", "default_language", "submit"]
