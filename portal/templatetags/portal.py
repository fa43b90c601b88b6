"""Small pieces the residents' templates are made of."""

import re

import nh3
from django import template
from django.conf import settings
from django.db import DatabaseError
from django.urls import Resolver404, resolve, translate_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from catalog.queries import current
from catalog.templatetags.texts import direction, marked
from contacts import points
from portal import words
from requests_app.public import block as to_the_block
from requests_app.reference import pretty
from routing.clock import NeverOpen
from routing.queries import NoHours

register = template.Library()
MARKDOWN = MarkdownIt("js-default", {"html": False, "linkify": False})
MARKS = re.compile(r"^[-*#>]+\s+|\*\*|__")
OUR_FONT = {"en", "es", "vi", "fil", "pt", "fr", "ht", "so"}  # languages whose letters our two font files hold; the others load no font
TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h2", "h3", "h4", "blockquote", "br", "table", "thead", "tbody", "tr", "th", "td", "hr"}


@register.simple_tag
def direction_now():
    """ltr or rtl of the page."""
    return "rtl" if get_language_bidi() else "ltr"


@register.simple_tag
def has_our_font():
    """Is the page set in our own font, or in the reader's?"""
    return (get_language() or "").split("-")[0] in OUR_FONT


@register.inclusion_tag("portal/parts/languages.html", takes_context=True)
def languages(context):
    """The same page in every language, as a plain list. On a page with a form the choice sends along what is typed (form id "step")."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    return {
        "languages": [{"code": code, "name": name, "url": _in_language(here, code)} for code, name in settings.LANGUAGES],
        "language_now": get_language(),
        "keeps_form": context.get("keeps_form", False),
    }


def _in_language(path, code):
    try:
        resolve(path.split("?")[0])
    except Resolver404:
        return f"/{code}/"
    url = translate_url(path, code)
    return url if url.startswith(f"/{code}/") else f"/{code}/"


_told: dict[tuple, list] = {}  # hours as this process last told them, for pages that must not ask the database


@register.simple_tag
def city_hours(department_id=None, remembered=False):
    """When somebody answers 311 (or a department is open), line by line; nothing when there are no hours or the database is away.

    remembered: as they were last told in this language, without asking the database.
    """
    key = (department_id, get_language())
    if remembered:
        return _told.get(key, [])
    try:
        _told[key] = words.opening_hours(department_id)
    except DatabaseError:
        return _told.get(key, [])
    except (NeverOpen, NoHours):
        return []
    return _told[key]


@register.simple_tag
def service_of(request):
    """The catalogue entry of a request's service."""
    return current().service_by_id(request.service_id)


@register.inclusion_tag("portal/parts/field.html")
def field(bound, autofocus=False, quiet_label=False):
    """A form field with its label, hint and error, as USWDS marks it up."""
    return {"field": bound, "kind": _kind(bound), "autofocus": autofocus, "quiet_label": quiet_label}


def _kind(bound):
    name = bound.field.widget.__class__.__name__
    return {"RadioSelect": "radios", "CheckboxSelectMultiple": "checkboxes", "CheckboxInput": "checkbox"}.get(name, "plain")


@register.simple_tag
def attachment_label(attachment, number):
    """What a photo or document is called, where it stands and for who cannot see it: "Document 2, 3 pages"."""
    if not attachment.is_document:
        return _("Photo %(n)d") % {"n": number}
    words = ngettext("Document %(n)d, %(pages)d page", "Document %(n)d, %(pages)d pages", attachment.pages)
    return words % {"n": number, "pages": attachment.pages}


@register.filter
def spoken(reference):
    """A reference in groups."""
    return pretty(reference)


@register.filter
def block(address):
    """An address to the block, as anybody may read it."""
    return to_the_block(address)


@register.filter
def telephone(number):
    """A phone number as people here write it: "(408) 555-0123"."""
    return points.spoken(number)


@register.simple_tag
def comma():
    """What stands between the parts of a list in the reader's language."""
    return words.comma()


@register.filter
def listed(parts):
    """Words one after the other, parted as the reader's language parts them."""
    return words.comma().join(parts)


@register.filter
def spelled(reference):
    """A reference letter by letter, with a rest between the groups, for who hears the page."""
    return ", ".join(" ".join(group) for group in pretty(reference).split("-"))


@register.filter
def clock(moment):
    """A time of day in the city: "2:45 p.m."."""
    return words.clock(timezone.localtime(moment)) if moment else ""


@register.filter
def weekday(moment):
    """Date with weekday, in city time."""
    return words.day(moment) if moment else ""


@register.filter
def isolated(text):
    """An address or a name in its own direction, inside of a sentence."""
    return words.isolated(text)


@register.filter
def at_time(moment):
    """Date with weekday and time, in city time."""
    return words.moment(moment) if moment else ""


@register.filter
def one_line(piece):
    """The first sentence of a catalogue text, for lists, without Markdown's marks."""
    piece = piece.best()
    text = MARKS.sub("", piece.text.strip().split("\n")[0])
    for mark in (". ", "。", "؟ ", "? "):
        head, found, _rest = text.partition(mark)
        if found:
            text = head + mark.strip()
            break
    return marked(text, piece)


@register.filter
def plain_status(request):
    """The state of a request in a word or two, for those who only know its number."""
    return words.PLAIN_STATUS[request.status]


@register.simple_tag
def markdown(words_of_article):
    """A Markdown text of the catalogue as clean HTML."""
    piece = words_of_article.best()
    html = mark_safe(nh3.clean(MARKDOWN.render(piece.text), tags=TAGS))  # noqa: S308  (cleaned by nh3)
    mark = format_html(' class="{}"', "not-translated") if piece.is_fallback else ""
    return format_html('<div{} lang="{}" dir="{}">{}</div>', mark, piece.language, direction(piece.language), html)


@register.simple_tag
def public_step(event):
    """The state that a step led to, in a word or two."""
    return words.PLAIN_STATUS.get(event.data.get("to"), "")
