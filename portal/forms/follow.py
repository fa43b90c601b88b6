"""Where to write to somebody who follows a request, and in which language."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from contacts.points import normalise
from portal.forms.languages import LanguageSelect


class FollowForm(forms.Form):
    """An e-mail address or a phone number; afterwards *found* is (PointKind, value)."""

    point = forms.CharField(
        label=_("Your e-mail address or phone number"),
        error_messages={"required": _("Type your e-mail address or phone number.")},
        max_length=254,
        widget=forms.TextInput(attrs={"class": "usa-input usa-input--medium", "autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Which language should we write to you in?"),
        choices=lambda: settings.LANGUAGES,
        widget=LanguageSelect(),
    )

    def clean_point(self):
        self.found = normalise(self.cleaned_data["point"])
        if self.found is None:
            raise forms.ValidationError(_("Type an e-mail address like name@example.com, or a phone number with area code."), code="point")
        return self.cleaned_data["point"]
