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

WHERE = {
    Channel.EMAIL: _("Type the e-mail address of this person, so that we can write there."),
    Channel.SMS: _("Type the phone number of this person, so that we can send a text message there."),
}


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


class SettledForm(YouForm):
    """The same when she has told us before how and in which language: these two stand there as an answer, and are not asked again."""

    def __init__(self, *args, settled, **kwargs):
        """settled: {"channel", "language"}"""
        super().__init__(*args, **kwargs)
        for name in ("channel", "language"):
            self.fields[name].disabled = True  # what is sent for it does not count
            self.initial[name] = settled[name]
        self.fields.pop("phone" if settled["channel"] == Channel.EMAIL else "email")

    def clean(self):
        return {"email": "", "phone": "", **super().clean()}


class ForOtherForm(YouForm):
    """Somebody sends it for another person: who she is, that she agrees, and whether he wants copies himself."""

    field_order = ["other_name", "other_channel", "other_email", "other_phone", "other_language", "agrees", "name", "channel", "email", "phone"]

    other_name = forms.CharField(
        label=_("Name of the person you do this for"), max_length=150,
        error_messages={"required": _("Type the name of the person you do this for.")},
        widget=forms.TextInput(attrs={"class": "usa-input usa-input--medium", "autocomplete": "off"}),
    )  # fmt: skip
    other_channel = forms.ChoiceField(
        label=_("How should we tell this person what happens?"), choices=HOW, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we should tell this person.")},
    )  # fmt: skip
    other_email = forms.CharField(
        label=_("E-mail address of this person"), max_length=254, required=False,
        widget=forms.EmailInput(attrs={"class": "usa-input usa-input--medium", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )  # fmt: skip
    other_phone = forms.CharField(
        label=_("Phone number of this person"), help_text=_("With area code, for example 408 555 0123."), max_length=40, required=False,
        widget=forms.TextInput(attrs={"class": "usa-input usa-input--short", "type": "tel", "autocomplete": "off", "dir": "ltr"}),
    )  # fmt: skip
    other_language = forms.ChoiceField(
        label=_("Which language should we write to this person in?"), choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "usa-select usa-input--short"}),
    )  # fmt: skip
    agrees = forms.BooleanField(
        label=_("This person agrees that I report this, and gets the messages."),
        error_messages={"required": _("We need to know that this person agrees.")},
        widget=forms.CheckboxInput(attrs={"class": "usa-checkbox__input"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, anonymous_allowed=False, **kwargs)
        channel, name = self.fields["channel"], self.fields["name"]
        channel.label, channel.choices = _("Should we write to you too?"), [*HOW, (ANONYMOUS, _("No, only to the person I do this for"))]
        name.required, name.is_optional, name.help_text = True, False, _("We tell the person you do this for that it comes from you.")
        name.error_messages["required"] = _("Type your name, so that this person knows who reports for her or him.")

    def clean_other_email(self):
        return normalise_email(self.cleaned_data["other_email"]) if self.cleaned_data["other_email"].strip() else ""

    def clean_other_phone(self):
        return normalise_phone(self.cleaned_data["other_phone"]) if self.cleaned_data["other_phone"].strip() else ""

    def clean(self):
        name = self.cleaned_data.get("name", "")
        cleaned = {**super().clean(), "name": name}  # without copies he is still named to her
        for channel, field in ((Channel.EMAIL, "other_email"), (Channel.SMS, "other_phone")):
            if cleaned.get("other_channel") == channel and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, ValidationError(WHERE[channel], code="required"))
        return cleaned
