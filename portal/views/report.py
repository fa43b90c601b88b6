"""The report, one thing a page. Each step has its own address; what is typed is in the draft once it is sent or the language is switched."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.queries import current
from portal import danger, drafts, steps
from portal.forms.details import DESCRIPTION, QuestionsForm
from portal.forms.prepare import SHORT, PrepareForm
from portal.views.earlier import known_from
from portal.views.near import near_step
from portal.views.photos import keep_all, photos_step
from portal.views.place import place_step
from portal.views.sending import check_step
from portal.views.steps import go_on, keep_typed, show, with_typed
from portal.views.you import you_step
from requests_app.actions import drop_report

OTHER = "other"  # the service for whatever is in no list


def report(request, code):
    """Start a report of a service.

    ?near= and ?after= take over what an earlier request already said (portal.views.earlier), ?o= what she answered for her list of papers.
    """
    service = current().service(code)
    if service is None and code == OTHER:
        return redirect("portal:call_me")  # "send us a message" stands on every page: it leads somewhere in a city without this service too
    if service is None or service.is_hidden:
        raise Http404
    known = known_from(request)
    if SHORT in request.GET:
        known["typed"] = PrepareForm(request.GET, service).for_report
    draft = drafts.start(request.session, service.code, **known)
    return redirect("portal:report_step", draft.id, "place" if service.needs_place else "details")


@never_cache
@require_http_methods(["GET", "POST"])
def report_step(request, draft, step):
    """One page of a report. Sent already: its confirmation. Before its turn: the first page that is missing."""
    kept = drafts.find(request.session, draft)
    service = current().service(kept.get("service")) if kept else None
    if service is None:
        return render(request, "portal/report/gone.html", status=410)
    if kept.get("sent"):
        return redirect("portal:done", kept.get("sent"))
    if step not in PAGES:
        raise Http404
    if request.method == "POST" and "switch" in request.POST:
        return _switch(request, kept, step)
    if request.method == "POST" and "later" in request.POST:
        return _later(request, kept, step)
    if request.method == "POST" and "forget" in request.POST:
        return _forget(request, service, kept)
    if not steps.applies(service, kept, step):
        return redirect("portal:report_step", draft, steps.first_missing(service, kept))
    return PAGES[step](request, service, kept, step)


def _switch(request, draft, step):
    """Another language in the middle of a page: what is typed so far is kept as it is, and shown again."""
    keep_typed(request, draft, step)
    language = request.POST["switch"]
    with override(language if language in dict(settings.LANGUAGES) else get_language()):
        address = reverse("portal:report_step", args=[draft.id, step])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


def _later(request, draft, step):
    """She wants to go on another time: what is typed so far is kept as it is, with the files she chose."""
    keep_typed(request, draft, step)
    draft.keep(at=step)
    for problem in keep_all(request.FILES.getlist("photos"), draft_key=draft.key):
        messages.warning(request, problem)
    return redirect("portal:save", draft.id)


def _forget(request, service, draft):
    """Nothing of this report stays here; one that she saved keeps waiting behind the link we sent her."""
    if not draft.get("saved"):
        drop_report(draft.id)
    drafts.drop(request.session, draft.id)
    request.session.pop("you", None)
    messages.success(request, _("What you typed is forgotten here."))
    return redirect("portal:service", service.code)


def _questions_step(request, service, draft, step):
    """The details: questions asked of everybody and her own words; then, as "more", those her answers call for."""
    is_first = step == "details"
    questions = steps.roots(service) if is_first else steps.followups(service, draft)
    known = {"service": service, "questions": questions, "given": draft.get("answers") or {}}
    described = (draft.get("description") or "") if is_first else None
    form = QuestionsForm(request.POST if request.method == "POST" else None, **known, description=described)
    if request.method == "POST" and form.is_valid():
        asked = sorted(set(draft.get("asked") or []) | {question.code for question in questions})
        draft.keep(answers=form.answers, asked=asked)
        if is_first:
            draft.keep(description=form.cleaned_data[DESCRIPTION])
        written = danger.written(service, draft.get("description") or "", form.answers)
        draft.keep(said=danger.spotted(current().danger_words, get_language(), written))
        return go_on(service, draft, step)
    return show(request, service, draft, step, "questions", form=with_typed(form, draft, step), status=422 if form.errors else 200)


def _emergency_step(request, service, draft, step):
    """An answer or her words mean danger: 911 first. She goes on only by saying that it is no emergency."""
    if request.method == "POST":
        draft.keep(calm=list(steps.dangers(service, draft)))
        return redirect("portal:report_step", draft.id, steps.first_missing(service, draft))
    found = steps.danger(service, draft)
    return show(request, service, draft, step, "emergency", **{"words" if isinstance(found, str) else "option": found})


PAGES = {
    "place": place_step,
    "near": near_step,
    "details": _questions_step,
    "emergency": _emergency_step,
    "more": _questions_step,
    "photos": photos_step,
    "you": you_step,
    "check": check_step,
}
