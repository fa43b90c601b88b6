"""Sentences of Django and allauth that people may meet here and that those lack in one of our languages: named once more, so that our
translators have them too. Ours win, because the project's files are read after the frameworks'."""

from django.utils.translation import gettext_noop, ngettext_lazy

FORMS = [gettext_noop("Null characters are not allowed.")]
SIGNING_IN = [
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("This account is currently inactive."),
    gettext_noop("Incorrect code."),
    gettext_noop("Incorrect password."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        "number",
    ),
]
