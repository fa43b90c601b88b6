"""E-mail addresses, phone numbers and words as we keep them."""

import unicodedata

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from contacts.models import PointKind


def plain(text):
    """Words as kept: NFC, one kind of line end, no control characters (the database takes no NUL), no lone surrogates, no space around."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode()
    return "".join(c for c in unicodedata.normalize("NFC", text) if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def one_line(text, limit):
    """Words as kept on one line, cut at *limit* characters."""
    return " ".join(plain(text).split())[:limit].strip()


def normalise_email(text):
    """An e-mail address in lower case without spaces around. Raises ValidationError (code "email")."""
    text = unicodedata.normalize("NFC", text or "").strip().lower()
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValidationError(_("Enter an e-mail address like name@example.com."), code="email") from error
    return text


def normalise_phone(text):
    """A phone number in E.164; one without country code is read as one of PHONE_REGION. Raises ValidationError (code "phone")."""
    wrong = ValidationError(_("Enter a phone number with area code, like 408 555 0123."), code="phone")
    try:
        number = phonenumbers.parse(text or "", settings.PHONE_REGION)
    except phonenumbers.NumberParseException as error:
        raise wrong from error
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:  # nor one without area code
        raise wrong
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise(text):
    """Whatever a caller may be known by. -> (PointKind, value), or None when it is neither e-mail nor phone."""
    for kind, read in ((PointKind.EMAIL, normalise_email), (PointKind.PHONE, normalise_phone)):
        try:
            return kind, read(text)
        except ValidationError:
            continue
    return None


def spoken(phone):
    """An E.164 number as people here read it out."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    home = phonenumbers.country_code_for_region(settings.PHONE_REGION) == number.country_code
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
