"""The queue as a page: its view, filters and place in the pages, read from the address and written back to it."""

from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    "waiting": _("Requests that wait for the resident or for another organization appear here."),
    "open": _("Every open request that you may see appears here."),
    "closed": _("Closed requests appear here, the latest first."),
}


class FilterForm(forms.Form):
    service = forms.TypedChoiceField(label=_("Service"), coerce=int, empty_value=None, required=False)
    district = forms.TypedChoiceField(label=_("District"), coerce=int, empty_value=None, required=False)
    department = forms.TypedChoiceField(label=_("Department"), coerce=int, empty_value=None, required=False)
    status = forms.ChoiceField(label=_("State"), choices=[("", _("Any state")), *Status.choices], required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    words = forms.CharField(label=_("Words"), required=False)

    def __init__(self, user, data):
        super().__init__(data)
        catalogue = current()
        all_departments = user.has_perm("requests_app.view_all")
        mine = department_ids(user)
        services = [s for s in catalogue.all_services if s.is_active and (all_departments or s.department_id in mine)]
        inside = [d for d in catalogue.departments.values() if not d.is_external and (all_departments or d.id in mine)]
        self.fields["service"].choices = [("", _("Any service")), *((s.id, str(s.name)) for s in services)]
        self.fields["district"].choices = [("", _("Any district")), *((d.id, str(d.name)) for d in districts())]
        self.fields["department"].choices = [("", _("Any department")), *((d.id, str(d.name)) for d in inside)]
        self.fields["language"].choices = words.language_choices(blank=_("Any language"))
        if len(inside) < 2:
            del self.fields["department"]
        if not districts():
            del self.fields["district"]
        if len(settings.LANGUAGES) < 2:
            del self.fields["language"]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
        self.fields["words"].widget.attrs["placeholder"] = _("Words or reference")


class Listing:
    """One page of the queue as an address asks for it. *query*: the query string."""

    def __init__(self, user, query):
        self.user, self.query = user, QueryDict(query)
        wanted = self.query.get("view", "")
        self.view = wanted if wanted in VIEWS else ""
        self.form = FilterForm(user, self.query)
        self.form.is_valid()

    @cached_property
    def counts(self):
        return queue_counts(self.user)

    @cached_property
    def view_or_first(self):
        """The view asked for, else the first of the usual ones that holds something."""
        return self.view or next((view for view in ("mine", "department", "over", "open") if self.counts[view]), "open")

    @cached_property
    def kept(self):
        """The filters in use, for addresses."""
        return {name: value for name, value in self.query.items() if name in self.form.fields and value}

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
        data = self.form.cleaned_data
        filters = Filters(
            service_id=data.get("service"),
            district_id=data.get("district"),
            department_id=data.get("department"),
            status=data.get("status", ""),
            language=data.get("language", ""),
            words=data.get("words", ""),
        )
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
