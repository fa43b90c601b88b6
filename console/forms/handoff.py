"""Forms of a warm handoff."""

from django import forms
from django.utils.translation import gettext_lazy as _

from console.forms.case import lines
from contact_center.status import DeclineReason


class HandoffForm(forms.Form):
    to_team = forms.TypedChoiceField(label=_("To whom?"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose a team.")})
    reason = forms.CharField(label=_("Why do you hand it over?"), max_length=300)
    need = forms.CharField(label=_("What she needs, in her words"), widget=lines(3))
    tried = forms.CharField(label=_("What was tried and answered"), widget=lines(2), required=False)
    promised = forms.CharField(label=_("What was promised, and by when"), widget=lines(2), help_text=_("Write “nothing” when nothing was promised."))
    question = forms.CharField(label=_("What you ask the other team to do"), widget=lines(2))
    mood = forms.CharField(label=_("How she is"), required=False, help_text=_("For example: upset because this is the third call."))
    announced = forms.BooleanField(label=_("I have told her, and she agrees"), error_messages={"required": _("Tell her first, in her language.")})

    def __init__(self, targets, data=None, *, live, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["to_team"].choices = [(target.team.pk, target.name) for target in targets]
        if not live:
            del self.fields["announced"]  # a request is handed over without her on the line: the letter tells her

    @property
    def packet(self):
        return {name: self.cleaned_data[name] for name in ("need", "tried", "promised", "question", "mood")}


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why not?"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you decline. The sender reads it.")},
    )
    note = forms.CharField(label=_("In a few words"), required=False, max_length=300, help_text=_("The sender reads this."))
