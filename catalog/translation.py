from modeltranslation.translator import TranslationOptions, register

from catalog.models import AnswerTemplate, Article, ChecklistItem, Office, Option, Question, Service, ServiceGroup


@register(ServiceGroup)
class ServiceGroupTranslation(TranslationOptions):
    fields = ("name",)


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("name", "description", "how_long", "cost", "what_to_bring", "next_steps", "emergency_text", "keywords")


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("label", "hint")


@register(Option)
class OptionTranslation(TranslationOptions):
    fields = ("name",)


@register(Article)
class ArticleTranslation(TranslationOptions):
    fields = ("title", "body", "staff_text", "keywords")


@register(AnswerTemplate)
class AnswerTemplateTranslation(TranslationOptions):
    fields = ("title", "text")


@register(ChecklistItem)
class ChecklistItemTranslation(TranslationOptions):
    fields = ("text",)


@register(Office)
class OfficeTranslation(TranslationOptions):
    fields = ("name", "directions")
