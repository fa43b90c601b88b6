"""Her address, and the code we sent to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.points import normalise


class AddressForm(forms.Form):
    """An e-mail address or a phone number; afterwards *found* is (PointKind, value)."""

    point = forms.CharField(
        label=_("Your e-mail address or phone number"),
        help_text=_("The one you gave us when you wrote or called."),
        error_messages={"required": _("Type your e-mail address or phone number.")},
        max_length=254,
        widget=forms.TextInput(attrs={"class": "usa-input usa-input--medium", "autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
    )

    def clean_point(self):
        self.found = normalise(self.cleaned_data["point"])
        if self.found is None:
            raise forms.ValidationError(_("Type an e-mail address like name@example.com, or a phone number with area code."), code="point")
        return self.cleaned_data["point"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The six digits in our message"),
        error_messages={"required": _("Type the six digits.")},
        max_length=20,
        widget=forms.TextInput(attrs={"class": "usa-input usa-input--short", "autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )
