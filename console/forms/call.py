"""Forms of the call desk: who calls, filing a request by phone, wrapping up."""

import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.models import Datatype
from catalog.queries import current
from console import words
from console.forms.case import lines
from contacts.models import Channel, InteractionOutcome

ENDINGS = [(value, label) for value, label in InteractionOutcome.choices if value]
TELL_BY = [("", _("ask her")), (Channel.EMAIL, Channel.EMAIL.label), (Channel.SMS, Channel.SMS.label), (Channel.PHONE, Channel.PHONE.label)]


class CallerForm(forms.Form):
    """Who is on the line. Every field may stay empty."""

    name = forms.CharField(label=_("Name"), required=False, max_length=150)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("Language"), required=False)
    needs = forms.CharField(label=_("Accessibility needs"), required=False, max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = words.language_choices(blank="—")
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


class WrapUpForm(forms.Form):
    outcome = forms.ChoiceField(label=_("How did it end?"), choices=[("", "—"), *ENDINGS], required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=lines(4), max_length=4000)
    language = forms.ChoiceField(label=_("Language spoken"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = words.language_choices(blank="—")


class AttachForm(forms.Form):
    """Something said on the phone about a request that exists."""

    reference = forms.CharField(label=_("Reference"), max_length=40)
    text = forms.CharField(label=_("What she says"), widget=lines(2))


class FileForm(forms.Form):
    """A request filed by phone, all on one page: the agent hears it in any order."""

    service = forms.ChoiceField(label=_("Service"))
    description = forms.CharField(label=_("In her words"), required=False, widget=lines(3))
    address = forms.CharField(label=_("Where is it?"), required=False, max_length=250)
    place = forms.CharField(required=False, widget=forms.HiddenInput)  # "lat,lon" of the chosen match
    language = forms.ChoiceField(label=_("Her language"))
    name = forms.CharField(label=_("Name"), required=False, max_length=150)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    tell_by = forms.ChoiceField(label=_("Tell her by"), choices=TELL_BY, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, service, data=None, **kwargs):
        self.service = service
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(data, **kwargs)
        services = [s for s in current().all_services if s.is_active]
        self.fields["service"].choices = [("", "—"), *((s.code, str(s.name)) for s in services)]
        self.fields["language"].choices = [(code, words.endonym(code)) for code, _name in settings.LANGUAGES]
        for name in ("address", "name", "phone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for question in service.questions if service else ():
            self.fields[f"q-{question.code}"] = field_of(question)

    @property
    def questions(self):
        """The service's questions in order: (QuestionEntry, bound field or None for a text that asks nothing)."""
        asked = self.service.questions if self.service else ()
        return [(question, self[f"q-{question.code}"] if question.is_variable else None) for question in asked]

    @property
    def answers(self):
        return {question.code: self.cleaned_data.get(f"q-{question.code}") or "" for question in self.service.questions if question.is_variable}

    @property
    def coordinates(self):
        """(lat, lon) of the chosen match in degrees, or (None, None)."""
        try:
            lat, lon = (float(part) for part in self.cleaned_data["place"].split(","))
        except ValueError:
            return None, None
        return lat, lon


def field_of(question):
    """A form field for a question; what the answer must be is checked by the action."""
    common = {"label": str(question.label), "help_text": str(question.hint), "required": False}
    choices = [(option.key, f"{option.name} (911)" if option.is_emergency else str(option.name)) for option in question.options]
    match question.datatype:
        case Datatype.SINGLE if len(choices) > 6:
            return forms.ChoiceField(choices=[("", "—"), *choices], **common)
        case Datatype.SINGLE:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case Datatype.MULTI:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        case Datatype.TEXT:
            return forms.CharField(widget=lines(2), **common)
        case Datatype.DATETIME:
            return forms.CharField(widget=forms.TextInput(attrs={"type": "datetime-local"}), **common)
        case Datatype.NUMBER:
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
        case _:
            return forms.CharField(**common)
