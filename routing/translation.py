from modeltranslation.translator import TranslationOptions, register

from routing.models import District, Holiday


@register(District)
class DistrictTranslation(TranslationOptions):
    fields = ("name",)


@register(Holiday)
class HolidayTranslation(TranslationOptions):
    fields = ("name",)
