"""What a resident told us she prefers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from console import words
from contacts.models import Channel

WAYS = [("", "—"), *((channel.value, channel.label) for channel in (Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.LETTER))]


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), required=False)
    channel = forms.ChoiceField(label=_("Tell her by"), required=False, choices=WAYS)
    needs = forms.CharField(label=_("Accessibility needs"), required=False, max_length=300)

    def __init__(self, person, data=None):
        super().__init__(
            data, initial={"language": person.preferred_language, "channel": person.preferred_channel, "needs": person.accessibility_needs}
        )
        self.fields["language"].choices = words.language_choices(blank="—")
