"""Photos: what is kept is written anew, and what is no photo leaves nothing behind."""

import io
import struct
import zlib

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image, PngImagePlugin

from accounts.models import Role
from requests_app.actions import submit
from requests_app.models import Actor, Attachment
from requests_app.photos import drop_photo, keep_photo
from tests import factories as make
from tests.proofs import denied, nothing_written, refused

SECRET = "37.3382 N 121.8863 W by Ana"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def upload(data, name="IMG_2041 Ana.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, data, content_type)


def picture(size=(64, 48), mode="RGB", color="red"):
    return Image.new(mode, size, color)


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(size=(64, 48), color="red", **options):
    return encoded(picture(size, color=color), "JPEG", **options)


COLORS = ["red", "green", "blue", "black", "white", "pink"]


def with_position():
    exif = Image.Exif()
    exif[0x010E] = SECRET  # description
    exif[0x9286] = SECRET
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (37.0, 20.0, 17.0), "W", (121.0, 53.0, 11.0)
    return exif


def keep(data, **fields):
    return keep_photo(upload(data), actor=Actor.RESIDENT, **{"draft_key": "d1", **fields})


def stored(attachment):
    return attachment.file.read(), attachment.thumbnail.read()


def test_a_photo_is_kept_with_a_small_one(db, media):
    attachment = keep(jpeg((4000, 3000)))
    assert (attachment.content_type, attachment.width, attachment.height) == ("image/jpeg", 2048, 1536)
    assert (attachment.draft_key, attachment.request, attachment.actor_kind, attachment.is_public) == ("d1", None, "resident", False)
    big, small = (Image.open(io.BytesIO(data)) for data in stored(attachment))
    assert (big.format, big.size, small.format, small.size) == ("JPEG", (2048, 1536), "JPEG", (480, 360))
    assert attachment.size == attachment.file.size
    assert files(media) == [f"{attachment.public_id.hex}-small.jpg", f"{attachment.public_id.hex}.jpg"]


def test_a_small_photo_is_not_blown_up(db):
    assert (keep(jpeg((64, 48))).width, keep(jpeg((64, 48))).height) == (64, 48)


def test_nothing_of_the_name_is_kept(db):
    attachment = keep(jpeg())
    assert "Ana" not in attachment.file.name + attachment.thumbnail.name + attachment.name


@pytest.mark.parametrize(
    "data",
    [
        jpeg(exif=with_position()),
        jpeg(comment=SECRET.encode()),
        jpeg(exif=with_position(), xmp=f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()),
        jpeg(icc_profile=SECRET.encode()),
        jpeg() + SECRET.encode(),
        jpeg().replace(b"\xff\xdb", b"\xff\xed" + struct.pack(">H", len(SECRET) + 2) + SECRET.encode() + b"\xff\xdb", 1),
        encoded(picture(), "PNG", exif=with_position()),
        encoded(picture(), "WEBP", exif=with_position(), xmp=SECRET.encode()),
    ],
    ids=["exif", "comment", "xmp", "profile", "tail", "photoshop", "png", "webp"],
)
def test_nothing_hidden_in_the_photo_is_kept(db, data):
    for kept in stored(keep(data)):
        assert SECRET.encode() not in kept
        image = Image.open(io.BytesIO(kept))
        assert dict(image.getexif()) == {}
        assert dict(image.getexif().get_ifd(0x8825)) == {}
        assert not {"comment", "xmp", "exif", "icc_profile", "photoshop"} & set(image.info)


def test_words_in_a_png_are_not_kept(db):
    words = PngImagePlugin.PngInfo()
    words.add_text("comment", SECRET)
    words.add_itxt("XML:com.adobe.xmp", SECRET)
    for kept in stored(keep(encoded(picture(), "PNG", pnginfo=words))):
        assert SECRET.encode() not in kept


def test_a_turned_photo_stands_upright(db):
    exif = Image.Exif()
    exif[0x0112] = 6
    assert (keep(jpeg((64, 48), exif=exif)).width, keep(jpeg((64, 48), exif=exif)).height) == (48, 64)


def test_what_was_see_through_is_white(db):
    attachment = keep(encoded(picture(mode="RGBA", color=(0, 0, 0, 0)), "PNG"))
    image = Image.open(attachment.file)
    assert (image.mode, image.getpixel((10, 10))) == ("RGB", (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_any_kind_of_png_is_read(db, mode):
    attachment = keep(encoded(Image.new(mode, (8, 8)), "PNG"))
    assert Image.open(attachment.file).mode == "RGB"


def test_a_photo_for_print_is_read(db):
    assert Image.open(keep(encoded(Image.new("CMYK", (8, 8)), "JPEG")).file).mode == "RGB"


def test_a_photo_of_an_iphone_is_read(db):
    out = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(out, exif=with_position().tobytes())
    attachment = keep(out.getvalue())
    assert (attachment.content_type, attachment.width) == ("image/jpeg", 64)
    assert Image.open(attachment.file).getexif().get_ifd(0x8825) == {}


def declared(width, height):
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = encoded(picture(), "GIF")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (HTML, "type"),
        (SVG, "type"),
        (b"", "type"),
        (b"\xff\xd8\xff\xe0" + HTML, "type"),
        (jpeg((640, 480))[:-600], "type"),
        (encoded(picture((640, 480)), "PNG")[:-40], "type"),
        (GIF, "type"),
        (encoded(picture(), "TIFF"), "type"),
        (encoded(picture(), "BMP"), "type"),
        (b"%PDF-1.7 " + jpeg(), "broken"),
        (b"PK\x03\x04" + b"\0" * 100, "type"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 200, "type"),
        (declared(10_000, 10_000), "pixels"),
        (declared(10_000, 5_001), "pixels"),
        (declared(100_000, 100_000), "pixels"),
        (jpeg() + b"\0" * 11 * 1024 * 1024, "size"),
    ],
    ids=[
        "html", "svg", "empty", "html with a jpeg head", "cut jpeg", "cut png", "gif", "tiff", "bmp", "pdf", "zip", "broken heic",
        "100 megapixels", "50 megapixels and a row", "10 gigapixels", "11 MB",
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused_and_leaves_nothing(db, media, data, code):
    with refused(code=code):
        keep(data)
    assert files(media) == []


def test_five_photos_and_no_more(db, media):
    for color in COLORS[:5]:
        keep(jpeg(color=color))
    with refused(code="many"):
        keep(jpeg(color=COLORS[5]))
    assert len(files(media)) == 10
    assert keep(jpeg(), draft_key="d2").draft_key == "d2"


def test_five_photos_of_a_request_and_no_more(db):
    request = make.request()
    for color in COLORS[:5]:
        keep(jpeg(color=color), request=request)
    with refused(code="many"):
        keep(jpeg(color=COLORS[5]), request=request)


def test_the_same_photo_again_is_kept_once_even_when_there_is_room_for_no_other(db, media):
    kept = [keep(jpeg(color=color)) for color in COLORS[:5]]
    with nothing_written():
        assert keep(jpeg(color=COLORS[2])) == kept[2]
    assert len(files(media)) == 10


def test_a_photo_of_a_request_is_part_of_its_history(db):
    request, worker = make.request(), make.user(Role.WORKER)
    attachment = keep_photo(upload(jpeg()), request=request, actor=worker)
    assert (attachment.request, attachment.draft_key, attachment.actor_kind) == (request, "", "staff")
    event = request.events.latest("id")
    assert (event.kind, event.actor, event.is_public, event.data) == ("attachment", worker, True, {"attachment": attachment.public_id.hex})


def test_when_the_row_fails_no_file_stays(db, media):
    def refuse(execute, sql, params, many, context):
        if 'INTO "requests_app_attachment"' in sql:
            raise RuntimeError("pulled the plug")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse), nothing_written(), pytest.raises(RuntimeError):
        keep(jpeg())
    assert files(media) == []


def test_when_the_small_one_cannot_be_written_no_file_stays(db, media, monkeypatch):
    storage = Attachment._meta.get_field("thumbnail").storage
    save = storage.save

    def full(name, *rest, **more):
        if "-small" in name:
            raise OSError("No space left on device")
        return save(name, *rest, **more)

    monkeypatch.setattr(storage, "save", full, raising=False)
    with nothing_written(), pytest.raises(OSError, match="No space"):
        keep(jpeg())
    assert files(media) == []


def test_a_photo_is_taken_out_of_a_draft(db, media):
    drop_photo(keep(jpeg()))
    assert Attachment.objects.count() == 0
    assert files(media) == []


def test_a_photo_of_a_request_stays(db, media):
    service = make.service()
    attachment = keep(jpeg())
    submit(service_id=service.pk, draft_key="d1", language="en", channel="web", actor=Actor.RESIDENT, address="12 Main Street")
    attachment.refresh_from_db()
    drop_photo(attachment)
    assert Attachment.objects.count() == 1
    assert len(files(media)) == 2


def test_who_may_not_work_a_request_adds_no_photo_to_it(db, media):
    request, stranger = make.request(), make.user(Role.WORKER, of="library")
    with denied():
        keep_photo(upload(jpeg()), request=request, actor=stranger)
    assert files(media) == []


def test_her_photos_and_ours_are_counted_apart_and_only_what_staff_say_so_of_is_public(db):
    request, worker = make.request(), make.user(Role.WORKER)
    for color in COLORS[:5]:
        keep(jpeg(color=color), request=request, draft_key="")
    ours = keep_photo(upload(jpeg(color=COLORS[0])), request=request, actor=worker, is_public=True)
    assert (ours.actor_kind, ours.is_public) == ("staff", True)
    assert Attachment.objects.filter(request=request, is_public=True).get() == ours
    with refused(code="many"):
        keep(jpeg(color=COLORS[5]), request=request, draft_key="")
