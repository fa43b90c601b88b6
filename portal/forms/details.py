"""The questions of a service as a form: built from the catalogue, checked where every channel checks them (requests_app.answers)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from catalog.models import Datatype
from catalog.templatetags.texts import text
from requests_app.answers import check_answers, clean_text

LONG_LIST = 9  # a longer list is a drop-down
DESCRIPTION = "description"


class QuestionsForm(forms.Form):
    """Answers to some questions of a service; afterwards *answers* holds all answers, old and new, ready to store."""

    def __init__(self, data=None, *, service, questions, given, description=None):
        """questions: QuestionEntry, those asked on this page; given: all answers so far; description: ask for her own words, so far these."""
        initial = {question.code: given.get(question.code) for question in questions}
        super().__init__(data, initial={**initial, DESCRIPTION: description}, prefix=None)
        self.service, self.questions, self.given, self.answers = service, questions, given, {}
        for question in questions:
            if question.is_variable:
                self.fields[question.code] = field_for(question)
        if description is not None:
            self.fields[DESCRIPTION] = forms.CharField(
                label=_("Describe it in your own words"),
                help_text=_("What is wrong, and anything that helps us find it. Please do not write names or phone numbers here."),
                widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 5}),
                required=False,
            )
            self.must_describe = not any(question.is_variable for question in service.questions)
            self.fields[DESCRIPTION].is_optional = not self.must_describe

    def parts(self):
        """What the page shows, in order: a bound field, or a text that asks nothing."""
        for question in self.questions:
            yield {"field": self[question.code]} if question.is_variable else {"note": question}
        if DESCRIPTION in self.fields:
            yield {"field": self[DESCRIPTION]}

    def clean(self):
        cleaned = super().clean()
        here = {code: value for code, value in cleaned.items() if code != DESCRIPTION}
        kept = {code: value for code, value in self.given.items() if code not in here}
        try:
            self.answers = check_answers(self.service, {**kept, **here})
        except ValidationError as error:
            for code, problems in error.error_dict.items():
                if code in self.fields:
                    self.add_error(code, problems)
            self.answers = {**kept, **here}
        return cleaned

    def clean_description(self):
        words = clean_text(self.cleaned_data[DESCRIPTION])
        if not words and self.must_describe:
            raise ValidationError(_("Tell us what you need."), code="required")
        return words


class MomentInput(forms.DateTimeInput):
    """A day and time as browsers ask for it: without zone, so a kept answer is shown in city time."""

    def format_value(self, value):
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):  # nothing yet, or as she typed it
            return value
        if moment.tzinfo is None:
            return value
        return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%dT%H:%M}"


def field_for(question):
    """A form field for a QuestionEntry. Its errors come from check_answers, so the field itself demands nothing."""
    choices = [(option.key, text(option.name)) for option in question.options]
    kinds = {
        Datatype.STRING: lambda: forms.TextInput(attrs={"class": "usa-input"}),
        Datatype.TEXT: lambda: forms.Textarea(attrs={"class": "usa-textarea", "rows": 4}),
        Datatype.NUMBER: lambda: forms.TextInput(attrs={"class": "usa-input usa-input--short", "inputmode": "decimal"}),
        Datatype.DATETIME: lambda: MomentInput({"class": "usa-input usa-input--short", "type": "datetime-local"}),
        Datatype.SINGLE: lambda: _one_of(choices),
        Datatype.MULTI: lambda: forms.CheckboxSelectMultiple(choices=choices),
    }
    field = forms.Field(label=text(question.label), help_text=text(question.hint), widget=kinds[question.datatype](), required=False)
    field.is_optional = not question.is_required
    return field


def _one_of(choices):
    if len(choices) > LONG_LIST:
        return forms.Select(choices=[("", "—"), *((key, strip_tags(name)) for key, name in choices)], attrs={"class": "usa-select"})
    return forms.RadioSelect(choices=choices)
