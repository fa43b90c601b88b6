from modeltranslation.translator import TranslationOptions, register

from accounts.models import Department, Team


@register(Department)
class DepartmentTranslation(TranslationOptions):
    fields = ("name",)


@register(Team)
class TeamTranslation(TranslationOptions):
    fields = ("name",)
