"""Small pieces that every console page uses: ages, promises, languages, icons, fields, the rail."""

from datetime import timedelta

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from console import icons, lines, words
from console.rail import entries
from contact_center.models import Presence
from contact_center.status import PresenceStatus
from requests_app.reference import pretty

register = template.Library()
register.simple_tag(icons.icon, name="icon")
register.simple_tag(lines.queue_rows)
register.simple_tag(lines.search_rows)
register.simple_tag(lines.slips)
register.filter("pretty", pretty)
register.filter("endonym", words.endonym)
register.filter("exact", words.exact)
register.filter("day", words.day)
register.filter("direction", words.direction)


@register.simple_tag
def ago(at):
    """{% ago event.at %}: "3 h ago", with the date on hover."""
    if not at:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', timezone.localtime(at).isoformat(timespec="seconds"), words.exact(at), words.ago(at)
    )


@register.simple_tag
def clock(at):
    """{% clock at %}: the time of day today, else the short date; the whole on hover."""
    iso = timezone.localtime(at).isoformat(timespec="seconds")
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, words.exact(at), words.moment(at))


@register.simple_tag
def promise(request):
    """{% promise request %}: "2 d over", "in 3 h", "paused"; only what needs action has a colour."""
    text, state, at = words.promise(request)
    if at is None:
        return format_html('<span class="promise promise-{}">{}</span>', state, text)
    return format_html(
        '<time class="promise promise-{}" datetime="{}" title="{}">{}</time>',
        state,
        timezone.localtime(at).isoformat(timespec="seconds"),
        words.exact(at),
        text,
    )


@register.simple_tag
def language(code):
    """{% language request.language %}: a chip with the language's own name; another language than the page's stands out."""
    if not code:
        return ""
    other = " chip-other" if code != (get_language() or settings.LANGUAGE_CODE) else ""
    return format_html('<bdi class="chip chip-language{}" lang="{}">{}</bdi>', other, code, words.endonym(code))


@register.simple_tag
def said(text, code):
    """{% said event.text event.text_language %}: somebody's words, marked with their language and direction, line breaks kept."""
    if not text:
        return ""
    if not code:
        return format_html('<span class="said" dir="auto">{}</span>', text)
    return format_html('<span class="said" lang="{}" dir="{}">{}</span>', code, words.direction(code), text)


@register.simple_tag
def two_languages(text, other):
    """A catalogue text in the page's language and in the resident's. -> [(Piece, code, paragraphs)]; one where they are the same."""
    here = text.best()
    pieces = [here]
    if other and other != here.language and (there := text.best(other)).text and not there.is_fallback:
        pieces.append(there)
    return [(piece, piece.language, [line.strip() for line in piece.text.splitlines() if line.strip()]) for piece in pieces]


@register.simple_tag
def percent(share):
    """{% percent 0.873 %}: "87.3 %"; a dash for none."""
    return "–" if share is None else f"{formats.number_format(round(share * 100, 1), 1)} %"


@register.simple_tag
def seconds(number):
    """{% seconds 95.2 %}: "1 min 35 s"; a dash for none."""
    if number is None or number == "":
        return "–"
    minutes, rest = divmod(round(number), 60)
    if minutes >= 120:
        return words.span(timedelta(minutes=minutes))
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
    return _("%(seconds)d s") % {"seconds": rest}


@register.filter
def unlocal(number):
    """A number as SVG wants it, whatever the language."""
    return str(number)


@register.inclusion_tag("console/_field.html")
def field(bound, label="", compact=False, quiet=False, mark=True):
    """{% field form.text %}: label, hint, errors and input, joined by aria-describedby.

    quiet: the label is for screen readers only; mark: say when it is optional.
    """
    return {"field": bound, "label": label or bound.label, "compact": compact, "quiet": quiet, "mark": mark}


@register.inclusion_tag("console/_rail.html", takes_context=True)
def rail(context):
    request = context["request"]
    return {"entries": entries(request.user, request.resolver_match), "request": request}


@register.simple_tag(takes_context=True)
def own(context, name, *args):
    """{% own "queue" %}: the address of a console page."""
    return reverse(f"console:{name}", args=args)


@register.simple_tag
def city():
    return settings.CITY_NAME


# What one may choose oneself; the others are set by the system.
CHOSEN = [
    PresenceStatus.AVAILABLE,
    PresenceStatus.TRANSFER_ONLY,
    PresenceStatus.WRAP_UP,
    PresenceStatus.MEETING,
    PresenceStatus.BREAK,
    PresenceStatus.OFFLINE,
]


@register.inclusion_tag("console/_presence.html", takes_context=True)
def presence(context):
    """The switch in the bar: what I say I am doing."""
    request = context["request"]
    mine = Presence.objects.filter(user=request.user).first()
    return {
        "mine": mine,
        "status": PresenceStatus(mine.status if mine else PresenceStatus.OFFLINE),
        "choices": CHOSEN,
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }


KEYS = [
    (pgettext_lazy("keyboard", "Everywhere"), [
        ("?", _("show these keys")), ("/", _("go to the search field")), ("g q", _("queue")), ("g c", _("calls")), ("g h", _("handoffs")),
        ("g r", _("requests")), ("g f", _("figures")), ("o", _("open the newest offer")), ("Esc", _("close, or leave a field")),
    ]),
    (pgettext_lazy("keyboard", "Lists"), [
        ("j", _("next row")), ("k", _("row before")), ("Enter", _("open it")), ("n", _("next page")), ("p", _("first page")),
    ]),
    (pgettext_lazy("keyboard", "A request"), [
        ("e", _("write a note")), ("m", _("write to the resident")), ("s", _("start work")), ("w", _("wait")), ("a", _("give to a person")),
        ("t", _("give to me")), ("d", _("give a new date")), ("i", _("add photos")),
        ("v", _("move to another team")), ("h", _("hand over")), ("c", _("close")), ("x", _("reopen")),
        ("Ctrl Enter", _("send the form you are in")),
    ]),
    (pgettext_lazy("keyboard", "A call"), [
        ("1–9", _("answered with this article")), ("f", _("file a request")), ("h", _("hand over")), ("u", _("wrap up")),
    ]),
    (pgettext_lazy("keyboard", "A translation"), [
        ("Ctrl Enter", _("save, and on to the next text")), ("r", _("reviewed, and on to the next text")),
        ("n", _("next text")), ("p", _("text before")),
    ]),
    (pgettext_lazy("keyboard", "An offer"), [("y", _("accept")), ("d", _("decline"))]),
]  # fmt: skip


@register.simple_tag
def keys():
    return KEYS
