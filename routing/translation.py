from modeltranslation.translator import TranslationOptions, register

from routing.models import District, Holiday, Neighbor


@register(District)
class DistrictTranslation(TranslationOptions):
    fields = ("name",)


@register(Holiday)
class HolidayTranslation(TranslationOptions):
    fields = ("name",)


@register(Neighbor)
class NeighborTranslation(TranslationOptions):
    fields = ("name",)
