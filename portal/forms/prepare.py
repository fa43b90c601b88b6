"""The few questions a checklist depends on, asked in the address (GET): nothing of it is kept, and the list can be bookmarked and shared."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.checklists import as_options, from_options, lines_of, questions_of, still_asked
from contacts.points import normalise
from portal import steps
from portal.forms.details import field_for

SHORT = "o"  # ?o=12.45.77: the same answers in the fewest letters, for a text message


class PrepareForm(forms.Form):
    """No question must be answered, and there is no wrong answer: what is not in a list is left out."""

    def __init__(self, data, service):
        self.service = service
        questions = questions_of(service)
        if SHORT in data:
            data = _written_out(from_options(service, _numbers(data[SHORT])))
        given = {question.code: data.getlist(question.code) for question in questions}
        self.answers = {question.code: [o.key for o in question.options if o.key in given[question.code]] for question in questions}
        self.questions = still_asked(questions, self.answers)
        super().__init__(data)
        for question in self.questions:
            self.fields[question.code] = field_for(question)
            self.fields[question.code].is_optional = False  # none of them must be answered, which the page says once

    @property
    def lines(self):
        """Kind -> lines of her list."""
        return lines_of(self.service, self.answers)

    @property
    def options(self):
        return as_options(self.service, self.answers)

    @property
    def query(self):
        """The address parameter that makes the same list again; "" for the list of everybody."""
        return f"?{SHORT}=" + ".".join(map(str, self.options)) if self.options else ""

    @property
    def for_report(self):
        """Her answers as the pages of a report have them, so that it need not ask again: {step: {code: [keys]}}."""
        first = {question.code for question in steps.roots(self.service)}
        pages = {"details": {}, "more": {}}
        for code, keys in self.answers.items():
            if keys:
                pages["details" if code in first else "more"][code] = keys
        return {step: answers for step, answers in pages.items() if answers}

    @property
    def is_answered(self):
        return bool(self.options)


def _numbers(text):
    return [int(part) for part in text.split(".")[:100] if part.isascii() and part.isdigit()]


def _written_out(answers):
    data = QueryDict(mutable=True)
    for code, keys in answers.items():
        data.setlist(code, keys)
    return data


class SendListForm(forms.Form):
    """Where to send the list: one field for e-mail or phone, as whoever types it thinks of it."""

    point = forms.CharField(
        label=_("E-mail address or phone number"),
        help_text=_("We send this list once and use the address for nothing else."),
        error_messages={"required": _("Type your e-mail address or phone number.")},
        max_length=254,
        widget=forms.TextInput(attrs={"class": "usa-input usa-input--medium", "autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
    )

    def clean_point(self):
        self.found = normalise(self.cleaned_data["point"])
        if self.found is None:
            raise forms.ValidationError(_("Type an e-mail address like name@example.com, or a phone number with area code."), code="point")
        return self.cleaned_data["point"]
