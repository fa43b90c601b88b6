"""A resident as we know her: what she prefers, how to reach her, her talks and requests as one timeline."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from console.access import staff
from console.cases import rows_of
from console.forms.person import PreferencesForm
from contacts.actions import set_preferences
from contacts.models import Contact
from contacts.queries import by_name, by_point
from requests_app import queries_console as reads
from requests_app.queries import by_reference, of_contact


@staff("contacts.view_contacts")
@require_GET
def people(request):
    text = request.GET.get("q", "").strip()
    found = []
    if text:
        case = by_reference(text)
        found = [case.contact] if case and case.contact else by_point(text, 30) or by_name(text, 30)
        seen = set(reads.contacts_visible_to(request.user).filter(pk__in=[person.pk for person in found]).values_list("pk", flat=True))
        found = [person for person in found if person.pk in seen]
    return render(request, "console/people.html", {"text": text, "people": found})


def person_or_404(user, public_id):
    try:
        return reads.contacts_visible_to(user).prefetch_related("points").get(public_id=public_id)
    except Contact.DoesNotExist as error:
        raise Http404 from error


@staff("contacts.view_contacts")
@require_http_methods(["GET", "POST"])
def person(request, public_id):
    person = person_or_404(request.user, public_id)
    may_change = request.user.has_perm("requests_app.work_requests")
    form = PreferencesForm(person, request.POST or None)
    status = 200
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        if form.is_valid():
            data = form.cleaned_data
            set_preferences(person, actor=request.user, language=data["language"], channel=data["channel"], needs=data["needs"])
            messages.success(request, _("Kept, as asked today."))
            return redirect("console:person", public_id)
        status = 422
    talks = reads.talks_visible_to(request.user, person)
    cases = rows_of(of_contact(request.user, person), with_words=False)
    line = [(talk.started_at, "talk", talk) for talk in talks] + [(row.request.submitted_at, "case", row) for row in cases]
    context = {
        "person": person,
        "points": list(person.points.order_by("-id")),
        "consents": list(person.consents.order_by("-at")[:10]),
        "line": sorted(line, key=lambda entry: entry[0], reverse=True),
        "form": form,
        "may_change": may_change,
    }
    return render(request, "console/person.html", context, status=status)
