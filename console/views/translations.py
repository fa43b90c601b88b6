"""How far the translations are, and working on them: what is missing or not yet read, one text at a time beside its source; to files and back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.queries import department_ids
from catalog import exchange, translations
from catalog.actions import mark_reviewed, set_state, set_text
from catalog.models import TranslationState, TranslationStatus
from catalog.queries import current
from console import words
from console.access import staff
from console.forms.translation import FileForm, TranslationForm

TRANSLATES = "catalog.translate"
ROWS = 50
TOP = 20
UNDO = "translation_undo"
UNDO_SECONDS = 12  # ten to decide, two for the way


def language_or_404(code):
    if code not in dict(translations.languages()):
        raise Http404
    return code


def share(part, whole):
    """A part of a whole as a number from 0 to 1; None of nothing."""
    return part / whole if whole else None


def summed(states):
    """(state counts in order, total, share that is translated, share that is reviewed)"""
    total = sum(states.values())
    return list(states.values()), total, share(total - states["missing"], total), share(states["reviewed"], total)


@staff("accounts.administer", TRANSLATES)
@require_GET
def settings_translations(request):
    """Every language in a line; the chosen one by surface; what residents met most in another language."""
    lines, chosen = [], request.GET.get("language")
    counted = {code: translations.counts(code) for code, _name in translations.languages()}
    for code, name in translations.languages():
        everything = {state: sum(found[state] for found in counted[code].values()) for state in translations.STATES}
        lines.append((code, name, *summed(everything)))
    chosen = chosen if chosen in counted else next(iter(counted), "")
    surfaces = [(model, title, *summed(counted[chosen][model])) for model, title in translations.SURFACES.items() if model in counted.get(chosen, {})]
    context = {
        "lines": lines,
        "chosen": chosen,
        "surfaces": surfaces,
        "states": translations.STATES.items(),
        "gaps": translations.gaps(limit=TOP),
        "form": FileForm(),
        "may_translate": request.user.has_perm(TRANSLATES),
    }
    return render(request, "console/translations/overview.html", context)


class Listing:
    """The texts of a language that an address asks for, in one order, so that each has a next and a previous one."""

    def __init__(self, query):
        self.language = language_or_404(query.get("language", ""))
        owners = {str(pk) for pk in current().departments}
        known = {"surface": translations.SURFACES, "state": translations.STATES, "owner": owners}
        self.chosen = {name: query[name] for name, values in known.items() if query.get(name) in values}
        self.after = query.get("after", "")

    @cached_property
    def units(self):
        found = translations.units(self.language, model=self.chosen.get("surface"))
        if state := self.chosen.get("state"):
            found = [unit for unit in found if unit.state == state]
        if owner := self.chosen.get("owner"):
            found = [unit for unit in found if unit.department_id == int(owner)]
        return found

    @property
    def address(self):
        return urlencode({"language": self.language, **self.chosen})

    @cached_property
    def page(self):
        """The rows after the one that the address names, and the name of the last one when there are more."""
        start = next((place + 1 for place, unit in enumerate(self.units) if name_of(unit) == self.after), 0)
        rows = self.units[start : start + ROWS]
        return rows, name_of(rows[-1]) if start + ROWS < len(self.units) else ""

    def around(self, unit):
        """(the text before, the text after) a unit in this list; None where there is none."""
        place = next((place for place, other in enumerate(self.units) if other.key == unit.key), None)
        if place is None:
            return None, self.units[0] if self.units else None
        return self.units[place - 1] if place else None, self.units[place + 1] if place + 1 < len(self.units) else None


def name_of(unit):
    return f"{unit.model}:{unit.object_id}:{unit.field}"


def address_of(unit, listing):
    return reverse("console:settings_translation", args=[unit.language, unit.model, unit.object_id, unit.field]) + f"?{listing.address}"


@staff(TRANSLATES)
@require_GET
def settings_translations_list(request):
    """What fits the filters, fifty at a time."""
    listing = Listing(request.GET)
    rows, last = listing.page
    departments = sorted(((str(pk), str(d.name)) for pk, d in current().departments.items() if not d.is_external), key=lambda row: row[1])
    context = {
        "listing": listing,
        "rows": [(unit, address_of(unit, listing)) for unit in rows],
        "older": last and f"{listing.address}&{urlencode({'after': last})}",
        "number": len(listing.units),
        "languages": translations.languages(),
        "surfaces": translations.SURFACES.items(),
        "states": translations.STATES.items(),
        "owners": departments,
        "labels": translations.STATES,
    }
    return render(request, "console/translations/list.html", context)


@staff(TRANSLATES)
@require_http_methods(["GET", "POST"])
def settings_translation(request, language, model, object_id, field):
    """Source and translation side by side: save it, or say that it was read and is right; and on to the next."""
    unit = translations.unit(language_or_404(language), model, object_id, field) if model in translations.SURFACES else None
    if unit is None:
        raise Http404
    listing = Listing(request.GET.dict() | {"language": language})
    before, after = listing.around(unit)
    form, status = TranslationForm(unit, request.POST or None), 200
    if request.method == "POST":
        problem = _save(request, unit, form)
        if not problem:
            on = after or before
            return redirect(address_of(unit if "stay" in request.POST or not on else on, listing))
        form.add_error(None, problem) if isinstance(problem, str) else None
        status = 409 if isinstance(problem, str) else 422
    state = TranslationState.objects.filter(model=model, object_id=object_id, field=field, language=language).select_related("changed_by").first()
    context = {
        "unit": unit,
        "form": form,
        "state": state,
        "label": translations.STATES[unit.state],
        "listing": listing,
        "before": before and address_of(before, listing),
        "after": after and address_of(after, listing),
        "number": len(listing.units),
        "owner": current().department(unit.department_id),
        "about": unit.object() if not unit.is_interface else None,
        "undo": _undo_offered(request),
        "endonym": words.endonym(language),
    }
    return render(request, "console/translations/unit.html", context, status=status)


def _save(request, unit, form):
    """Write what was sent. -> "" when done, a sentence when somebody was faster, form errors (a dict) otherwise"""
    if unit.is_interface:
        form.data = form.data.dict() | {"text": unit.text}  # its words are changed in the files of the release only
    if not form.is_valid():
        return form.errors
    text, reviewed = form.cleaned_data["text"], "review" in request.POST
    try:
        with transaction.atomic():
            fresh = unit.as_of_now()
            if fresh is None or not form.is_fresh or (fresh.text, fresh.source) != (unit.text, unit.source):
                return _("Somebody has changed this text meanwhile. Below is what you typed; beside it the text as it is now.")
            _remember(request, unit)
            if text == unit.text and reviewed:
                mark_reviewed(unit, actor=request.user)
            elif text != unit.text:
                status = TranslationStatus.REVIEWED if reviewed and text else TranslationStatus.DRAFT
                set_text(unit.object(), unit.field, unit.language, text, status=status, actor=request.user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _remember(request, unit):
    """What undoing would bring back, in the writer's session."""
    state = TranslationState.objects.filter(model=unit.model, object_id=unit.object_id, field=unit.field, language=unit.language).first()
    request.session[UNDO] = {
        "key": unit.key,
        "text": unit.text,
        "state": [state.status, state.source, state.source_hash] if state else None,
        "until": timezone.now().timestamp() + UNDO_SECONDS,
    }


