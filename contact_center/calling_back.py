"""Call me back: asked for on any page, promised within working hours, kept by an agent who speaks the language."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contact_center.models import CallBack
from contacts.points import normalise_phone
from requests_app.answers import clean_text
from routing.clock import add_working
from routing.queries import NoHours, hours_for

PROMISED_MINUTES = 8 * 60  # within one working day of the city's own calendar


def ask_call_back(*, phone, language, name="", about="", request=None, page="", at=None):
    """Ask to be called. -> (CallBack, whether it is new): a number that already waits is not put down twice.

    phone: as typed; language: code she wants to be called in; at: aware. Writes one row with its promise; sends nothing.
    Raises ValidationError by field ("phone", "about").
    """
    at = at or timezone.now()
    try:
        phone = normalise_phone(phone)
    except ValidationError as error:
        raise ValidationError({"phone": error}) from error
    about = clean_text(about, 500, field="about")
    waiting = CallBack.objects.filter(phone=phone, called_at=None).first()
    if waiting:
        return waiting, False
    try:
        promised = add_working(at, PROMISED_MINUTES, hours_for(None))
    except NoHours:  # a city without a calendar still owes an answer
        promised = at + timedelta(days=1)
    try:
        with transaction.atomic():
            row = CallBack.objects.create(
                phone=phone,
                name=clean_text(name, 150),
                language=language,
                about=about,
                request=request,
                page=page[:300],
                asked_at=at,
                promised_at=promised,
            )
    except IntegrityError:  # the second of two presses
        return CallBack.objects.get(phone=phone, called_at=None), False
    return row, True


def waiting_calls(limit=100):
    """Who waits to be called, the earliest promise first."""
    return list(CallBack.objects.filter(called_at=None).select_related("request").order_by("promised_at")[:limit])


@transaction.atomic
def called(call_back, *, actor, at=None):
    """An agent has called. Raises PermissionDenied, or ValidationError "conflict" when somebody was faster."""
    if not actor.has_perm("contact_center.take_calls"):
        raise PermissionDenied
    row = CallBack.objects.select_for_update().get(pk=call_back.pk)
    if row.called_at is not None:
        raise ValidationError(_("Somebody was faster: this call is already made."), code="conflict")
    row.called_at, row.called_by = at or timezone.now(), actor
    row.save(update_fields=["called_at", "called_by"])
    return row
