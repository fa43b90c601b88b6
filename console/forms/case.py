"""Forms of the request page. What a text must be is checked by the actions; forms only read."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.queries import current
from console import words
from requests_app.actions import FURTHEST, REASONS, STAFF_OUTCOMES
from requests_app.queries import by_reference
from requests_app.queries_console import people_of
from requests_app.status import Outcome

SEEN = _("The resident sees them on her page. Please show no faces and no license plates.")


def lines(rows):
    return forms.Textarea(attrs={"rows": rows, "data-keep": ""})


class CaseForm(forms.Form):
    """A form about one request, which remembers the state its writer saw."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, case, user, data=None, **kwargs):
        self.case, self.user = case, user
        kwargs.setdefault("initial", {}).setdefault("seen", case.updated_at.isoformat())
        super().__init__(data, prefix=self.name, **kwargs)

    @property
    def is_stale(self):
        """Whether the request changed since the page was made. A form without the mark (made by hand) counts as stale."""
        return parse_datetime(self.cleaned_data["seen"] or "1900-01-01T00:00:00Z") != self.case.updated_at

    def clean_seen(self):
        try:
            parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return ""
        return self.cleaned_data["seen"]


def ready_or_own(form, field):
    """A form's own words in *field*, else its ready text in the staff member's language and in the resident's. -> (here Piece | None, hers)"""
    text = (form[field].value() or "").strip()
    template = current().template(form["template"].value() or "")
    if text or template is None:
        return None, text
    hers = template.text.best(form.case.language)
    return template.text.best(), "" if hers.is_fallback else hers.text


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once. -> a list; what they hold is checked by requests_app.photos."""

    widget = Files(attrs={"accept": "image/*,.heic,.heif,application/pdf"})

    def clean(self, data, initial=None):
        if not data and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return list(data or [])


class ProofForm(CaseForm):
    """Photos of what we did. They are only added: they contradict nothing."""

    name = "photos"
    is_stale = False
    photos = FilesField(
        label=_("Photos or PDFs"),
        help_text=SEEN,
        error_messages={"required": _("Choose at least one photo or PDF.")},
    )
    is_public = forms.BooleanField(label=_("May also be shown to the public"), required=False)

    def __init__(self, case, user, data=None, **kwargs):
        super().__init__(case, user, data, **kwargs)
        if not case.is_public:
            del self.fields["is_public"]


class NoteForm(CaseForm):
    name = "note"
    is_stale = False  # a note is only added; it contradicts nothing
    text = forms.CharField(label=_("Note for staff"), widget=lines(3))


class MessageForm(CaseForm):
    name = "message"
    text = forms.CharField(label=_("Message to the resident"), widget=lines(4))
    language = forms.ChoiceField(label=_("Written in"), choices=settings.LANGUAGES)
    is_question = forms.BooleanField(label=_("This is a question: wait for the answer"), required=False)

    def __init__(self, case, user, data=None, **kwargs):
        ours = dict(settings.LANGUAGES)
        kwargs["initial"] = {"language": case.language if case.language in ours else settings.LANGUAGE_CODE}
        super().__init__(case, user, data, **kwargs)


class StatusForm(CaseForm):
    name = "status"


class WaitForm(CaseForm):
    name = "wait"
    reason = forms.CharField(label=_("Who do we wait for, and why?"), widget=lines(2), help_text=_("The resident reads this."))


class AssignForm(CaseForm):
    name = "assign"
    person = forms.ModelChoiceField(label=_("Person"), queryset=None, required=False, empty_label=_("Nobody"))

    def __init__(self, case, user, data=None, **kwargs):
        kwargs["initial"] = {"person": case.assignee_id}
        super().__init__(case, user, data, **kwargs)
        self.fields["person"].queryset = people_of(case.department_id)


class MoveForm(CaseForm):
    name = "move"
    team = forms.TypedChoiceField(label=_("Team"), coerce=int)
    reason = forms.CharField(label=_("Why?"), widget=lines(2), help_text=_("Kept as a note."))

    def __init__(self, case, user, data=None, *, teams=(), **kwargs):
        super().__init__(case, user, data, **kwargs)
        catalogue = current()
        self.fields["team"].choices = [("", "—")] + [(team.id, f"{catalogue.department(team.department_id).name} · {team.name}") for team in teams]


class CloseForm(ProofForm):
    name = "close"
    is_stale = CaseForm.is_stale
    photos = FilesField(
        label=_("Photos of what we did"),
        required=False,
        help_text=SEEN,
    )
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(o.value, o.label) for o in STAFF_OUTCOMES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the request ended.")},
    )
    parent = forms.CharField(label=_("Reference of the request it repeats"), required=False)
    template = forms.ChoiceField(label=_("Ready text"), required=False)
    text = forms.CharField(label=_("Or your own words, in the resident's language"), required=False, widget=lines(4))

    def __init__(self, case, user, data=None, **kwargs):
        super().__init__(case, user, data, **kwargs)
        groups = [(o.label, [(t.code, str(t.title)) for t in current().templates_for(case.service_id, o.value)]) for o in STAFF_OUTCOMES]
        self.fields["template"].choices = [("", _("none")), *[group for group in groups if group[1]]]
        self.fields["text"].label = gettext("Or your own words, in %(language)s") % {"language": words.endonym(case.language)}

    def clean(self):
        data = super().clean()
        template = current().template(data.get("template") or "")
        if template and data.get("outcome") and not (data.get("text") or "").strip() and template.outcome != data["outcome"]:
            self.add_error("template", _("This text is for another ending. Choose one that fits, or write your own words."))
        return data

    def clean_parent(self):
        given = self.cleaned_data["parent"].strip()
        if not given or self.data.get(self.add_prefix("outcome")) != Outcome.CLOSED_DUPLICATE:
            return None
        found = by_reference(given)
        if found is None:
            raise ValidationError(_("We do not know this reference. Check it again."))
        return found

    def preview(self):
        """What the resident will read, in the staff member's language and in hers. -> (here Piece | None, hers)"""
        return ready_or_own(self, "text")


class PromiseForm(CaseForm):
    name = "promise"
    until = forms.DateField(
        label=_("New expected date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day.")},
    )
    template = forms.ChoiceField(label=_("Ready reason"), required=False)
    reason = forms.CharField(required=False, widget=lines(3))

    def __init__(self, case, user, data=None, **kwargs):
        super().__init__(case, user, data, **kwargs)
        ready = current().templates_for(case.service_id, REASONS)
        self.fields["template"].choices = [("", _("none")), *((t.code, str(t.title)) for t in ready)]
        self.fields["reason"].label = gettext("The reason, in %(language)s") % {"language": words.endonym(case.language)}
        today = timezone.localdate()
        self.fields["until"].widget.attrs |= {"min": today.isoformat(), "max": (today + FURTHEST).isoformat()}

    def preview(self):
        """The reason as the resident will read it. -> (here Piece | None, hers)"""
        return ready_or_own(self, "reason")


class ReopenForm(CaseForm):
    name = "reopen"
    reason = forms.CharField(label=_("What is not fixed?"), widget=lines(2), help_text=_("The resident reads this."))


FORMS = {
    form.name: form for form in (NoteForm, MessageForm, StatusForm, WaitForm, AssignForm, MoveForm, PromiseForm, CloseForm, ReopenForm, ProofForm)
}
