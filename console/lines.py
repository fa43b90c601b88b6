"""The rows of the lists, drawn in Python: fifty rows a page are the console's hottest path, and the template engine takes ten times as long.

Everything that came from outside goes through escape().
"""

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext, pgettext

from catalog.templatetags.texts import text
from console import words
from requests_app.models import EventKind
from requests_app.reference import pretty
from requests_app.status import Status

ROW = (
    '<tr><td class="nowrap">{first}</td><td class="nowrap"><span class="reference">{reference}</span></td>'
    '<th scope="row" class="clip"><a class="row-link" href="{url}">{service}</a></th><td class="clip">{place}</td><td class="nowrap">{language}</td>'
    '<td class="clip clip-short">{status}</td><td class="clip clip-short{quiet}">{owner}</td><td class="nowrap">{last}</td></tr>'
)
SLIP = (
    '<li><a class="row-link" href="{url}" hx-get="{url}" hx-target="#detail" hx-push-url="true"{here}>'
    '<span class="line"><b>{service}</b> {promise}</span>'
    '<span class="line quiet"><span class="small">{place}</span> <span class="small">{status}</span></span></a></li>'
)


def time_of(at, shown, extra=""):
    """<time> with the whole date on hover."""
    return f'<time{extra} datetime="{at.isoformat(timespec="seconds")}" title="{words.exact(at)}">{shown}</time>'


def promise_of(request, now):
    shown, state, at = words.promise(request, now)
    if at is None:
        return f'<span class="promise promise-{state}">{shown}</span>'
    return time_of(at, shown, f' class="promise promise-{state}"')


def asked_of(row):
    """How often the resident asked again: somebody ought to have answered."""
    if not row.asked:
        return ""
    said = ngettext("The resident asked again once", "The resident asked again %(n)d times", row.asked) % {"n": row.asked}
    short = pgettext("how often the resident asked again", "asked %(n)d×") % {"n": row.asked}
    return f' <span class="chip chip-over" title="{said}">{short}</span>'


def language_of(code, here):
    if not code:
        return ""
    other = "" if code == here else " chip-other"
    return f'<bdi class="chip chip-language{other}" lang="{escape(code)}">{escape(words.endonym(code))}</bdi>'


def last_of(row, now):
    """The last word: bold when the resident had it, because then somebody has to answer."""
    if row.last is None:
        at = row.request.submitted_at
        filed = pgettext("last word", "filed")  # outside of the f-string, where xgettext finds it
        return f'<span class="quiet">{filed} {time_of(at, words.ago(at, now))}</span>'
    said = {
        EventKind.REPLY: "<b>" + pgettext("last word", "Resident") + "</b>",
        EventKind.MESSAGE: pgettext("last word", "To the resident"),
        EventKind.NOTE: '<span class="quiet">' + pgettext("last word", "Note") + "</span>",
    }[row.last.kind]
    return f'{said} <span class="quiet">{time_of(row.last.at, words.ago(row.last.at, now))}</span>'


def table_rows(rows, address, first, last):
    """The <tr>s of rows. address(reference) -> URL; first, last: functions (row, now) -> HTML of the first and the last column."""
    now, here = timezone.now(), get_language()
    status = {value: escape(label) for value, label in Status.choices}
    return mark_safe(  # noqa: S308  (every value is escaped above or here)
        "".join(
            ROW.format(
                first=first(row, now),
                reference=pretty(row.request.reference),
                url=address(row.request.reference),
                service=escape(text(row.service)),
                place=escape(row.request.address),
                language=language_of(row.request.language, here),
                status=status[row.request.status],
                quiet="" if row.is_persons else " quiet",
                owner=escape(row.owner),
                last=last(row, now),
            )
            for row in rows
        )
    )


def queue_rows(rows, query):
    base = reverse("console:queue_request", args=["_"])
    query = escape(query)
    return table_rows(
        rows, lambda reference: f"{base.replace('_', reference)}?{query}", lambda row, now: promise_of(row.request, now) + asked_of(row), last_of
    )


def search_rows(rows):
    base = reverse("console:request", args=["_"])
    return table_rows(rows, lambda reference: base.replace("_", reference), filed_of, lambda row, now: promise_of(row.request, now))


def filed_of(row, now):
    at = row.request.submitted_at
    return time_of(at, words.ago(at, now))


def slips(rows, query, chosen):
    """The list beside a request. chosen: the id of the one that is open."""
    base, now, query = reverse("console:queue_request", args=["_"]), timezone.now(), escape(query)
    status = {value: escape(label) for value, label in Status.choices}
    return mark_safe(  # noqa: S308  (as above)
        "".join(
            SLIP.format(
                url=f"{base.replace('_', row.request.reference)}?{query}",
                here=' aria-current="true"' if row.request.pk == chosen else "",
                service=escape(text(row.service)),
                promise=promise_of(row.request, now) + asked_of(row),
                place=escape(row.request.address or row.owner),
                status=status[row.request.status],
            )
            for row in rows
        )
    )
