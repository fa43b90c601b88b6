"""A verb of the call desk: who is on the line, as soon as we know."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contacts.models import Interaction


@transaction.atomic
def know_caller(interaction, *, actor, contact=None, language=""):
    """Keep, during a talk, who it is with and in which language. None and "" leave what is known. -> Interaction

    Only the agent who has it may (PermissionDenied). Raises ValidationError "conflict" when the talk is already wrapped up.
    """
    interaction = Interaction.objects.select_for_update(of=("self",)).get(pk=interaction.pk)
    if interaction.agent_id != actor.pk:
        raise PermissionDenied
    if interaction.ended_at is not None:
        raise ValidationError(_("This call is already wrapped up."), code="conflict")
    interaction.contact = contact or interaction.contact
    interaction.language_used = language or interaction.language_used
    interaction.save(update_fields=["contact", "language_used"])
    return interaction
