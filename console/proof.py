"""Photos of what we did, added by staff: all of a form or none."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from requests_app.photos import MAX_FILES, keep_photo, too_many


def keep_proof(case, files, *, actor, is_public):
    """Keep staff's photos and documents of a request, in the transaction of the caller. Raises ValidationError by field "photos".

    is_public: anybody may see them; the resident sees them in any case. When one cannot be kept, the files of the others go with their rows.
    """
    known = set(case.attachments.values_list("pk", flat=True))
    kept = []
    try:
        if len(files) > MAX_FILES:
            raise too_many()
        for uploaded in files:
            name = uploaded.name
            kept.append(keep_photo(uploaded, actor=actor, request=case, is_public=is_public))
    except ValidationError as error:
        for made in kept:
            if made.pk not in known:
                made.file.delete(save=False)
                made.thumbnail.delete(save=False)
        problem = " ".join(error.messages)
        if error.code != "many":
            problem = _("%(name)s: %(problem)s") % {"name": name, "problem": problem}
        raise ValidationError({"photos": problem}) from error