def _undo_offered(request):
    kept = request.session.get(UNDO)
    return kept if kept and kept["until"] > timezone.now().timestamp() else None


@staff(TRANSLATES)
@require_POST
def settings_translations_undo(request):
    """Bring the last text and its state back."""
    kept = _undo_offered(request)
    request.session.pop(UNDO, None)
    if kept is None:
        messages.warning(request, _("It is too late to undo this. Open the text and change it."))
        return redirect("console:settings_translations")
    model, object_id, field, language = kept["key"]
    unit = translations.unit(language_or_404(language), model, object_id, field)
    if unit is None:
        raise Http404
    with transaction.atomic():
        if unit.text != kept["text"]:
            set_text(unit.object(), field, language, kept["text"], actor=request.user)
        set_state(tuple(kept["key"]), kept["state"], actor=request.user)
    messages.success(request, _("Undone."))
    return redirect("console:settings_translation", language, model, object_id, field)


@staff(TRANSLATES)
@require_GET
def settings_translations_file(request, language, kind):
    """What is missing or stale in a language, for translators."""
    found = exchange.wanted(language_or_404(language))
    text, content_type = (exchange.as_po(found, language), "text/x-gettext-translation") if kind == "po" else (exchange.as_csv(found), "text/csv")
    name = f'attachment; filename="missing-{language}.{kind}"'
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8", headers={"Content-Disposition": name})


@staff(TRANSLATES)
@require_POST
def settings_translations_bring(request, language):
    """A translated file comes back."""
    form = FileForm(request.POST, request.FILES)
    back = redirect(reverse("console:settings_translations") + f"?language={language_or_404(language)}")
    try:
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        data = form.cleaned_data
        texts = exchange.read_file(data["file"].read())
        told = exchange.bring_back(texts, language, status=data["status"], actor=request.user, over_reviewed=data["over_reviewed"])
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return back
    messages.success(
        request,
        _(
            "Written: %(written)d. The same as before: %(same)d. Left alone: reviewed %(reviewed)d, source changed %(changed)d, "
            "too long %(too_long)d, not known here %(unknown)d."
        )
        % {name: told[name] for name in ("written", "same", "reviewed", "changed", "too_long", "unknown")},
    )
    return back


@staff(TRANSLATES, "requests_app.view_requests")
@require_GET
def translations_met(request):
    """Texts that residents met in another language and that wait for their owner: her department's, or all of them."""
    may_translate = request.user.has_perm(TRANSLATES)
    if "all" in request.GET and not may_translate:
        raise PermissionDenied
    departments = None if "all" in request.GET else department_ids(request.user)
    gaps = translations.gaps(departments)
    rows = [
        (gap, current().department(gap.unit.department_id), reverse("console:settings_translation", args=_args(gap.unit)) if may_translate else "")
        for gap in gaps
    ]
    return render(request, "console/translations/met.html", {"rows": rows, "may_translate": may_translate, "is_all": departments is None})


def _args(unit):
    return unit.language, unit.model, unit.object_id, unit.field
