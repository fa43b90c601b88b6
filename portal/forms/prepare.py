"""The few questions a checklist depends on, asked in the address (GET): nothing of it is kept, and the list can be bookmarked and shared."""

from django import forms

from catalog.models import Datatype
from portal.forms.details import field_for

CHOSEN = {Datatype.SINGLE, Datatype.MULTI}


class PrepareForm(forms.Form):
    """No question must be answered, and there is no wrong answer: what is not in a list is left out."""

    def __init__(self, data, service):
        super().__init__(data)
        depended_on = {line.depends_on for line in service.checklist}
        self.questions = [question for question in service.questions if question.code in depended_on and question.datatype in CHOSEN]
        for question in self.questions:
            self.fields[question.code] = field_for(question)
            self.fields[question.code].is_optional = False  # none of them must be answered, which the page says once

    @property
    def answers(self):
        """Question code -> the keys chosen."""
        given = {question.code: self.data.getlist(question.code) for question in self.questions}
        return {question.code: [o.key for o in question.options if o.key in given[question.code]] for question in self.questions}

    @property
    def is_answered(self):
        return any(self.answers.values())
