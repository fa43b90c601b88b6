"""Follow a request by its secret link: where it stands, what happened, and what she may do."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.queries import current
from portal import timeline
from portal.answered import answered
from portal.danger import spotted
from portal.forms.talk import AskAgainForm, CorrectForm, NotFixedForm, SayForm
from portal.views.earlier import may_send_again
from portal.views.photos import keep_all
from portal.views.secret import render_secret, request_of
from portal.words import sentence
from requests_app import actions, queries
from requests_app.models import Actor, Attachment
from requests_app.status import Outcome

NEWEST = 3  # lines of the timeline that are open; the others are one tap away


def track(request, token):
    """GET shows; POST says something, takes the request back, or tells that it is not fixed."""
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act"))
        return _with_danger_first(request, act(request, token)) if act else HttpResponseNotAllowed(["GET"])
    return _page(request, request_of(token))


def _with_danger_first(request, response):
    """Words that mean danger are kept like all others, and then 911 comes first: whoever reads them here may read them too late."""
    written = [request.POST.get(name, "") for name in ("text", "reason")]
    if response.status_code == 302 and spotted(current().danger_words, get_language(), written):
        response["Location"] += "?danger"
    return response


def _page(request, found, *, say=None, not_fixed=None, correct=None, again=None, status=200):
    now = timezone.now()
    photos = list(Attachment.objects.filter(request=found).order_by("id"))
    shown = timeline.entries(queries.timeline(found, public_only=True), found)
    service = current().service_by_id(found.service_id)
    ours = [photo for photo in photos if photo.actor_kind == Actor.STAFF]
    hers = [photo for photo in photos if photo not in ours]
    is_proved = bool(ours) and not found.is_open  # then hers and ours stand beside the outcome, as before and after
    context = {
        "found": found,
        "service": service,
        "answers": answered(service, found.answers),
        "department": current().department(found.department_id),
        "sentence": sentence(found),
        "journey": timeline.journey(found, shown),
        "promise": timeline.promise(found, shown, now),
        "question": timeline.question(found, shown),
        "asked_at": timeline.asked_since(found, shown),
        "newest": shown[:NEWEST],
        "older": shown[NEWEST:],
        "proof": ours if is_proved else [],
        "before": hers if is_proved else [],
        "ours": [] if is_proved else ours,
        "hers": [] if is_proved else hers,
        "say": say or SayForm(),
        "not_fixed": not_fixed or NotFixedForm(),
        "correct": correct or CorrectForm(initial={"text": found.description}, auto_id="correct_%s", language=found.language),
        "again": again or AskAgainForm(auto_id="again_%s"),
        "form": next((form for form in (say, not_fixed, correct, again) if form is not None), None),
        "in_danger": "danger" in request.GET,
        "correct_until": actions.may_correct_until(found),
        "reopen_until": actions.may_reopen_until(found),
        "reporter": found.followers.filter(is_reporter=True).first(),
    }
    context["acts"] = _acts(found, context, now)
    return render_secret(request, "portal/track.html", context, status)


def _acts(found, context, now):
    """The names of what she may do now, what is likeliest first. Each is a template of templates/portal/track/."""
    is_hers = found.outcome == Outcome.WITHDRAWN
    may_reopen = context["reopen_until"] is not None and now <= context["reopen_until"] and not is_hers
    offered = {
        "not_fixed": may_reopen,
        "send_again": not may_reopen and may_send_again(found),
        "ask_again": actions.may_ask_again(found, now),
        "correct": found.is_open and now <= context["correct_until"],
        "say": context["question"] is None,  # otherwise it stands with the question
        "share": True,
        "stop": context["reporter"] is not None and context["reporter"].stopped_at is None,
        "start": context["reporter"] is not None and context["reporter"].stopped_at is not None,
        "withdraw": found.is_open,
    }
    return [f"portal/track/{name}.html" for name, is_offered in offered.items() if is_offered]


def _say(request, token):
    found = request_of(token)
    form = SayForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, say=form, status=422)
    files = request.FILES.getlist("photos")
    for problem in keep_all(files, request=found):
        form.add_error("photos", problem)
    if form.errors:
        return _page(request, found, say=form, status=422)
    if text := form.cleaned_data["text"].strip():
        actions.reply(found, text, language=get_language())
    messages.success(request, _("Thank you. We have it, and whoever works on this sees it."))
    return redirect("portal:track", token)


def _not_fixed(request, token):
    found = request_of(token)
    form = NotFixedForm(request.POST)
    if form.is_valid():
        try:
            actions.reopen(found, reason=form.cleaned_data["reason"], actor="resident")
        except ValidationError as error:
            return _refused(request, found, error, not_fixed=form)
        messages.success(request, _("We have opened your request again."))
        return redirect("portal:track", token)
    return _page(request, found, not_fixed=form, status=422)


def _withdraw(request, token):
    found = request_of(token)
    try:
        actions.withdraw(found, text=_("Taken back by the person who reported it."))
    except ValidationError as error:
        return _refused(request, found, error, say=SayForm({}))
    messages.success(request, _("You took this request back. We stop working on it."))
    return redirect("portal:track", token)


def _correct(request, token):
    found = request_of(token)
    form = CorrectForm(request.POST, auto_id="correct_%s", language=get_language())
    if not form.is_valid():
        return _page(request, found, correct=form, status=422)
    try:
        event = actions.amend(found, form.cleaned_data["text"], language=get_language())
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
        actions.ask_again(found, text=form.cleaned_data.get("text", ""), language=get_language())
    except ValidationError as error:
        return _refused(request, found, error, again=form)
    messages.success(request, _("We have asked the team, and their supervisor sees that you had to ask."))
    return redirect("portal:track", token)


def _stop(request, token):
    for follower in request_of(token).followers.filter(is_reporter=True):
        actions.stop_following(follower)
    messages.success(request, _("We do not write to you about this any more. This page keeps working."))
    return redirect("portal:track", token)


def _start(request, token):
    found = request_of(token)
    for follower in found.followers.filter(is_reporter=True).select_related("contact"):
        actions.follow(found, follower.contact, language=follower.language)
    messages.success(request, _("We write to you about this again."))
    return redirect("portal:track", token)


def _refused(request, found, error, **forms):
    """Somebody was faster: the state as it is now, with the reason."""
    form = next(iter(forms.values()))
    form.full_clean()
    form.errors.clear()
    for problem in error.messages:
        form.add_error(None, problem)
    return _page(request, request_of(found.token), **forms, status=409)


ACTS = {"say": _say, "not_fixed": _not_fixed, "withdraw": _withdraw, "correct": _correct, "ask_again": _ask_again, "stop": _stop, "start": _start}
