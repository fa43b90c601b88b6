"""After sending: is the address right? Six digits or a link confirm it, another one corrects it. Nothing about the request waits for it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.confirming import by_link, use_code, use_link
from contacts.queries import is_confirmed
from notifications.confirming import ADDRESS, send_confirmation
from portal import drafts, known, limits
from portal.forms.mine import AddressForm, CodeForm
from portal.views.errors import too_many
from portal.views.secret import render_secret
from portal.words import clock
from requests_app.actions import correct_address
from requests_app.actions.reaching import CORRECTED_WITHIN


class CorrectForm(AddressForm):
    """Another address, e-mail or phone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="correct_%s", **kwargs)
        self.fields["point"].label, self.fields["point"].help_text = _("The right e-mail address or phone number"), ""


class AddressBox:
    """What the page after sending says about the address, to the session that sent the request and to nobody else."""

    def __init__(self, request, made):
        self.request, self.made, self.http_status = request, made, 200
        self.draft = drafts.sent_as(request.session, made.token)
        self.kind, self.value, self.name, self.is_others = (self.draft and self.draft.get("reached")) or (None, "", "", False)
        self.code, self.correct = CodeForm(), CorrectForm()

    @cached_property
    def is_shown(self):
        """Only while there is something to confirm; an address that was confirmed once is not asked about again."""
        return bool(self.kind) and not is_confirmed(self.kind, self.value)

    @property
    def correct_until(self):
        """The time of day until which the address can be changed here, or "" when that is over."""
        until = self.made.submitted_at + CORRECTED_WITHIN
        return clock(timezone.localtime(until)) if timezone.now() <= until else ""

    @property
    def form_with_errors(self):
        return next((form for form in (self.code, self.correct) if form.is_bound and form.errors), None)

    def act(self):
        """Do what was asked. -> a response, or None: then the page is shown again with the errors"""
        if not self.is_shown:
            return redirect("portal:done", self.made.token)
        acts = {"confirm": self._confirm, "again": self._send_again, "correct": self._correct}
        return acts.get(self.request.POST.get("act"), self._confirm)()

    def _refused(self, form, field, problem, status=422):
        form.add_error(field, problem)
        self.http_status = status

    def _confirm(self):
        self.code = CodeForm(self.request.POST)
        if not self.code.is_valid():
            self.http_status = 422
            return None
        if limits.is_over(self.request, "code", limits.CODES):
            return too_many(self.request)
        try:
            use_code(self.kind, self.value, self.code.cleaned_data["code"])
        except ValidationError as error:
            limits.count(self.request, "code", limits.CODES)
            return self._refused(self.code, "code", error.messages)
        if not self.is_others:  # what she may see of her own is not for whoever helps her
            known.remember(self.request, self.kind, self.value)
        messages.success(self.request, _("Thank you. The address is confirmed, and we do not ask again."))
        return redirect("portal:done", self.made.token)

    def _send_again(self):
        self.code = CodeForm({"code": ""})
        self.code.is_valid()
        self.code.errors.clear()
        if limits.is_over(self.request, "mine", limits.LINKS):
            return too_many(self.request)
        limits.count(self.request, "mine", limits.LINKS)
        try:
            send_confirmation(self.kind, self.value, language=self.made.language, purpose=ADDRESS)
        except ValidationError as error:
            return self._refused(self.code, "code", error.messages, 429)
        messages.success(self.request, _("We have sent a new code."))
        return redirect("portal:done", self.made.token)

    def _correct(self):
        self.correct = CorrectForm(self.request.POST)
        if not self.correct.is_valid():
            self.http_status = 422
            return None
        if limits.is_over(self.request, "correct", limits.CORRECTIONS):
            return too_many(self.request)
        limits.count(self.request, "correct", limits.CORRECTIONS)
        try:
            made = correct_address(self.made, *self.correct.found, name=self.name)
        except ValidationError as error:
            return self._refused(self.correct, None, error.messages, 409)  # its field may be gone: it is too late
        kind, value = self.correct.found
        self.draft.keep(sent=made.token, reached=[kind, value, self.name, self.is_others])
        if not self.is_others and (you := self.request.session.get(known.YOU)):
            you |= {"channel": "email" if kind == "email" else "sms", "email": "", "phone": "", kind: value}
            self.request.session[known.YOU] = you
        messages.success(self.request, _("The address is changed, and we have written there."))
        return redirect("portal:done", made.token)


@require_http_methods(["GET", "HEAD", "POST"])
def address_open(request, token):
    """The link in the message: opening it asks, only the button confirms, because mail programs open links too."""
    row = by_link(token)
    if row is not None and request.method == "POST":
        try:
            use_link(token)
        except ValidationError:  # pressed twice at once
            row = None
        else:
            return render_secret(request, "portal/address.html", {"value": row.value, "is_confirmed": True})
    if row is None:
        return render_secret(request, "portal/address.html", {"is_over": True}, 410)
    return render_secret(request, "portal/address.html", {"value": row.value})
