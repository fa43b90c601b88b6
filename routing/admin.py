"""Rare settings screens of routing: calendars, districts, neighbors, rules."""

from django.contrib import admin

from accounts.admin import Inline, SettingsAdmin, in_our_languages
from routing.models import Calendar, District, Holiday, Neighbor, OpenInterval, Rule


class OpenIntervalInline(Inline):
    model = OpenInterval


class HolidayInline(Inline):
    model = Holiday
    fields = ["day", *in_our_languages("name")]


@admin.register(Calendar)
class CalendarAdmin(SettingsAdmin):
    list_display = ["name", "department"]
    inlines = [OpenIntervalInline, HolidayInline]


@admin.register(District)
class DistrictAdmin(SettingsAdmin):
    fields = ["code", *in_our_languages("name"), "geometry"]
    list_display = ["code", "name"]


@admin.register(Neighbor)
class NeighborAdmin(SettingsAdmin):
    fields = ["code", *in_our_languages("name"), "phone", "website", "geometry"]
    list_display = ["code", "name", "phone", "website"]

    def has_delete_permission(self, request, obj=None):
        return self.may(request)  # nothing refers to a neighbor


@admin.register(Rule)
class RuleAdmin(SettingsAdmin):
    list_display = ["order", "name", "service", "group", "district", "language", "channel", "team", "is_active"]
    list_select_related = ["service", "group", "district", "team"]

    def has_delete_permission(self, request, obj=None):
        return self.may(request)
