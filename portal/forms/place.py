"""Where it is: an address typed in words, one chosen from a list, or a point from the phone."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from requests_app.answers import clean_text

IN_WORDS = "words"
HERE = "here"


def listed(places):
    """{what she chooses by: place}, in the same order: the address, with its ZIP code where two are alike."""
    texts = [place.text for place in places]
    found = {}
    for place in places:
        is_shared = texts.count(place.text) > 1 and place.zipcode
        found.setdefault(f"{place.text}, {place.zipcode}" if is_shared else place.text, place)
    return found


class AddressForm(forms.Form):
    """A typed address or crossing."""

    address = forms.CharField(
        label=_("Street address or crossing"),
        help_text=_("For example: 120 Main Street. You do not need the city or the ZIP code."),
        error_messages={"required": _("Type the address or the nearest crossing.")},
        max_length=200,
        widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "street-address", "dir": "auto"}),
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
        """places: found by routing.geocoding; here: (lat, lon) when she showed it on the map or the phone told it."""
        super().__init__(*args, **kwargs)
        self.places = listed(places)
        choices = [(text, format_html("<bdi>{}</bdi>", text)) for text in self.places]
        if here:
            choices.insert(0, (HERE, _("Exactly the place I showed")))
        self.fields["choice"].choices = [*choices, (IN_WORDS, _("None of these: I will describe the place"))]
        self.only_words = not choices
        if self.only_words:
            self.fields["choice"].required = False

    def place(self, choice):
        """The place that was chosen."""
        return self.places[choice]

    def clean(self):
        cleaned = super().clean()
        words = clean_text(cleaned.get("words") or "", 250)
        if (self.only_words or cleaned.get("choice") == IN_WORDS) and not words:
            self.add_error("words", ValidationError(_("Describe the place, so that we can find it."), code="required"))
        return {**cleaned, "words": words}
