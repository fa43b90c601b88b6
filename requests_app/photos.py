"""Photos: checked by content, decoded and written anew, so that nothing of the sent bytes, and no EXIF, is ever served."""

import hashlib
import io

import pillow_heif
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from requests_app.actions import record_attachment
from requests_app.models import Attachment

pillow_heif.register_heif_opener()
FORMATS = ["JPEG", "PNG", "WEBP", "HEIF"]
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_FILES = 5
LONG_SIDE = 2048
THUMBNAIL = 480
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def _decoded(uploaded):
    if uploaded.size > MAX_BYTES:
        raise ValidationError(_("This photo is too large. Choose one of 10 MB or less."), code="size")
    try:
        image = Image.open(uploaded, formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise ValidationError(_("This photo has too many pixels. Choose a smaller one."), code="pixels")
        image.load()
        image = ImageOps.exif_transpose(image)
        image = image if image.mode == "RGB" else _on_white(image.convert("RGBA"))
        image.info = {}  # Pillow would write a comment of the sent photo into ours
        return image
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(_("This photo has too many pixels. Choose a smaller one."), code="pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError) as error:
        raise ValidationError(_("We could not read this file as a photo. Choose a JPEG, PNG, WebP or HEIC photo."), code="type") from error


def _on_white(image):
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _jpeg(image, side, quality):
    image = image.copy()
    image.thumbnail((side, side))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue(), image.size


@transaction.atomic
def keep_photo(uploaded, *, actor, draft_key="", request=None):
    """Keep an uploaded photo for a draft or for a request. -> Attachment

    uploaded: a Django UploadedFile; at most 10 MB and 50 megapixels, JPEG, PNG, WebP or HEIC by content; at most five a draft or request.
    Writes a JPEG of at most 2048 pixels a side and a small one, and for a request an event. Raises ValidationError (codes "size", "pixels",
    "type", "many").
    """
    mine = Attachment.objects.filter(request=request) if request else Attachment.objects.filter(draft_key=draft_key, request=None)
    if mine.count() >= MAX_FILES:
        raise ValidationError(_("You can add up to %(limit)d photos."), code="many", params={"limit": MAX_FILES})
    image = _decoded(uploaded)
    data, (width, height) = _jpeg(image, LONG_SIDE, 85)
    small, _size = _jpeg(image, THUMBNAIL, 70)
    attachment = Attachment(
        request=request, draft_key="" if request else draft_key, content_type="image/jpeg", size=len(data), width=width, height=height,
        sha256=hashlib.sha256(data).hexdigest(), actor_kind=actor if isinstance(actor, str) else "staff", created_at=timezone.now(),
    )  # fmt: skip
    try:
        attachment.file.save("photo.jpg", ContentFile(data), save=False)
        attachment.thumbnail.save("photo-small.jpg", ContentFile(small), save=False)
        attachment.save()
        if request:
            record_attachment(request, attachment, actor=actor)
    except Exception:  # the row did not come to be: leave no file behind
        attachment.file.delete(save=False)
        attachment.thumbnail.delete(save=False)
        raise
    return attachment


def drop_photo(attachment):
    """Remove a photo from a draft, before it was sent. A photo of a request stays: it is part of its history."""
    if attachment.request_id is None:
        attachment.delete()
        attachment.file.delete(save=False)
        attachment.thumbnail.delete(save=False)
