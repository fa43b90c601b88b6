"""Photos of a draft, and photos shown."""

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.views.steps import go_on, show
from requests_app.models import Actor, Attachment
from requests_app.photos import MAX_FILES, drop_photo, keep_photo


def photos_step(request, service, draft, step):
    """Add, look at and remove photos; each "add" and "remove" comes back here."""
    mine = Attachment.objects.filter(draft_key=draft.key, request=None).order_by("id")
    errors = []
    if request.method == "POST":
        if drop := request.POST.get("drop"):
            for photo in mine.filter(public_id=drop) if _is_hex(drop) else ():
                drop_photo(photo)
            return redirect("portal:report_step", draft.id, step)
        errors = keep_all(request.FILES.getlist("photos"), draft_key=draft.key)
        if not errors and "add" not in request.POST:
            draft.keep(photos=True)
            return go_on(service, draft, step)
        if not errors:
            return redirect("portal:report_step", draft.id, step)
    photos = list(mine)
    context = {"photos": photos, "left": MAX_FILES - len(photos), "limit": MAX_FILES, "errors": errors}
    return show(request, service, draft, step, "photos", status=422 if errors else 200, **context)


def keep_all(files, **where):
    """Keep uploaded photos for a draft (draft_key) or a request (request). -> sentences about those we could not keep, each with its name"""
    errors = []
    for uploaded in files:
        try:
            keep_photo(uploaded, actor=Actor.RESIDENT, **where)
        except ValidationError as error:
            errors.append(_("%(name)s: %(problem)s") % {"name": uploaded.name, "problem": " ".join(error.messages)})
    return errors


def _is_hex(text):
    return len(text) == 32 and all(c in "0123456789abcdef" for c in text)


@require_safe
def photo(request, public_id):
    """A photo under its random name; ?small for the small one. Never run, never guessed at, never named by its sender."""
    attachment = get_object_or_404(Attachment, public_id=public_id)
    file = attachment.thumbnail if "small" in request.GET and attachment.thumbnail else attachment.file
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type=attachment.content_type)
    response["Content-Disposition"] = 'inline; filename="photo.jpg"' if attachment.content_type == "image/jpeg" else 'attachment; filename="file"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["Referrer-Policy"] = "no-referrer"
    return response
