"""The same news for three readers: who reported a request, who sent it for somebody else, and who follows it."""

from django.utils.translation import gettext_lazy as _

from notifications.parts import isolated

MINE, SENT, FOLLOWED = "mine", "sent", "followed"
SENTENCES = {
    "see": (_("Follow your request"), _("See the request"), _("See the request")),
    "see closed": (_("See your request"), _("See the request"), _("See the request")),
    "next": (
        _("What happens next: the department looks at your request. We write to you when something changes."),
        _("What happens next: the department looks at the request. We write to you when something changes."),
        _("What happens next: the department looks at the request. We write to you when something changes."),
    ),
    "received subject": (
        _("We have your request %(reference)s"),
        _("We have the request you sent for somebody else: %(reference)s"),
        _("We have a request you follow: %(reference)s"),
    ),
    "received": (_("We have your request"), _("We have the request you sent for somebody else"), _("We have a request you follow")),
    "status subject": (
        _("News about your request %(reference)s"),
        _("News about the request you sent for somebody else: %(reference)s"),
        _("News about a request you follow: %(reference)s"),
    ),
    "written": (
        _("A message about your request"),
        _("A message about the request you sent for somebody else"),
        _("A message about a request you follow"),
    ),
    "written intro": (
        _("The city wrote to you about your request:"),
        _("The city wrote about the request you sent for somebody else:"),
        _("The city wrote about a request you follow:"),
    ),
    "promise subject": (
        _("A new date for your request %(reference)s"),
        _("A new date for the request you sent for somebody else: %(reference)s"),
        _("A new date for a request you follow: %(reference)s"),
    ),
    "question subject": (
        _("We have a question about your request %(reference)s"),
        _("We have a question about the request you sent for somebody else: %(reference)s"),
        _("We have a question about a request you follow: %(reference)s"),
    ),
    "question": (
        _("We have a question about your request"),
        _("We have a question about the request you sent for somebody else"),
        _("We have a question about a request you follow"),
    ),
    "how to answer": (
        _("We go on as soon as we have your answer. To answer, open your request and write to us there."),
        _("The person you sent it for has this question too. We go on as soon as one of you answers: open the request and write to us there."),
        _("We go on as soon as we have an answer."),
    ),
    "asking subject": (
        _("Your request %(reference)s: we are asking another team to take it over"),
        _("The request you sent for somebody else, %(reference)s: we are asking another team to take it over"),
        _("A request you follow, %(reference)s: we are asking another team to take it over"),
    ),
    "asking": (
        _("We are asking %(department)s to take over your request"),
        _("We are asking %(department)s to take over the request you sent for somebody else"),
        _("We are asking %(department)s to take over a request you follow"),
    ),
    "transferred subject": (
        _("Your request %(reference)s: who has it now"),
        _("The request you sent for somebody else, %(reference)s: who has it now"),
        _("A request you follow, %(reference)s: who has it now"),
    ),
    "transferred": (
        _("%(department)s has your request now"),
        _("%(department)s now has the request you sent for somebody else"),
        _("%(department)s now has a request you follow"),
    ),
    "transferred with all": (
        _("They have everything you told us, so you will not have to start over. They take the next step."),
        _("They have everything you told us, so you will not have to start over. They take the next step."),
        _("They have everything that was told to us. They take the next step."),
    ),
    "closed subject": (
        _("Your request %(reference)s is closed"),
        _("The request you sent for somebody else is closed: %(reference)s"),
        _("A request you follow is closed: %(reference)s"),
    ),
    "closed": (_("Your request is closed"), _("The request you sent for somebody else is closed"), _("A request you follow is closed")),
    "not right": (
        _("Is something not right? Open your request and tell us. It goes back to the same department."),
        _("Is something not right? Open the request and tell us. It goes back to the same department."),
        _("Is something not right? Open the request and tell us."),
    ),
}


def said(case, name, **values):
    """A sentence of SENTENCES for who reads this letter."""
    sentence = SENTENCES[name][(MINE, SENT, FOLLOWED).index(case.role)]
    return sentence % {"reference": isolated(case.reference), **values}
