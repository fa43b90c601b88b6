"""What staff do with a request: every verb is one plain form, sent here, and answered by the page with what changed.

A form remembers the state its writer saw. When the request changed meanwhile, nothing is done: the page comes back (409) with the
state as it is now and with the words that were typed.
"""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Team, User
from console.access import staff
from console.cases import case_or_404, teams_to_move, verbs_of
from console.forms.case import AssignForm, CloseForm, MessageForm, MoveForm, NoteForm, PromiseForm, ProofForm, ReopenForm, StatusForm, WaitForm
from console.previews import letter
from console.proof import keep_proof
from console.views.cases import case_page, fresh
from requests_app import actions
from requests_app.models import ServiceRequest

UNDO_SECONDS = 12  # ten to decide, two for the way


def back(request, case):
    """To the page the form came from: the request alone, or beside its queue."""
    if beside := request.POST.get("beside"):
        return redirect(reverse("console:queue_request", args=[case.reference]) + "?" + beside)
    return redirect("console:request", case.reference)


def carry_out(request, case, form, act, done):
    """Run *act(case, data)* with a sent form under the request's lock, and say *done*; or answer with the page and why not."""
    if not form.is_valid():
        return case_page(request, case, bound=form, status=422)
    try:
        with transaction.atomic():
            case = ServiceRequest.objects.locked(case.pk)
            form.case = case
            if form.is_stale:
                raise ValidationError(_("This request changed while you were writing."), code="conflict")
            act(case, form.cleaned_data)
    except ValidationError as error:
        case = fresh(case)
        if getattr(error, "code", "") == "conflict":
            form.data = form.data.copy()
            form.data[form.add_prefix("seen")] = case.updated_at.isoformat()
            return case_page(request, case, bound=form, conflict=" ".join(error.messages), status=409)
        keep_errors(form, error)
        return case_page(request, case, bound=form, status=422)
    if done:
        messages.success(request, done)
    return back(request, case)


