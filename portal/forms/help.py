"""Call me back, and tell us about this page."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.points import normalise_email, normalise_phone
from portal.forms.languages import LanguageSelect


class CallMeForm(forms.Form):
    phone = forms.CharField(
        label=_("Your phone number"), help_text=_("With area code, for example 408 555 0123."), max_length=40,
        error_messages={"required": _("Type the number we should call.")},
        widget=forms.TextInput(attrs={"class": "usa-input usa-input--short", "type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Which language should we speak?"), choices=list(settings.ALL_LANGUAGES.items()),
        widget=LanguageSelect(),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your name"), help_text=_("So that we know whom to ask for."), max_length=150, required=False,
        widget=forms.TextInput(attrs={"class": "usa-input usa-input--medium", "autocomplete": "name"}),
    )  # fmt: skip
    about = forms.CharField(
        label=_("What is it about?"), max_length=500, required=False, widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 3})
    )
    page = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].is_optional = self.fields["about"].is_optional = True

    def clean_phone(self):
        return normalise_phone(self.cleaned_data["phone"])


class PageForm(forms.Form):
    text = forms.CharField(
        label=_("What should we know about this page?"),
        help_text=_("What was wrong, hard to find or badly translated. Please do not write here about your request."),
        error_messages={"required": _("Write a few words.")}, max_length=2000,
        widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 4}),
    )  # fmt: skip
    email = forms.CharField(
        label=_("E-mail address, if you want an answer"), max_length=254, required=False,
        widget=forms.EmailInput(attrs={"class": "usa-input usa-input--medium", "autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
    )  # fmt: skip
    page = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].is_optional = True

    def clean_email(self):
        return normalise_email(self.cleaned_data["email"]) if self.cleaned_data["email"].strip() else ""

    def clean_text(self):
        if not (text := self.cleaned_data["text"].strip()):
            raise ValidationError(_("Write a few words."), code="required")
        return text
