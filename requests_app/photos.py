"""Photos and documents: checked by content, decoded and written anew, so that nothing of the sent bytes, and no EXIF, is ever served."""

import hashlib
import io

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image

from requests_app import documents, pictures
from requests_app.actions import record_attachment
from requests_app.drafts import hold
from requests_app.models import Actor, Attachment
from requests_app.queries import by_idempotency_key

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 5


def keep_photo(uploaded, *, actor, draft_key="", request=None, is_public=False):
    """Keep an uploaded photo or PDF for a draft or for a request. -> Attachment, with .position

    uploaded: a Django UploadedFile; at most 10 MB; by content a JPEG, PNG, WebP or HEIC of at most 50 megapixels, or a PDF of at most 20
    pages; at most five a draft, and five of hers and five of ours a request; is_public: anybody may see it (only staff say so). The same
    picture again is kept once. A draft that became a request meanwhile: it goes to that.
    Writes a JPEG of at most 2048 pixels a side, or a PDF of pictures, and a small JPEG; for a request an event. The position a photo was
    taken at is given back (.position: lat, lon) and kept nowhere. Raises ValidationError (codes "size", "pixels", "type", "many"; of a PDF
    "locked", "pages", "broken", "busy").
    """
    if uploaded.size > MAX_BYTES:
        raise ValidationError(_("This file is too large. Choose one of 10 MB or less."), code="size")
    made, data, small, position = _document(uploaded) if documents.is_pdf(uploaded) else _photo(uploaded)
    with transaction.atomic():
        hold(draft_key or f"request:{request.pk}")
        if draft_key and request is None:
            request = by_idempotency_key(draft_key)
        made.actor_kind = actor if isinstance(actor, str) else Actor.STAFF
        mine = _of(request, draft_key).filter(actor_kind=made.actor_kind)
        made.sha256 = hashlib.sha256(data).hexdigest()
        if kept := mine.filter(sha256=made.sha256).first():
            kept.position = position
            return kept
        if mine.count() >= MAX_FILES:
            raise too_many()
        made.request, made.draft_key = request, "" if request else draft_key
        made.size, made.created_at = len(data), timezone.now()
        made.is_public = is_public
        _write(made, data, small, actor)
    made.position = position
    return made


def _of(request, draft_key):
    return Attachment.objects.filter(request=request) if request else Attachment.objects.filter(draft_key=draft_key, request=None)


def too_many():
    """The ValidationError for one photo or document more than a draft or request may have."""
    return ValidationError(_("You can add up to %(limit)d photos and documents."), code="many", params={"limit": MAX_FILES})


def _photo(uploaded):
    image, position = pictures.decoded(uploaded)
    data, (width, height) = pictures.jpeg(image, pictures.LONG_SIDE, 85)
    small, _size = pictures.jpeg(image, pictures.THUMBNAIL, 70)
    return Attachment(content_type="image/jpeg", width=width, height=height), data, small, position


def _document(uploaded):
    drawn = documents.drawn(uploaded)
    small, _size = pictures.jpeg(Image.open(io.BytesIO(drawn.first)), pictures.THUMBNAIL, 70)
    made = Attachment(content_type="application/pdf", width=drawn.width, height=drawn.height, pages=drawn.pages)
    return made, drawn.data, small, None


def _write(attachment, data, small, actor):
    stem = "document" if attachment.is_document else "photo"
    try:
        attachment.file.save(f"{stem}.{'pdf' if attachment.is_document else 'jpg'}", ContentFile(data), save=False)
        attachment.thumbnail.save(f"{stem}-small.jpg", ContentFile(small), save=False)
        attachment.save()
        if attachment.request:
            record_attachment(attachment.request, attachment, actor=actor)
    except Exception:  # the row did not come to be: leave no file behind
        attachment.file.delete(save=False)
        attachment.thumbnail.delete(save=False)
        raise


def drop_photo(attachment):
    """Remove a photo or document from a draft, before it was sent. One of a request stays: it is part of its history."""
    if attachment.request_id is None:
        attachment.delete()
        attachment.file.delete(save=False)
        attachment.thumbnail.delete(save=False)
