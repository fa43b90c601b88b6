"""What she may say on the page of her request."""

from django import forms
from django.utils.translation import gettext_lazy as _


def _text(label, hint, wrong):
    area = forms.Textarea(attrs={"class": "usa-textarea", "rows": 4})
    return forms.CharField(label=label, help_text=hint, error_messages={"required": wrong}, max_length=4000, widget=area)


class FilesInput(forms.FileInput):
    """Several files at once; what they hold is checked where they are kept."""

    allow_multiple_selected = True


class SayForm(forms.Form):
    """A message, a photo or document, or both."""

    text = forms.CharField(
        label=_("Your message"), max_length=4000, required=False, widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 4})
    )

    photos = forms.Field(
        label=_("Choose photos or PDFs"), required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": "image/*,.heic,.heif,application/pdf", "data-shrink": True}),
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("text") or "").strip() and not self.files.getlist("photos"):
            self.add_error("text", _("Write something, or choose a photo or a PDF."))
        return cleaned


class CorrectForm(forms.Form):
    """Her own words once more: they replace what she wrote, or are added to it when somebody has taken it up."""

    text = _text(_("In your own words"), "", _("Write something first."))

    def __init__(self, *args, language, **kwargs):
        """language: code of the language in which her words stand there."""
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["lang"] = language


class AskAgainForm(forms.Form):
    text = forms.CharField(
        label=_("Anything you want to add?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 3})
    )


class NotFixedForm(forms.Form):
    reason = _text(_("What is not fixed?"), _("We open your request again and the same team reads this."), _("Tell us what is not fixed."))
