"""Rare settings screens about people. Also the ground of all settings screens: who may open them, and which languages they show."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.forms import AdminUserCreationForm, ReadOnlyPasswordHashField, UserChangeForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from accounts.models import Department, Membership, SpokenLanguage, Team, User

admin.site.unregister(Group)  # roles are memberships (accounts.rules); groups would only mislead
admin.site.site_header = admin.site.site_title = _("311 settings")
admin.site.index_title = _("Settings")
admin.site.site_url = "/console/settings/"


def in_our_languages(*names):
    """The columns of translated fields in the languages the city has switched on, the source language first."""
    ours = (code for code, _name in settings.LANGUAGES if code in settings.MODELTRANSLATION_LANGUAGES)
    codes = sorted(ours, key=lambda code: code != settings.LANGUAGE_CODE)
    return [build_localized_fieldname(name, code) for name in names for code in codes]


class SettingsAdmin(admin.ModelAdmin):
    """A screen for administrators: the permission is the one that accounts.rules gives, not Django's per table."""

    list_per_page = 50

    def may(self, request):
        return request.user.has_perm("accounts.administer")

    def has_module_permission(self, request):
        return self.may(request)

    def has_view_permission(self, request, obj=None):
        return self.may(request)

    def has_add_permission(self, request):
        return self.may(request)

    def has_change_permission(self, request, obj=None):
        return self.may(request)

    def has_delete_permission(self, request, obj=None):
        return False  # what was used stays in the history: switch it off instead


class Inline(admin.TabularInline):
    extra = 0

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("accounts.administer")

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("accounts.administer")


class MembershipInline(Inline):
    model = Membership


class SpokenLanguageInline(Inline):
    model = SpokenLanguage
    fields = ["language", "verified", "verified_at"]


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]


class UserForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(label=_("Password"))

    class Meta:
        model = User
        fields = ["email", "name", "language", "is_active", "is_staff"]


@admin.register(User)
class UserAdmin(SettingsAdmin):
    form = UserForm
    fields = ["email", "name", "password", "language", "is_active", "is_staff"]
    list_display = ["name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    inlines = [MembershipInline, SpokenLanguageInline]

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **({"form": NewUserForm} if obj is None else {}), **kwargs)

    def get_fields(self, request, obj=None):
        return ["email", "name", "usable_password", "password1", "password2"] if obj is None else self.fields

    def get_inlines(self, request, obj):
        return self.inlines if obj else []


@admin.register(Department)
class DepartmentAdmin(SettingsAdmin):
    fields = ["code", *in_our_languages("name"), "parent", "is_external", "phone", "email", "website", "valid_from", "valid_until"]
    list_display = ["code", "name", "is_external", "phone", "valid_until"]


@admin.register(Team)
class TeamAdmin(SettingsAdmin):
    fields = ["department", "code", *in_our_languages("name"), "is_intake", "is_active"]
    list_display = ["code", "name", "department", "is_intake", "is_active"]
    list_filter = ["department"]
    list_select_related = ["department"]
