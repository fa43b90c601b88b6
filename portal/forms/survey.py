"""The short survey after closing, its questions and scales as surveys.questions has them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.questions import CODES, QUESTIONS


class SurveyForm(forms.Form):
    comment = forms.CharField(
        label=_("Anything you want to add?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 4})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.code] = forms.TypedChoiceField(
                label=question.text, choices=question.choices, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
            )
        self.fields["comment"].is_optional = True
        self.order_fields([*CODES, "comment"])

    def clean(self):
        cleaned = super().clean()
        if not self.errors and all(cleaned.get(code) is None for code in CODES):
            self.add_error(CODES[0], forms.ValidationError(_("Answer at least one question."), code="required"))
        return cleaned
