"""Showing that an address is hers: the letter with the link and the code. An address we do not know gets none, and nobody can tell."""

from django.db import transaction
from django.db.models import F

from contacts.confirming import begin
from contacts.models import ContactPoint
from notifications.actions import UNKNOWN, queue, queue_to_address
from notifications.models import Kind

# what the link opens; ADDRESS only confirms
MINE, ALERT, FOLLOW, ADDRESS = "mine", "alert", "follow", "address"


@transaction.atomic
def send_confirmation(kind, value, *, language, purpose=MINE, facts=None, at=None):
    """Make a link and a code for an address, and queue the letter that carries them, to this very address. -> Confirmation

    kind: PointKind; value: normalised; language: code of the page she asks on; purpose: what for; facts: further JSON values for the letter;
    at: aware. For an address nobody is known by the same row is written and nothing is sent, so that the answer, and the limit, are alike.
    Raises ValidationError "often".
    """
    row, token, code = begin(kind, value, language=language, at=at)
    point = (
        ContactPoint.objects.filter(kind=kind, value=value).select_related("contact").order_by(F("stopped_at").desc(nulls_first=True), "-id").first()
    )
    if point is not None:
        queue(
            kind=Kind.CONFIRM, contact=point.contact, language=language, about="", department_id=None, points=[point],
            context={**(facts or {}), "link_token": token, "code": code, "purpose": purpose}, dedupe_key=f"confirm:{row.pk}",
        )  # fmt: skip
    return row


@transaction.atomic
def send_code_to(kind, value, *, language, at=None):
    """The digits for an address that nobody may be known by yet: who typed it has the page for them before her. -> Confirmation

    Names and makes no contact. Raises ValidationError "often".
    """
    row, token, code = begin(kind, value, language=language, at=at)
    facts = {"link_token": token, "code": code, "purpose": UNKNOWN}
    queue_to_address(kind, value, kind=Kind.CONFIRM, language=language, context=facts, at=at)
    return row
