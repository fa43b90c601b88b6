"""A drop-down of languages, each in its own name and marked with its language, so that it is read out rightly."""

from django import forms


class LanguageSelect(forms.Select):
    def __init__(self, attrs=None):
        super().__init__({"class": "usa-select usa-input--short"} if attrs is None else attrs)

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = str(value)
        return option
