"""What she wants news of, and where to write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.queries import current
from contacts.points import normalise_email
from portal.forms.languages import Named, TextSelect
from routing.queries import districts


class AlertForm(forms.Form):
    district = forms.ChoiceField(label=_("Where"), required=False, widget=TextSelect())
    service = forms.ChoiceField(label=_("What"), required=False, widget=TextSelect())
    email = forms.CharField(
        label=_("E-mail address"), max_length=254, error_messages={"required": _("Type your e-mail address, so that we can write to you.")},
        widget=forms.EmailInput(attrs={"class": "usa-input usa-input--medium", "autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        services = sorted((s for s in current().services if s.is_public and not s.is_hidden), key=lambda s: str(s.name).casefold())
        self.fields["district"].choices = [("", _("The whole city")), *((d.code, Named(d.name)) for d in districts())]
        self.fields["service"].choices = [("", _("Everything")), *((s.code, Named(s.name)) for s in services)]

    def clean_email(self):
        return normalise_email(self.cleaned_data["email"])

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["district"] and not cleaned["service"]:
            self.add_error(
                "district", forms.ValidationError(_("Choose an area or a kind of request: news of everything would be too much."), code="all")
            )
        return cleaned
