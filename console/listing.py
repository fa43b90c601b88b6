"""The queue as a page: its view, filters and place in the pages, read from the address and written back to it."""

from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.queries import department_ids
from catalog.queries import current
from console import words
from console.cases import rows_of
from requests_app.queries import VIEWS, Filters, queue_counts, queue_page
from requests_app.status import Status
from routing.queries import districts

TABS = {
    "mine": pgettext_lazy("queue", "Mine"),
    "department": pgettext_lazy("queue", "My department"),
    "unassigned": pgettext_lazy("queue", "Nobody's yet"),
    "soon": pgettext_lazy("queue", "Due soon"),
    "over": pgettext_lazy("queue", "Over"),
    "asked": pgettext_lazy("queue", "Asked again"),
    "waiting": pgettext_lazy("queue", "Waiting"),
    "open": pgettext_lazy("queue", "All open"),
    "closed": pgettext_lazy("queue", "Closed"),
}
EMPTY = {
    "mine": _("Requests that you take, or that somebody gives to you, appear here."),
    "department": _("Open requests of your department appear here, those promised soonest first."),
    "unassigned": _("Requests that nobody has taken yet appear here. Take one to start."),
    "soon": _("Requests whose promised date is within two days appear here."),
    "over": _("Requests whose promised date has passed appear here. There are none: good."),
    "asked": _("Open requests whose resident had to ask again, because a date had passed, appear here. There are none: good."),
    "waiting": _("Requests that wait for the resident or for another organization appear here."),
    "open": _("Every open request that you may see appears here."),
    "closed": _("Closed requests appear here, the latest first."),
}


NUMBERS = ("service", "district", "department")


@lru_cache(maxsize=256)
def choices_of(version, language, departments):
    """The choices of every filter for somebody who sees these departments (None: all), each as (name, label, [(value, word)]).

    Kept by the catalogue's version and the language, because making them takes longer than reading the page's rows.
    """
    catalogue = current()
    mine = lambda department_id: departments is None or department_id in departments  # noqa: E731
    services = [(str(s.id), str(s.name)) for s in catalogue.all_services if s.is_active and mine(s.department_id)]
    inside = [(str(d.id), str(d.name)) for d in catalogue.departments.values() if not d.is_external and mine(d.id)]
    found = [
        ("service", _("Service"), [("", gettext("Any service")), *services]),
        ("district", _("District"), [("", gettext("Any district")), *((str(d.id), str(d.name)) for d in districts())]),
        ("department", _("Department"), [("", gettext("Any department")), *inside]),
        ("status", _("State"), [("", gettext("Any state")), *((value, str(label)) for value, label in Status.choices)]),
        ("language", _("Language"), words.language_choices(blank=gettext("Any language"))),
    ]
    return [(name, str(label), choices) for name, label, choices in found if len(choices) > (2 if name == "department" else 1)]


@lru_cache(maxsize=256)
def drawn(version, language, departments):
    """The selects of the filters with nothing chosen. -> dict name -> HTML"""
    return {
        name: format_html(
            '<select name="{}" aria-label="{}">{}</select>', name, label, format_html_join("", '<option value="{}">{}</option>', choices)
        )
        for name, label, choices in choices_of(version, language, departments)
    }


class Listing:
    """One page of the queue as an address asks for it. *query*: the query string."""

    def __init__(self, user, query):
        self.user, self.query = user, QueryDict(query)
        wanted = self.query.get("view", "")
        self.view = wanted if wanted in VIEWS else ""
        departments = None if user.has_perm("requests_app.view_all") else frozenset(department_ids(user))
        self.scope = (current().version, get_language(), departments)

    @cached_property
    def counts(self):
        return queue_counts(self.user)

    @cached_property
    def view_or_first(self):
        """The view asked for, else the first of the usual ones that holds something."""
        return self.view or next((view for view in ("mine", "department", "over", "open") if self.counts[view]), "open")

    @cached_property
    def kept(self):
        """The filters in use: only values that exist."""
        known = {name: {value for value, _word in choices} for name, _label, choices in choices_of(*self.scope)}
        kept = {name: self.query[name] for name in known if self.query.get(name) and self.query[name] in known[name]}
        return kept | ({"words": self.query["words"]} if self.query.get("words", "").strip() else {})

    @property
    def filters(self):
        """The filters as HTML, with what is chosen."""
        html = []
        for name, select in drawn(*self.scope).items():
            if name in self.kept:
                mark = format_html('<option value="{}"', self.kept[name])
                select = mark_safe(select.replace(mark, mark + " selected", 1))  # noqa: S308  (both were escaped)
            html.append(select)
        label = gettext("Words or reference")
        html.append(format_html('<input name="words" value="{}" aria-label="{}" placeholder="{}">', self.kept.get("words", ""), label, label))
        return mark_safe("".join(html))  # noqa: S308  (as above)

    @property
    def tabs(self):
        return [(view, TABS[view], self.counts.get(view), self.address(view=view)) for view in VIEWS]

    @property
    def title(self):
        return TABS[self.view_or_first]

    @property
    def empty(self):
        return EMPTY[self.view_or_first]

    def address(self, view=None, cursor=""):
        return urlencode({"view": view or self.view_or_first, **self.kept, **({"cursor": cursor} if cursor else {})})

    @property
    def here(self):
        return self.address(cursor=self.query.get("cursor", ""))

    @property
    def start(self):
        return self.address()

    @cached_property
    def page(self):
        given = {f"{name}_id" if name in NUMBERS else name: int(value) if name in NUMBERS else value for name, value in self.kept.items()}
        filters = Filters(**given)
        return queue_page(self.user, view=self.view_or_first, filters=filters, cursor=self.query.get("cursor", ""))

    @cached_property
    def rows(self):
        return rows_of(self.page.rows)

    @property
    def older(self):
        return self.page.older and self.address(cursor=self.page.older)

    @property
    def newer(self):
        return self.page.newer and self.address(cursor=self.page.newer)
