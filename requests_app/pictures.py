"""Photos as sent: told by their content, decoded within limits, and laid on white without anything that was hidden in them."""

import io
import math

import pillow_heif
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

pillow_heif.register_heif_opener()
FORMATS = ["JPEG", "PNG", "WEBP", "HEIF"]
MAX_PIXELS = 50_000_000
LONG_SIDE = 2048
THUMBNAIL = 480
GPS, LAT_REF, LAT, LON_REF, LON = 0x8825, 1, 2, 3, 4
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
TOO_MANY_PIXELS = _("This photo has too many pixels. Choose a smaller one.")
UNREADABLE = _("We could not read this file. Choose a JPEG, PNG, WebP or HEIC photo, or a PDF.")


def decoded(uploaded):
    """-> (a PIL image in RGB without any metadata, the position it was taken at: (lat, lon) or None)

    uploaded: an open file. The size is read before anything is decoded, so that a small file that unfolds into a huge picture costs nothing;
    of moving pictures only the first is read. Raises ValidationError ("pixels", "type").
    """
    try:
        image = Image.open(uploaded, formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise ValidationError(TOO_MANY_PIXELS, code="pixels")
        position = position_of(image)
        image.draft(None, (LONG_SIDE, LONG_SIDE))  # a JPEG is decoded no larger than it will be kept
        image.load()
        image = ImageOps.exif_transpose(image)
        image = image if image.mode == "RGB" else _on_white(image.convert("RGBA"))
        image.info = {}  # Pillow would write a comment of the sent photo into ours
        return image, position
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_MANY_PIXELS, code="pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError, MemoryError) as error:
        raise ValidationError(UNREADABLE, code="type") from error


def position_of(image):
    """(lat, lon) in WGS84 degrees that a phone wrote into a photo, or None. Whatever is wrong with it, it is none."""
    try:
        gps = image.getexif().get_ifd(GPS)
        lat, lon = _degrees(gps[LAT], gps[LAT_REF] == "S"), _degrees(gps[LON], gps[LON_REF] == "W")
    except Exception:  # anything at all may stand in a file
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0) else None


def _degrees(parts, is_negative):
    degrees, minutes, seconds = (float(part) for part in parts)
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found):
        raise ValueError(found)
    return -found if is_negative else found


def _on_white(image):
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def jpeg(image, side, quality):
    """-> (bytes, (width, height)) of a JPEG of at most *side* pixels a side."""
    image = image.copy()
    image.thumbnail((side, side))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue(), image.size
