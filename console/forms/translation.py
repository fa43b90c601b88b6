"""One text beside its source; and a file of many."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.exchange import LARGEST
from catalog.models import TranslationStatus
from catalog.states import source_hash
from console import words


class TranslationForm(forms.Form):
    """seen: what source and text were when the page was opened, so that nobody writes over what somebody else has just written."""

    text = forms.CharField(required=False, strip=True)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, unit, data=None):
        super().__init__(data, initial={"text": unit.text, "seen": unit_seen(unit)})
        self.unit = unit
        field = self.fields["text"]
        field.label = _("Translation")
        looks = {"lang": unit.language, "dir": words.direction(unit.language), "autofocus": True, "spellcheck": "true"}
        rows = min(24, max(3, unit.source.count("\n") + len(unit.source) // 60 + 2))
        field.widget = forms.Textarea(attrs={**looks, "rows": rows if unit.is_long else 2})

    def clean_text(self):
        text = unicodedata.normalize("NFC", self.cleaned_data["text"].replace("\r\n", "\n"))
        if self.unit.longest and len(text) > self.unit.longest:
            raise ValidationError(
                _("This is %(length)d characters long. There is room for %(longest)d."), params={"length": len(text), "longest": self.unit.longest}
            )
        return text

    @property
    def is_fresh(self):
        """Whether the text is still the one its writer saw."""
        return self.cleaned_data["seen"] == unit_seen(self.unit)


def unit_seen(unit):
    return source_hash(f"{unit.source}\0{unit.text}")[:16]


class FileForm(forms.Form):
    file = forms.FileField(label=_("File with translations (PO or CSV)"))
    status = forms.ChoiceField(
        label=_("These texts are"), choices=[(status.value, status.label) for status in (TranslationStatus.DRAFT, TranslationStatus.MACHINE)]
    )
    over_reviewed = forms.BooleanField(label=_("Also replace texts that somebody has reviewed"), required=False)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than 2 MB. Split it into smaller ones."))
        return file
