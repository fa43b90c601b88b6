"""Where it is: an address typed in words, one chosen from a list, or a point from the phone."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from requests_app.answers import clean_text

IN_WORDS = "words"
HERE = "here"


class AddressForm(forms.Form):
    """A typed address or crossing."""

    address = forms.CharField(
        label=_("Street address or crossing"),
        help_text=_("For example: 120 Main Street. You do not need the city or the ZIP code."),
        error_messages={"required": _("Type the address or the nearest crossing.")},
        max_length=200,
        widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "street-address"}),
    )


class ChooseForm(forms.Form):
    """One of the places found for what was typed, or a place in her own words."""

    choice = forms.ChoiceField(
        label=_("Which of these is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the place, or describe it in your own words.")},
    )
    words = forms.CharField(
        label=_("Describe the place"),
        help_text=_("For example: the playground in the north of the park, beside the swings."),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs={"class": "usa-input"}),
    )

    def __init__(self, *args, places, here=None, **kwargs):
        """places: Address rows; here: (lat, lon) when the phone told where she is."""
        super().__init__(*args, **kwargs)
        choices = [(str(place.pk), place.text) for place in places]
        if here:
            choices.insert(0, (HERE, _("Right where I am")))
        self.fields["choice"].choices = [*choices, (IN_WORDS, _("None of these: I will describe the place"))]
        self.only_words = not choices
        if self.only_words:
            self.fields["choice"].required = False

    def clean(self):
        cleaned = super().clean()
        words = clean_text(cleaned.get("words") or "", 250)
        if (self.only_words or cleaned.get("choice") == IN_WORDS) and not words:
            self.add_error("words", ValidationError(_("Describe the place, so that we can find it."), code="required"))
        return {**cleaned, "words": words}
