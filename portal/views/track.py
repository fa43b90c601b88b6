"""Follow a request by its secret link: where it stands, what happened, and what she may do."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.queries import current
from portal.answered import answered
from portal.forms.talk import AskAgainForm, CorrectForm, NotFixedForm, SayForm
from portal.timeline import entries, journey
from portal.views.photos import keep_all
from portal.views.secret import render_secret, request_of
from portal.words import sentence
from requests_app.actions import amend, ask_again, may_ask_again, may_correct_until, may_reopen_until, reopen, reply, withdraw
from requests_app.followers import stop_token
from requests_app.models import Attachment
from requests_app.photos import MAX_FILES
from requests_app.queries import timeline
from requests_app.status import Status


def track(request, token):
    """GET shows; POST says something, takes the request back, or tells that it is not fixed."""
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act"))
        return act(request, token) if act else HttpResponseNotAllowed(["GET"])
    return _page(request, request_of(token))


def _page(request, found, *, say=None, not_fixed=None, correct=None, again=None, status=200):
    photos = Attachment.objects.filter(request=found).order_by("id")
    follower = found.followers.filter(is_reporter=True, stopped_at=None).first()
    until = may_reopen_until(found)
    shown = entries(timeline(found, public_only=True), found)
    service = current().service_by_id(found.service_id)
    context = {
        "found": found,
        "service": service,
        "answers": answered(service, found.answers),
        "department": current().department(found.department_id),
        "sentence": sentence(found),
        "journey": journey(found, shown),
        "entries": shown,
        "photos": list(photos),
        "say": say or SayForm(),
        "not_fixed": not_fixed or NotFixedForm(),
        "correct": correct or CorrectForm(initial={"text": found.description}, auto_id="correct_%s"),
        "again": again or AskAgainForm(auto_id="again_%s"),
        "form": next((form for form in (say, not_fixed, correct, again) if form is not None), None),
        "may_correct": found.is_open and timezone.now() <= may_correct_until(found),
        "may_ask_again": may_ask_again(found),
        "may_reopen": until is not None and timezone.now() <= until and found.outcome != "withdrawn",
        "reopen_until": until,
        "may_withdraw": found.status != Status.CLOSED,
        "stop": stop_token(follower) if follower else "",
        "is_slipped": bool(found.is_open and found.promised_at and found.promise_minutes_left is None and found.promised_at < timezone.now()),
        "is_asked": found.status == Status.WAITING_RESIDENT,
    }
    return render_secret(request, "portal/track.html", context, status)


def _say(request, token):
    found = request_of(token)
    form = SayForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, say=form, status=422)
    files = request.FILES.getlist("photos")
    for problem in keep_all(files[:MAX_FILES], request=found):
        form.add_error("text", problem)
    if form.errors:
        return _page(request, found, say=form, status=422)
    if text := form.cleaned_data["text"].strip():
        reply(found, text, language=get_language())
    messages.success(request, _("Thank you. We have it, and whoever works on this sees it."))
    return redirect("portal:track", token)


def _not_fixed(request, token):
    found = request_of(token)
    form = NotFixedForm(request.POST)
    if form.is_valid():
        try:
            reopen(found, reason=form.cleaned_data["reason"], actor="resident")
        except ValidationError as error:
            return _refused(request, found, error, not_fixed=form)
        messages.success(request, _("We have opened your request again."))
        return redirect("portal:track", token)
    return _page(request, found, not_fixed=form, status=422)


def _withdraw(request, token):
    found = request_of(token)
    try:
        withdraw(found, text=_("Taken back by the person who reported it."))
    except ValidationError as error:
        return _refused(request, found, error, say=SayForm({}))
    messages.success(request, _("You took this request back. We stop working on it."))
    return redirect("portal:track", token)


def _correct(request, token):
    found = request_of(token)
    form = CorrectForm(request.POST, auto_id="correct_%s")
    if not form.is_valid():
        return _page(request, found, correct=form, status=422)
    try:
        event = amend(found, form.cleaned_data["text"], language=get_language())
    except ValidationError as error:
        return _refused(request, found, error, correct=form)
    replaced = _("Your words are changed.")
    messages.success(request, replaced if event.data["replaces"] else _("Somebody works on it already, so we added this to what you wrote."))
    return redirect("portal:track", token)


def _ask_again(request, token):
    found = request_of(token)
    form = AskAgainForm(request.POST, auto_id="again_%s")
    form.full_clean()
    try:
        ask_again(found, text=form.cleaned_data.get("text", ""), language=get_language())
    except ValidationError as error:
        return _refused(request, found, error, again=form)
    messages.success(request, _("We have asked the team, and their supervisor sees that you had to ask."))
    return redirect("portal:track", token)


def _refused(request, found, error, **forms):
    """Somebody was faster: the state as it is now, with the reason."""
    form = next(iter(forms.values()))
    form.full_clean()
    form.errors.clear()
    for problem in error.messages:
        form.add_error(None, problem)
    return _page(request, request_of(found.token), **forms, status=409)


ACTS = {"say": _say, "not_fixed": _not_fixed, "withdraw": _withdraw, "correct": _correct, "ask_again": _ask_again}
