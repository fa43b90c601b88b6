"""Photos and documents of a draft, and photos shown."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import Truncator
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal import limits, taken
from portal.views.errors import too_many as too_many_requests
from portal.views.steps import go_on, show
from requests_app.models import Actor, Attachment
from requests_app.photos import MAX_FILES, drop_photo, keep_photo, too_many
from requests_app.serving import served

TRIED = 2 * MAX_FILES  # files of one form that are looked at
LONG_NAME = 60


def photos_step(request, service, draft, step):
    """Add, look at and remove photos and documents; each "add" and "remove" comes back here, and so does a photo of another place."""
    mine = Attachment.objects.filter(draft_key=draft.key, request=None).order_by("id")
    if request.method != "POST":
        return _page(request, service, draft, step, mine)
    if drop := request.POST.get("drop"):
        for photo in mine.filter(public_id=drop) if _is_hex(drop) else ():
            drop_photo(photo)
        return redirect("portal:report_step", draft.id, step)
    if place := request.POST.get("use"):
        return _use(request, draft, step, place)
    if request.FILES:
        if limits.is_over(request, "files", limits.FILES):
            return too_many_requests(request)
        limits.count(request, "files", limits.FILES)
    kept, errors = keep_each(request.FILES.getlist("photos"), draft_key=draft.key)
    positions = [photo.position for photo in kept] + [taken.read(text) for text in request.POST.getlist("taken")]
    offer = taken.offered(positions, draft.get("place") or {}) if service.needs_place else None
    if request.headers.get("Accept") == "application/json":  # one of several, sent by the page's script, which tells of all at the end
        return JsonResponse({"refused": errors, "taken": offer.value if offer else ""}, status=422 if errors else 200)
    errors += [sentence[:300] for sentence in request.POST.getlist("refused")[:MAX_FILES]]
    if errors or offer:
        return _page(request, service, draft, step, mine, errors=errors, offer=offer)
    if "add" in request.POST:
        return redirect("portal:report_step", draft.id, step)
    draft.keep(photos=True)
    return go_on(service, draft, step)


def _page(request, service, draft, step, mine, *, errors=(), offer=None):
    photos = list(mine)
    context = {"photos": photos, "left": MAX_FILES - len(photos), "limit": MAX_FILES, "errors": errors, "offer": offer}
    return show(request, service, draft, step, "photos", status=422 if errors else 200, **context)


def _use(request, draft, step, text):
    """She says that the photo was taken at the place she means."""
    offer = taken.offered([taken.read(text)], {})
    if offer:
        draft.keep(place=offer.place)
        messages.success(request, _("We have changed the place: %(place)s.") % {"place": offer.text})
    return redirect("portal:report_step", draft.id, step)


def keep_each(files, **where):
    """Keep uploaded files for a draft (draft_key) or a request (request), each for itself.

    -> (those we kept, sentences about those we could not keep, each with the file's name)
    """
    kept, errors = [], []
    for place, uploaded in enumerate(files):
        try:
            if len(kept) == MAX_FILES or place >= TRIED:
                raise too_many()
            kept.append(keep_photo(uploaded, actor=Actor.RESIDENT, **where))
        except ValidationError as error:
            errors.append(_("%(name)s: %(problem)s") % {"name": _name(uploaded), "problem": " ".join(error.messages)})
    return kept, errors


def keep_all(files, **where):
    """As keep_each, for who wants only the sentences."""
    return keep_each(files, **where)[1]


def _name(uploaded):
    """The name of a file as it may stand in a sentence: short, nothing invisible in it, and apart from words that run the other way."""
    name = Truncator("".join(c for c in uploaded.name if c.isprintable())).chars(LONG_NAME)
    return f"\u2066{name}\u2069" if get_language_bidi() else name


def _is_hex(text):
    return len(text) == 32 and all(c in "0123456789abcdef" for c in text)


@require_safe
def photo(request, public_id):
    """A photo or document under its random name; ?small for the small picture. Never run, never guessed at, never named by its sender."""
    attachment = get_object_or_404(Attachment, public_id=public_id)
    try:
        file, content_type, headers = served(attachment, is_small="small" in request.GET)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=content_type)
    for name, value in {**headers, "Cache-Control": "private, max-age=86400, immutable"}.items():
        response[name] = value  # after it is made: FileResponse writes a Content-Disposition of its own over ours
    return response
