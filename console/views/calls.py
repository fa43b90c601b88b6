"""The call desk: one field finds who calls; the call page has her history, the answers, and the ways on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.models import Article
from catalog.queries import current
from console import finder, words
from console.access import staff
from console.cases import rows_of
from console.forms.call import AttachForm, CallerForm, FileForm, WrapUpForm
from console.views.verbs import keep_errors
from contact_center import queries as desk
from contact_center.calling_back import waiting_calls
from contacts import actions as contacts
from contacts.calling import know_caller
from contacts.models import Channel, Interaction, InteractionOutcome, Source
from contacts.points import normalise
from contacts.queries import by_name, by_point, open_call
from requests_app import actions, rules
from requests_app import queries_console as reads
from requests_app.models import ServiceRequest
from requests_app.queries import by_reference, of_contact
from routing.geocoding import find_places

TAKES = "contact_center.take_calls"


@staff(TAKES)
@require_GET
def calls(request):
    """One field: a number, a name, a reference or words."""
    text = request.GET.get("q", "").strip()
    case = by_reference(text) if text else None
    if case is not None and not ServiceRequest.objects.visible_to(request.user).filter(pk=case.pk).exists():
        case = None
    point = normalise(text) if text else None
    people = (by_point(text) if point else by_name(text)) if text and case is None else []
    if case is not None and case.contact:
        people = [case.contact]
    articles, services = finder.find(text) if text and not point and case is None else ([], [])
    context = {
        "text": text,
        "point": point,
        "case": case,
        "people": [(person, rows_of([r for r in of_contact(request.user, person, 3) if r.is_open], with_words=False)) for person in people],
        "articles": articles,
        "services": services,
        "call": open_call(request.user),
        "free": sorted(((words.endonym(code), code, users) for code, users in desk.free_by_language().items()), key=lambda row: -len(row[2])),
        "call_backs": [] if text else waiting_calls(),
        "now": timezone.now(),
        "recent": list(Interaction.objects.filter(agent=request.user).select_related("contact").order_by("-started_at")[:10]),
    }
    return render(request, "console/calls.html", context)


@staff(TAKES)
@require_POST
def call_start(request):
    person = None
    if public_id := request.POST.get("contact"):
        person = contact_or_404(request.user, public_id)
    caller = request.POST.get("caller", "").strip()[:254]
    language = request.POST.get("language") or (person.preferred_language if person else "")
    try:
        call = contacts.start_call(agent=request.user, caller=caller, contact=person, language=language)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        call = open_call(request.user)
        return redirect("console:call", call.pk) if call else redirect("console:calls")
    return redirect("console:call", call.pk)


def contact_or_404(user, public_id):
    try:
        return reads.contacts_visible_to(user).get(public_id=public_id)
    except (ValidationError, ValueError, reads.Contact.DoesNotExist) as error:
        raise Http404 from error


def call_or_404(user, pk, *, running=False):
    """A call of this user's own; supervisors may look at everybody's."""
    rows = Interaction.objects.select_related("contact", "agent").filter(channel=Channel.PHONE)
    if running or not user.has_perm("contact_center.view_all_handoffs"):
        rows = rows.filter(agent=user)
    return get_object_or_404(rows, pk=pk)


def call_page(request, call, *, caller=None, wrap_up=None, attach=None, status=200):
    person = call.contact
    text = request.GET.get("q", "").strip()
    articles, services = finder.find(text)
    known = point_matches = []
    if person is None and call.caller:
        point_matches = by_point(call.caller)
    if person is not None:
        known = rows_of(of_contact(request.user, person, 12), with_words=False)
    first = {"language": call.language_used or (person.preferred_language if person else ""), "phone": call.caller if "@" not in call.caller else ""}
    context = {
        "call": call,
        "person": person,
        "matches": point_matches,
        "cases": known,
        "touched": rows_of(
            list(ServiceRequest.objects.visible_to(request.user).filter(events__interaction=call).select_related("assignee").distinct()),
            with_words=False,
        ),
        "talks": [talk for talk in reads.talks_visible_to(request.user, person, 6) if talk.pk != call.pk] if person else [],
        "text": text,
        "articles": [(number, article) for number, article in enumerate(articles, 1)],
        "services": services,
        "caller_form": caller or CallerForm(initial=first),
        "wrap_up": wrap_up or WrapUpForm(initial={"language": first["language"], "note": call.note, "outcome": guessed_outcome(call)}),
        "attach": attach or AttachForm(),
        "language": first["language"],
        "handoffs": list(call.handoffs.select_related("to_team", "receiver").order_by("-id")),
        "mine": call.agent_id == request.user.pk and call.ended_at is None,
    }
    return render(request, "console/call.html", context, status=status)


def guessed_outcome(call):
    """What the call has come to so far, filled in before the agent chooses."""
    if call.handoffs.filter(state="completed").exists():
        return InteractionOutcome.HANDED_OVER
    kinds = set(call.events.values_list("kind", flat=True))
    if "submitted" in kinds:
        return InteractionOutcome.FILED
    return InteractionOutcome.UPDATED if kinds else ""


@staff(TAKES)
@require_GET
def call(request, pk):
    return call_page(request, call_or_404(request.user, pk))


@staff(TAKES)
@require_POST
def call_caller(request, pk):
    """Who is on the line: one we know (button), or somebody new (form)."""
    call = call_or_404(request.user, pk, running=True)
    form = CallerForm(request.POST)
    if public_id := request.POST.get("contact"):
        person, language = contact_or_404(request.user, public_id), ""
    elif not form.is_valid():
        return call_page(request, call, caller=form, status=422)
    else:
        data = form.cleaned_data
        language = data["language"]
        try:
            person = contacts.find_or_create(
                contacts.Person(
                    name=data["name"], email=data["email"], phone=data["phone"], language=language, language_source=Source.ASKED, needs=data["needs"]
                )
            )
        except ValidationError as error:
            keep_errors(form, error)
            return call_page(request, call, caller=form, status=422)
    try:
        know_caller(call, contact=person, language=language or (person.preferred_language if person else ""), actor=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("console:call", pk)


@staff(TAKES)
@require_POST
def call_attach(request, pk):
    """Put what she says on a request that exists, as her words, with this call named in its history."""
    call = call_or_404(request.user, pk, running=True)
    form = AttachForm(request.POST)
    if not form.is_valid():
        return call_page(request, call, attach=form, status=422)
    case = (
        ServiceRequest.objects.visible_to(request.user)
        .filter(reference=getattr(by_reference(form.cleaned_data["reference"]), "reference", ""))
        .first()
    )
    if case is None:
        form.add_error("reference", _("We do not know this reference. Check it again."))
        return call_page(request, call, attach=form, status=422)
    if not rules.may_work(request.user, case):
        raise PermissionDenied
    try:
        actions.reply(case, form.cleaned_data["text"], language=call.language_used or case.language, actor=request.user, interaction=call)
    except ValidationError as error:
        keep_errors(form, error)
        return call_page(request, call, attach=form, status=422)
    messages.success(request, _("Her words are on the request. Its department sees them."))
    return redirect("console:call", pk)


@staff(TAKES)
@require_POST
def call_wrap_up(request, pk):
    """End the call. The button of an article answers and wraps up in one press."""
    call = call_or_404(request.user, pk, running=True)
    form = WrapUpForm(request.POST)
    article = Article.objects.filter(slug=request.POST["article"], is_active=True).first() if request.POST.get("article") else None
    if not form.is_valid():
        return call_page(request, call, wrap_up=form, status=422)
    data = form.cleaned_data
    outcome = InteractionOutcome.ANSWERED if article else data["outcome"]
    try:
        contacts.end_interaction(call, outcome=outcome, note=data["note"], language=data["language"], article=article, actor=request.user)
    except ValidationError as error:
        if getattr(error, "code", "") == "conflict":
            messages.warning(request, " ".join(error.messages))
            return redirect("console:calls")
        keep_errors(form, error)
        return call_page(request, call, wrap_up=form, status=422)
    messages.success(request, _("Wrapped up: %(outcome)s.") % {"outcome": InteractionOutcome(outcome).label})
    return redirect("console:calls")


@staff(TAKES)
@require_http_methods(["GET", "POST"])
def call_file(request, pk):
    """File a request while she is on the line."""
    call = call_or_404(request.user, pk, running=True)
    if not request.user.has_perm("requests_app.file_requests"):
        raise PermissionDenied
    given = request.POST or request.GET
    service = current().service(given.get("service", ""))
    status = 200
    if request.method == "POST":
        form = FileForm(service, request.POST)
        if "find" not in request.POST and form.is_valid():
            answer = filed(request, call, service, form)
            if answer is not None:
                return answer
        status = 200 if "find" in request.POST else 422
    else:
        form = FileForm(service, initial=known_of(call, service))
    address = form["address"].value() or ""
    matches = find_places(address, 6) if "find" in request.POST or (status == 422 and not form["place"].value()) else []
    return render(
        request, "console/call_file.html", {"call": call, "form": form, "service": service, "matches": matches, "person": call.contact}, status=status
    )


def known_of(call, service):
    person = call.contact
    points = {point.kind: point.value for point in person.points.all()} if person else {}
    language = call.language_used or (person.preferred_language if person else "")
    return {
        "service": service.code if service else "",
        "language": actions.default_language(language),
        "name": person.name if person else "",
        "phone": points.get("phone", call.caller if "@" not in call.caller else ""),
        "email": points.get("email", ""),
        "tell_by": person.preferred_channel if person else "",
        "description": call.note,
    }


def filed(request, call, service, form):
    """Submit the form's request. -> a redirect, or None with the errors kept in the form"""
    data = form.cleaned_data
    lat, lon = form.coordinates
    person = contacts.Person(
        name=data["name"], email=data["email"], phone=data["phone"], language=data["language"], language_source=Source.ASKED,
        channel=data["tell_by"], channel_source=Source.ASKED if data["tell_by"] else Source.INFERRED,
    )  # fmt: skip
    anonymous = not (person.name or person.email or person.phone)
    try:
        case = actions.submit(
            service_id=service.id, language=data["language"], channel=Channel.PHONE, actor=request.user, description=data["description"],
            answers=form.answers, lat=lat, lon=lon, address=data["address"], person=None if anonymous else person, interaction=call,
            idempotency_key=f"call:{data['key']}",
        )  # fmt: skip
    except ValidationError as error:
        renamed = {"place": "address", "contact": "phone"}
        by_field = (
            {renamed.get(name, f"q-{name}" if f"q-{name}" in form.fields else name): found for name, found in error.error_dict.items()}
            if hasattr(error, "error_dict")
            else {}
        )
        keep_errors(form, ValidationError(by_field) if by_field else error)
        return None
    if case.contact_id and call.contact_id is None:
        know_caller(call, contact=case.contact, language=data["language"], actor=request.user)
    messages.success(request, _("Filed. Read the reference to her: it is on the request below."))
    return redirect(reverse("console:call", args=[call.pk]) + "#touched")


@staff(TAKES)
@require_GET
def places(request):
    """Matches of the gazetteer for what was typed, as choices under the field."""
    return render(
        request, "console/_places.html", {"matches": find_places(request.GET.get("address", ""), 6), "typed": request.GET.get("address", "")}
    )
