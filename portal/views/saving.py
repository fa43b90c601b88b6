"""Save and go on later, on any device: the link is sent to her, opening it asks, and only the button takes the report over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.queries import current
from portal import drafts, limits, steps
from portal.forms.saving import SaveForm
from portal.views.errors import too_many
from portal.views.secret import TOKEN, render_secret
from requests_app.actions import drop_report, save_report, take_up
from requests_app.drafts import WEB
from requests_app.queries import by_idempotency_key


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request, draft):
    """Asks where to send the link to this draft, and sends it."""
    kept = drafts.find(request.session, draft)
    service = current().service(kept.get("service")) if kept else None
    if service is None:
        return render(request, "portal/report/gone.html", status=410)
    if kept.get("sent"):
        return redirect("portal:done", kept.get("sent"))
    you = kept.get("you") or {}
    form = SaveForm(request.POST if request.method == "POST" else None, initial={"point": you.get("email") or you.get("phone")})
    context = {"service": service, "draft": kept, "step": kept.get("at") or steps.first_missing(service, kept), "form": form}
    if request.method != "POST":
        return render(request, "portal/report/save.html", context)
    if limits.is_over(request, "save", limits.LINKS):
        return too_many(request)
    if not form.is_valid():
        return render(request, "portal/report/save.html", context, status=422)
    limits.count(request, "save", limits.LINKS)
    try:
        saved = save_report(draft_id=kept.id, data=kept.data, language=get_language(), point=form.found)
    except ValidationError as error:
        form.add_error("point", error.messages)
        return render(request, "portal/report/save.html", context, status=429)
    kept.keep(saved=saved.saved_at.isoformat())
    return render(request, "portal/report/save.html", {**context, "saved": saved, "value": form.found[1]})


@require_http_methods(["GET", "HEAD", "POST"])
def saved(request, token):
    """The link in the message. GET shows what it is, POST takes it over into this browser, or deletes it."""
    row = take_up(token) if TOKEN.fullmatch(token) else None
    if row is None:
        return render_secret(request, "portal/report/over.html", {}, status=410)
    if sent := by_idempotency_key(WEB + row.draft_id):
        return redirect("portal:done", sent.token)
    service = current().service(row.data.get("service"))
    if service is None or service.is_hidden:
        return render_secret(request, "portal/report/over.html", {}, status=410)
    if request.method != "POST":
        return render_secret(request, "portal/report/saved.html", {"row": row, "service": service})
    if "drop" in request.POST:
        drop_report(row.draft_id)
        messages.success(request, _("The report is deleted."))
        return redirect("portal:service", service.code)
    draft = drafts.take_over(request.session, row)
    step = draft.get("at")
    return redirect("portal:report_step", draft.id, step if step and steps.applies(service, draft, step) else steps.first_missing(service, draft))