def keep_errors(form, error):
    """Put an action's errors at the form's fields; those of fields it does not have go on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, found in error.error_dict.items():
        form.add_error(name if name in form.fields else None, found)


@staff("requests_app.work_requests")
@require_POST
def note(request, reference):
    case = case_or_404(request.user, reference)
    form = NoteForm(case, request.user, request.POST)
    return carry_out(request, case, form, lambda case, data: actions.note(case, data["text"], actor=request.user), _("Note kept."))


@staff("requests_app.message_resident")
@require_POST
def message(request, reference):
    case = case_or_404(request.user, reference)
    form = MessageForm(case, request.user, request.POST)
    if "preview" in request.POST:
        return preview_page(request, case, form)

    def send(case, data):
        actions.message_resident(case, data["text"], actor=request.user, language=data["language"], is_question=data["is_question"])

    return carry_out(request, case, form, send, _("Message is on its way."))


def preview_page(request, case, form):
    """The exact letter, before it is sent; nothing is kept yet."""
    preview = letter(case, form) if form.is_valid() else None
    if request.htmx:
        return render(request, "console/_letter.html", {"preview": preview, "form": form})
    return case_page(request, case, bound=form, preview=preview, status=200 if preview else 422)


@staff("requests_app.work_requests")
@require_POST
def status(request, reference):
    """Start, or go on after waiting."""
    case = case_or_404(request.user, reference)
    form = StatusForm(case, request.user, request.POST)

    def start(case, data):
        actions.start(case, actor=request.user)

    return carry_out(request, case, form, start, _("In progress. The resident is told."))


@staff("requests_app.work_requests")
@require_POST
def wait(request, reference):
    case = case_or_404(request.user, reference)
    form = WaitForm(case, request.user, request.POST)
    act = lambda case, data: actions.wait_outside(case, reason=data["reason"], actor=request.user)  # noqa: E731
    return carry_out(request, case, form, act, _("Waiting. The promise is paused and the resident is told why."))


@staff("requests_app.message_resident")
@require_POST
def promise(request, reference):
    """A new expected date and why, before the old one passes or after."""
    case = case_or_404(request.user, reference)
    form = PromiseForm(case, request.user, request.POST)
    if "preview" in request.POST:
        return preview_page(request, case, form)

    def act(case, data):
        actions.repromise(case, data["until"], reason=data["reason"], template=data["template"], actor=request.user)

    return carry_out(request, case, form, act, _("There is a new date. The resident is told why."))


@staff("requests_app.work_requests")
@require_POST
def assign(request, reference):
    """Give a request to a person, to nobody, or (button *take*) to oneself; can be undone for ten seconds."""
    case = case_or_404(request.user, reference)
    data = request.POST.copy()
    if "take" in data:
        data["assign-person"] = request.user.pk
    form = AssignForm(case, request.user, data)
    if "take" in data:
        form.fields["person"].queryset = User.objects.filter(pk=request.user.pk)
    before = case.assignee_id
    answer = carry_out(request, case, form, lambda case, data: actions.assign(case, person=data["person"], actor=request.user), "")
    if answer.status_code == 302 and fresh(case).assignee_id != before:
        person = fresh(case).assignee
        token = signing.dumps({"case": case.pk, "from": before, "to": person and person.pk, "user": request.user.pk}, salt="undo")
        said = _("Given to %(person)s.") % {"person": person} if person else _("Nobody has it now.")
        messages.success(request, said, extra_tags=token)
    return answer


@staff("requests_app.work_requests")
@require_POST
def undo(request):
    """Take the last assignment back, while nobody has changed it since."""
    try:
        facts = signing.loads(request.POST.get("token", ""), salt="undo", max_age=UNDO_SECONDS)
    except signing.BadSignature:
        messages.warning(request, _("It is too late to undo this. Change it on the request's page."))
        return redirect("console:home")
    case = ServiceRequest.objects.visible_to(request.user).filter(pk=facts["case"]).first()
    if case is None or facts["user"] != request.user.pk:
        raise PermissionDenied
    with transaction.atomic():
        case = ServiceRequest.objects.locked(case.pk)
        if case.assignee_id != facts["to"]:
            messages.warning(request, _("It was given to somebody else meanwhile, so nothing was undone."))
        else:
            actions.assign(case, person=User.objects.filter(pk=facts["from"]).first(), actor=request.user)
            messages.success(request, _("Undone."))
    return back(request, case)


@staff("requests_app.work_requests")
@require_POST
def move(request, reference):
    """Move to another team: within the department, or anywhere by a supervisor. Everybody else hands over, which must be accepted."""
    case = case_or_404(request.user, reference)
    if "move" not in verbs_of(request.user, case) and case.is_open:
        raise PermissionDenied
    form = MoveForm(case, request.user, request.POST, teams=teams_to_move(request.user, case))

    def act(case, data):
        if not case.is_open:
            raise ValidationError(_("This request is closed. Reopen it first."), code="conflict")
        if case.handoffs.open().exists():
            raise ValidationError(_("This request is being handed over. Take that back first."), code="conflict")
        actions.note(case, data["reason"], actor=request.user)
        actions.move(case, team=Team.objects.get(pk=data["team"]), actor=request.user, reason=data["reason"])

    answer = carry_out(request, case, form, act, _("Moved."))
    if answer.status_code == 302 and not ServiceRequest.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("console:queue")
    return answer


@staff("requests_app.work_requests")
@require_POST
def photos(request, reference):
    """Photos of what we found or did, also when it is closed already."""
    case = case_or_404(request.user, reference)
    form = ProofForm(case, request.user, request.POST, files=request.FILES)

    def add(case, data):
        keep_proof(case, data["photos"], actor=request.user, is_public=data.get("is_public", False))

    return carry_out(request, case, form, add, _("Added. The resident sees it on her page."))


@staff("requests_app.work_requests")
@require_POST
def close(request, reference):
    case = case_or_404(request.user, reference)
    form = CloseForm(case, request.user, request.POST, files=request.FILES)
    if "preview" in request.POST:
        return preview_page(request, case, form)

    def act(case, data):
        actions.close(case, outcome=data["outcome"], text=data["text"], template=data["template"], parent=data["parent"], actor=request.user)
        keep_proof(case, data["photos"], actor=request.user, is_public=data.get("is_public", False))

    return carry_out(request, case, form, act, _("Closed. The resident is told in her language."))


@staff("requests_app.work_requests")
@require_POST
def reopen(request, reference):
    case = case_or_404(request.user, reference)
    form = ReopenForm(case, request.user, request.POST)
    act = lambda case, data: actions.reopen(case, reason=data["reason"], actor=request.user)  # noqa: E731
    return carry_out(request, case, form, act, _("Open again."))
