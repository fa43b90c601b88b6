"""How did it go: the survey behind its single-use link. Opening it changes nothing; mail scanners open links."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from catalog.queries import current
from portal.forms.survey import SurveyForm
from portal.forms.talk import NotFixedForm
from portal.views.secret import TOKEN, render_secret
from requests_app.actions import may_reopen_until
from surveys.actions import answer
from surveys.queries import open_invitation
from surveys.questions import CODES


def survey(request, token):
    """GET asks, with ?q1= already chosen from the message; POST answers, once."""
    invitation = open_invitation(token) if TOKEN.fullmatch(token) else None
    if invitation is None:
        raise Http404
    found = invitation.request
    until = may_reopen_until(found)
    context = {
        "found": found,
        "service": current().service_by_id(found.service_id),
        "not_fixed": NotFixedForm(),
        "may_reopen": until is not None and timezone.now() <= until,
    }
    if request.method != "POST":
        if invitation.answered_at or timezone.now() >= invitation.expires_at:
            return render_secret(request, "portal/survey_over.html", {**context, "is_answered": bool(invitation.answered_at)})
        initial = {code: request.GET[code] for code in CODES if request.GET.get(code) in {"0", "1", "2", "3", "4", "5"}}
        return render_secret(request, "portal/survey.html", {**context, "form": SurveyForm(initial=initial)})
    form = SurveyForm(request.POST)
    if not form.is_valid():
        return render_secret(request, "portal/survey.html", {**context, "form": form}, 422)
    try:
        answer(token, language=get_language(), **form.cleaned_data)
    except ValidationError as error:
        is_answered = any(problem.code == "answered" for problem in error.error_list) if hasattr(error, "error_list") else False
        return render_secret(request, "portal/survey_over.html", {**context, "is_answered": is_answered, "was_late": not is_answered})
    return render_secret(request, "portal/survey_over.html", {**context, "is_answered": True, "is_new": True})
