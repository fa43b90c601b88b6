"""A person, from every page: call me back, and a word about the page itself."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.queries import current
from contact_center.calling_back import ask_call_back
from contacts.points import spoken
from portal import limits
from portal.danger import spotted
from portal.forms.help import CallMeForm, PageForm
from portal.views.errors import too_many
from portal.whence import page_before, without_secrets
from surveys.feedback import tell_about_page


def unasked_danger(request, text):
    """The words of danger in a text, until she has sent it again saying that it is no emergency; "" when there are none."""
    said = spotted(current().danger_words, get_language(), [text])
    return "" if said == request.POST.get("calm") else said


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call_me(request):
    """Asks for a number; says by when we call. A second press gets the same answer, and no second call."""
    if request.method != "POST":
        return render(request, "portal/call_me.html", {"form": CallMeForm(initial={"language": get_language(), "page": page_before(request)})})
    if limits.is_over(request, "call_me", limits.CALL_ME):
        return too_many(request)
    form = CallMeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        if danger := unasked_danger(request, data["about"]):
            return render(request, "portal/call_me.html", {"form": form, "danger": danger})
        try:
            row, _new = ask_call_back(
                phone=data["phone"], language=data["language"], name=data["name"], about=data["about"], page=without_secrets(data["page"])
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            limits.count(request, "call_me", limits.CALL_ME)
            return render(request, "portal/call_me.html", {"asked": row, "number": spoken(row.phone)})
    return render(request, "portal/call_me.html", {"form": form}, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def about_page(request):
    """What she wants us to know about the page she comes from."""
    if request.method != "POST":
        return render(request, "portal/about_page.html", {"form": PageForm(initial={"page": page_before(request)})})
    if limits.is_over(request, "about_page", limits.ABOUT_PAGE):
        return too_many(request)
    form = PageForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/about_page.html", {"form": form}, status=422)
    data = form.cleaned_data
    if danger := unasked_danger(request, data["text"]):
        return render(request, "portal/about_page.html", {"form": form, "danger": danger})
    page = without_secrets(data["page"])
    tell_about_page(page=page, language=get_language(), text=data["text"], email=data["email"])
    limits.count(request, "about_page", limits.ABOUT_PAGE)
    return render(request, "portal/about_page.html", {"is_told": True, "page": "" if "/-/" in page else page})
