"""What is set up, and where to change it; who works here. And the keyboard."""

from django.contrib import admin
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from catalog.queries import current
from console.access import staff

ANY = ("accounts.administer", "catalog.translate")


@staff(*ANY)
@require_GET
def settings(request):
    """The settings screens this user may open, by app."""
    screens = []
    if request.user.is_staff and request.user.has_perm("accounts.administer"):
        for app in admin.site.get_app_list(request):
            screens.append((app["name"], [(model["name"], model["admin_url"]) for model in app["models"] if model.get("admin_url")]))
    return render(request, "console/settings.html", {"screens": screens})


@staff("accounts.administer")
@require_GET
def settings_people(request):
    """Everybody who works here: teams, roles, languages, and whether the second step is set up."""
    catalogue = current()
    people = User.objects.order_by("name").prefetch_related("memberships", "spoken_languages").annotate(factors=Count("authenticator", distinct=True))
    rows = [
        (
            person,
            [
                (catalogue.department(catalogue.team(m.team_id).department_id).name, catalogue.team(m.team_id).name, m.get_role_display())
                for m in person.memberships.all()
            ],
            list(person.spoken_languages.all()),
            admin_url(person),
        )
        for person in people
    ]
    return render(request, "console/settings_people.html", {"rows": rows})


def admin_url(person):
    try:
        return reverse("admin:accounts_user_change", args=[person.pk])
    except NoReverseMatch:
        return ""


@staff()
@require_http_methods(["GET", "POST"])
def keys(request):
    """The keys, and the switch for the single letters (WCAG 2.1.4)."""
    if request.method == "POST":
        answer = redirect("console:keys")
        answer.set_cookie(
            "letter_keys",
            "off" if request.POST.get("letters") == "off" else "on",
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
        )
        return answer
    return render(request, "console/keys.html")
