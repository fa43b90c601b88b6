"""How we may reach her: asked once, together with the language we write in."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Channel
from contacts.points import normalise_email, normalise_phone
from portal.forms.languages import LanguageSelect

ANONYMOUS = "none"
COST = _(
    "If we may not contact you, we cannot ask you anything and cannot tell you how it ended. You can still look it up with the reference number."
)
HOW = [
    (Channel.EMAIL, pgettext_lazy("how to reach you", "By e-mail")),
    (Channel.SMS, pgettext_lazy("how to reach you", "By text message")),
]


class YouForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("How should we tell you what happens?"), widget=forms.RadioSelect, error_messages={"required": _("Choose how we should tell you.")}
    )
    email = forms.CharField(
        label=_("E-mail address"), max_length=254, required=False,
        widget=forms.EmailInput(attrs={"class": "usa-input usa-input--medium", "autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone number"), help_text=_("With area code, for example 408 555 0123."), max_length=40, required=False,
        widget=forms.TextInput(attrs={"class": "usa-input usa-input--short", "type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your name"), help_text=_("So that we know how to address you. We never show it to the public."), max_length=150, required=False,
        widget=forms.TextInput(attrs={"class": "usa-input usa-input--medium", "autocomplete": "name"}),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Which language should we write to you in?"),
        choices=lambda: settings.LANGUAGES,
        widget=LanguageSelect(),
    )

    def __init__(self, *args, anonymous_allowed, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = HOW + ([(ANONYMOUS, _("Do not contact me: I stay anonymous"))] if anonymous_allowed else [])
        if anonymous_allowed:
            self.fields["channel"].help_text = COST
        self.fields["name"].is_optional = True

    def clean_email(self):
        return normalise_email(self.cleaned_data["email"]) if self.cleaned_data["email"].strip() else ""

    def clean_phone(self):
        return normalise_phone(self.cleaned_data["phone"]) if self.cleaned_data["phone"].strip() else ""

    def clean(self):
        cleaned = super().clean()
        channel = cleaned.get("channel")
        if channel == Channel.EMAIL and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", ValidationError(_("Type your e-mail address, so that we can write to you."), code="required"))
        if channel == Channel.SMS and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", ValidationError(_("Type your phone number, so that we can send you a text message."), code="required"))
        if channel == ANONYMOUS:
            cleaned |= {"email": "", "phone": "", "name": ""}
            for unused in ("email", "phone"):
                self.errors.pop(unused, None)
        return cleaned
