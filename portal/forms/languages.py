"""Drop-downs whose choices are in several languages: each is marked with its own, so that it is read out rightly."""

from django import forms

from catalog.templatetags.texts import direction


class Named(str):
    """The name of something in the catalogue as the label of a choice, which remembers its language: Named(entry.name)."""

    def __new__(cls, text):
        piece = text.best()
        label = super().__new__(cls, piece.text)
        label.piece = piece
        return label


class LanguageSelect(forms.Select):
    """Languages, each in its own name."""

    def __init__(self, attrs=None):
        super().__init__({"class": "usa-select usa-input--short"} if attrs is None else attrs)

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = str(value)
        return option


class TextSelect(forms.Select):
    """Labels that are Named; one that is not in the page's language says in which it is."""

    def __init__(self, attrs=None):
        super().__init__({"class": "usa-select"} if attrs is None else attrs)

    def create_option(self, name, value, label, *args, **kwargs):
        option = super().create_option(name, value, label, *args, **kwargs)
        if isinstance(label, Named) and (piece := label.piece).is_fallback:
            option["attrs"] |= {"lang": piece.language, "dir": direction(piece.language)}
        return option
