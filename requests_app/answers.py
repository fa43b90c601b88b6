"""Answers to a service's questions, read and checked in one place for the portal, the console and Open311."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from catalog.models import Datatype
from contacts.points import plain

LONGEST = {Datatype.STRING: 250, Datatype.TEXT: 4000}


def clean_text(text, limit=4000, field=None):
    """Free text as kept (contacts.points.plain). Raises ValidationError when too long, by field where one is named."""
    text = plain(text)
    if len(text) > limit:
        params = {"limit": limit, "used": len(text)}
        error = ValidationError(_("Use %(limit)d characters or fewer. You have used %(used)d."), code="long", params=params)
        raise ValidationError({field: error}) if field else error
    return text


def check_answers(service, given):
    """Read raw answers (code -> string or list of strings) of a ServiceEntry. -> dict ready to store.

    Questions whose condition is not met are left out; empty optional ones too. Raises ValidationError with a dict by question code.
    """
    kept, errors = {}, {}
    for question in service.questions:
        if not question.is_variable or not question.is_asked(kept):
            continue
        raw = given.get(question.code)
        values = [v for v in (raw if isinstance(raw, list) else [raw]) if v not in (None, "")]
        try:
            answer = _read(question, values) if values else ""
            if answer == "" and question.is_required:  # blank words are no answer
                raise ValidationError(_("Answer this question."), code="required")
            if answer != "":
                kept[question.code] = answer
        except ValidationError as error:
            errors[question.code] = error
    if errors:
        raise ValidationError(errors)
    return kept


def _read(question, values):
    if question.datatype in (Datatype.SINGLE, Datatype.MULTI):
        keys = {option.key for option in question.options}
        chosen = list(dict.fromkeys(str(value) for value in values))
        if not keys.issuperset(chosen) or (question.datatype == Datatype.SINGLE and len(chosen) > 1):
            raise ValidationError(_("Choose from the list."), code="choice")
        return chosen if question.datatype == Datatype.MULTI else chosen[0]
    text = str(values[0])
    if question.datatype == Datatype.NUMBER:
        return _number(text)
    if question.datatype == Datatype.DATETIME:
        return _moment(text)
    text = clean_text(text, LONGEST[question.datatype])
    return " ".join(text.split()) if question.datatype == Datatype.STRING else text


def _number(text):
    try:
        number = Decimal(text.strip().replace(" ", ""))
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or number.copy_abs() >= Decimal("1e15"):  # abs() would round, and overflow
        raise ValidationError(_("Enter a number, like 3 or 2.5."), code="number")
    return int(number) if number == number.to_integral_value() else float(number)


def _moment(text):
    """An ISO 8601 moment; one without zone is city time."""
    try:
        moment = parse_datetime(text.strip()) or datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None:
        raise ValidationError(_("Enter a date and time, like 2026-03-27 14:30."), code="datetime")
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))).isoformat()


def means_danger(service, given):
    """The first chosen option that means danger (OptionEntry), or None."""
    for question in service.questions:
        chosen = given.get(question.code)
        chosen = chosen if isinstance(chosen, list) else [chosen]
        for option in question.options:
            if option.is_emergency and option.key in chosen:
                return option
    return None
