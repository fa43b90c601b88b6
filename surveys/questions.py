"""The questions of requirements 1.1 in the words residents read, and the words of their scales, best first."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.words import OVERALL, SATISFACTION
from surveys.models import Scale

DOES_NOT_APPLY = (int(Scale.NOT_APPLICABLE), Scale.NOT_APPLICABLE.label)
AGREEMENT = [
    (5, pgettext_lazy("agreement", "Strongly agree")),
    (4, pgettext_lazy("agreement", "Agree")),
    (3, pgettext_lazy("agreement", "Neither agree nor disagree")),
    (2, pgettext_lazy("agreement", "Disagree")),
    (1, pgettext_lazy("agreement", "Strongly disagree")),
]
WILLINGNESS = [
    (5, pgettext_lazy("willingness", "Very willing")),
    (4, pgettext_lazy("willingness", "Willing")),
    (3, pgettext_lazy("willingness", "Neither willing nor unwilling")),
    (2, pgettext_lazy("willingness", "Unwilling")),
    (1, pgettext_lazy("willingness", "Very unwilling")),
]


@dataclass(frozen=True)
class SurveyQuestion:
    code: str
    text: Promise
    scale: list

    @property
    def choices(self):
        """(value, words), best first, then "does not apply"."""
        return [*self.scale, DOES_NOT_APPLY]


QUESTIONS = (
    SurveyQuestion("q1", OVERALL, SATISFACTION),
    SurveyQuestion("q2", _("My experience with the City was seamless: I did not have to start over."), AGREEMENT),
    SurveyQuestion("q3", _("How satisfied are you with how quickly the City responded?"), SATISFACTION),
    SurveyQuestion("q7", _("How willing would you be to contact the City again?"), WILLINGNESS),
)
CODES = tuple(question.code for question in QUESTIONS)
