"""May this person do it?"""

from accounts.queries import team_ids
from requests_app.rules import may_work


def may_offer(user, request, interaction):
    """Hand over: a request one may work, or a call one is on."""
    if not user.has_perm("contact_center.hand_over"):
        return False
    if request is not None and not may_work(user, request):
        return False
    return interaction is None or interaction.agent_id == user.pk


def may_answer(user, offer):
    """Accept or decline: a member of the team it is offered to."""
    return user.has_perm("contact_center.answer_offers") and offer.team_id in team_ids(user)


def may_cancel(user, handoff):
    """Take back: the sender, or a supervisor."""
    return handoff.sender_id == user.pk or (user.has_perm("contact_center.view_all_handoffs") and user.has_perm("contact_center.hand_over"))
