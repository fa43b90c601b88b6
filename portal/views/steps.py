"""What the pages of a report share: the frame around each, and what was typed before the language was switched."""

from django.http import QueryDict
from django.shortcuts import redirect, render

from portal import near, steps


def show(request, service, draft, step, template, *, status=200, **context):
    """One page of a report, with its step named and counted."""
    which, of = steps.number(service, step)
    names = [steps.NAMES[name] for name in steps.counted(service)]
    before = steps.before(service, draft, step)
    frame = {"service": service, "draft": draft, "step": step, "title": steps.TITLES[step], "which": which, "of": of, "names": names,
             "before": before, "keeps_form": True}  # fmt: skip
    return render(request, f"portal/report/{template}.html", {**frame, **context}, status=status)


def go_on(service, draft, step):
    """To the page after this one."""
    draft.data.get("typed", {}).pop(step, None)
    draft.session.modified = True
    if step == "place":
        near.look_around(service, draft)
    return redirect("portal:report_step", draft.id, steps.after(service, draft, step))


def keep_typed(request, draft, step):
    """Keep what is typed on a page as it is, unchecked."""
    buttons = ("switch", "later", "csrfmiddlewaretoken")
    typed = {name: request.POST.getlist(name) for name in request.POST if name not in buttons}
    if "q" in request.GET:  # among the places found for an address: the address is what she typed
        typed["address"] = [request.GET["q"][:200]]
    draft.keep(typed={**(draft.get("typed") or {}), step: typed})


def with_typed(form, draft, step):
    """Put what was typed before a switch of language back into an unbound form, unchecked."""
    typed = (draft.get("typed") or {}).get(step) or {}
    if typed.keys() & form.fields.keys():
        data = QueryDict(mutable=True)
        for name, values in typed.items():
            data.setlist(name, values)
        for name, field in form.fields.items():
            form.initial[name] = field.widget.value_from_datadict(data, {}, name)
    return form
