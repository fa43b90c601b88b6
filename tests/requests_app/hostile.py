"""Files that somebody might send to do harm, or to hide something in: made here, so that nothing of the kind lies in the repository.

CORPUS: name -> (bytes, file name, content type as claimed, what must become of it: HARMLESS, or the codes it is refused with)
"""

import io
import struct
import zipfile
import zlib
from functools import cache

import pillow_heif
from PIL import Image, PngImagePlugin

MARK = b"Marker-7f3a-of-what-was-sent"
HTML = b"<!doctype html><script>alert('" + MARK + b"')</script>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HARMLESS = frozenset()
TYPE, PIXELS, SIZE = frozenset({"type"}), frozenset({"pixels"}), frozenset({"size"})
LOCKED, PAGES, BROKEN = frozenset({"locked"}), frozenset({"pages"}), frozenset({"broken"})


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def picture(size=(64, 48), color="red"):
    return Image.new("RGB", size, color)


def jpeg(**options):
    return encoded(picture(), "JPEG", **options)


def exif():
    """A place, a thumbnail, a maker's note and words, as a phone writes them."""
    made = Image.Exif()
    made[0x010E] = made[0x013B] = made[0x9286] = MARK.decode()
    gps = made.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (37.0, 3.0, 4.32), "W", (121.0, 57.0, 0.0)
    return made


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def with_segments(*segments):
    sent = jpeg()
    return sent[:2] + b"".join(segments) + sent[2:]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, bits=1, *, data=None, extra=b""):
    """A flat PNG in black and white: ten thousand pixels a byte."""
    rows = data if data is not None else zlib.compress(bytes(1 + (width * bits + 7) // 8) * height, 9)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped(size=10_000_000):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(size))
        archive.writestr("note.txt", MARK)
    return out.getvalue()


def words_in_png():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", MARK.decode())
    words.add_itxt("XML:com.adobe.xmp", MARK.decode())
    return encoded(picture(), "PNG", pnginfo=words, exif=exif())


def moving(kind):
    frames = [picture(color=(n, 0, 0)) for n in range(60)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=10)


def heic(width=None):
    out = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(out, exif=exif().tobytes())
    data = out.getvalue()
    if width:  # the box that says how large the picture is
        at = data.index(b"ispe") + 8
        data = data[:at] + struct.pack(">II", width, width) + data[at + 8 :]
    return data


def pdf(*extra, pages=1, box="0 0 200 300", catalog="", page="", content=b"1 0 0 rg 20 20 100 100 re f", trailer=""):
    """A PDF by hand. extra: further objects, numbered from 10; catalog, page, trailer: entries of those dictionaries."""
    first = 100
    kids = " ".join(f"{first + n} 0 R" for n in range(pages))
    objects = {
        1: f"<</Type/Catalog/Pages 2 0 R {catalog}>>".encode(),
        2: f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        3: stream(content),
    }
    objects |= dict(enumerate(extra, 10))
    objects |= {first + n: f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 3 0 R {page}>>".encode() for n in range(pages)}
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n" % size)
    out.write(b"".join(b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(size)))
    out.write(f"trailer\n<</Size {size}/Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def stream(data, entries=""):
    return f"<</Length {len(data)} {entries}>>\nstream\n".encode() + data + b"\nendstream"


def script():
    return b"<</S/JavaScript/JS(app.alert\\('" + MARK + b"'\\))>>"


def pdf_bomb():
    """One page that shows a picture of 900 megapixels, packed into a kilobyte or two."""
    packed = zlib.compress(zlib.compress(bytes(30_000 // 8 * 30_000), 9), 9)
    filters = "/Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter[/FlateDecode/FlateDecode]"
    return pdf(stream(packed, filters), page="/Resources<</XObject<</Bomb 10 0 R>>>>", content=b"q 200 0 0 300 0 0 cm /Bomb Do Q")


def pdf_that_draws_for_ever():
    """A form that shows another, thirty times over, seven deep."""
    forms = [
        stream(b" ".join([b"/F Do"] * 30), f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {n} 0 R>>>>") for n in range(11, 18)
    ]
    last = stream(b"0 0 9 9 re f " * 50, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return pdf(*forms, last, page="/Resources<</XObject<</F 10 0 R>>>>", content=b"/F Do")


@cache
def corpus():
    """Built once: some take a moment."""
    hidden = jpeg(exif=exif(), xmp=b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>", comment=MARK)
    password = "/Encrypt<</Filter/Standard/V 1/R 2/P -44/O<{0}>/U<{0}>>>/ID[<00><00>]".format("41" * 32)
    note = f"/AF[11 0 R]/Names<</EmbeddedFiles<</Names[({MARK.decode()}.exe) 11 0 R]>>>>"
    file = f"<</Type/Filespec/F({MARK.decode()}.exe)/EF<</F 10 0 R>>>>".encode()
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 200 300]/A<</S/URI/URI(https://evil.example/" + MARK + b")>>>>"
    launch = b"<</S/Launch/F(" + MARK + b".exe)>>"
    return {
        # two things at once
        "JPEG and HTML": (jpeg() + HTML, "a.html.jpg", "image/jpeg", HARMLESS),
        "JPEG and ZIP": (jpeg() + zipped(1000), "a.jpg", "image/jpeg", HARMLESS),
        "JPEG with HTML as its comment": (jpeg(comment=HTML), "a.jpg", "image/jpeg", HARMLESS),
        "GIF and JavaScript": (b"GIF89a/*\0\0\0\0\0*/=1;alert('" + MARK + b"')", "a.gif", "image/gif", TYPE),
        "PDF and JPEG": (pdf() + jpeg(comment=MARK), "a.pdf", "application/pdf", HARMLESS),
        "PDF and HTML": (pdf() + HTML, "a.pdf", "text/html", HARMLESS),
        # documents that want to do something
        "PDF that runs a script": (pdf(script(), catalog="/OpenAction 10 0 R/AA<</WC 10 0 R>>"), "a.pdf", "application/pdf", HARMLESS),
        "PDF with a file inside": (pdf(stream(MARK + EICAR), file, catalog=note), "a.pdf", "application/pdf", HARMLESS),
        "PDF with a link over the page": (pdf(link, page="/Annots[10 0 R]"), "a.pdf", "application/pdf", HARMLESS),
        "PDF that starts a program": (pdf(launch, catalog="/OpenAction 10 0 R"), "a.pdf", "application/pdf", HARMLESS),
        "PDF with metadata": (
            pdf(b"<</Title(" + MARK + b")>>", stream(MARK, "/Type/Metadata/Subtype/XML"), catalog="/Metadata 11 0 R", trailer="/Info 10 0 R"),
            "a.pdf", "application/pdf", HARMLESS,
        ),
        "PDF with a password": (pdf(trailer=password), "a.pdf", "application/pdf", LOCKED),
        "PDF of 21 pages": (pdf(pages=21), "a.pdf", "application/pdf", PAGES),
        "PDF as large as a house": (pdf(box="0 0 14400 14400"), "a.pdf", "application/pdf", PIXELS),
        "PDF of no size": (pdf(box="0 0 0 0"), "a.pdf", "application/pdf", HARMLESS),  # shown as a letter, as readers do
        "PDF that is its own page tree": (pdf().replace(b"/Kids[100 0 R]", b"/Kids[2 0 R  ]"), "a.pdf", "application/pdf", BROKEN),
        "PDF with a picture of 900 megapixels": (pdf_bomb(), "a.pdf", "application/pdf", HARMLESS),
        "PDF that draws for ever": (pdf_that_draws_for_ever(), "a.pdf", "application/pdf", BROKEN),
        "PDF in name only": (b"%PDF-1.7\n" + MARK, "a.pdf", "application/pdf", BROKEN),
        "PDF cut in the middle": (pdf()[:150], "a.pdf", "application/pdf", BROKEN),
        # no photos
        "SVG with a script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>' + MARK + b"</script></svg>", "a.svg", "image/svg+xml", TYPE),
        "EICAR": (EICAR, "a.jpg", "image/jpeg", TYPE),
        "EICAR in a JPEG": (jpeg(comment=MARK + EICAR), "a.jpg", "image/jpeg", HARMLESS),
        "HTML as JPEG": (HTML, "a.jpg", "image/jpeg", TYPE),
        "HTML with the head of a JPEG": (b"\xff\xd8\xff\xe0" + HTML, "a.jpg", "image/jpeg", TYPE),
        "ZIP that unfolds": (zipped(), "a.zip", "application/zip", TYPE),
        "ZIP as JPEG": (zipped(), "a.jpg", "image/jpeg", TYPE),
        "nothing at all": (b"", "a.jpg", "image/jpeg", TYPE),
        # too much
        "11 megabytes": (jpeg() + bytes(11 * 1024 * 1024), "a.jpg", "image/jpeg", SIZE),
        "PNG of 100 megapixels": (png(10_000, 10_000), "a.png", "image/png", PIXELS),
        "PNG that says it has ten gigapixels": (png(100_000, 100_000, data=zlib.compress(b"\0" * 100)), "a.png", "image/png", PIXELS),
        "PNG with words that unfold": (
            png(8, 8, extra=chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9))), "a.png", "image/png", TYPE,
        ),
        "WebP of sixty pictures": (moving("WEBP"), "a.webp", "image/webp", HARMLESS),
        "PNG of sixty pictures": (moving("PNG"), "a.png", "image/png", HARMLESS),
        "HEIC that says it has 400 megapixels": (heic(20_000), "a.heic", "image/heic", PIXELS | TYPE),
        # cut off
        "JPEG cut in the middle": (encoded(picture((640, 480)), "JPEG")[:-600], "a.jpg", "image/jpeg", TYPE),
        "PNG cut in the middle": (encoded(picture((640, 480)), "PNG")[:-40], "a.png", "image/png", TYPE),
        "WebP cut in the middle": (encoded(Image.effect_noise((64, 48), 90).convert("RGB"), "WEBP")[:-400], "a.webp", "image/webp", TYPE),
        # hidden things
        "EXIF, XMP and a comment": (hidden, "a.jpg", "image/jpeg", HARMLESS),
        "IPTC": (with_segments(segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 40) + MARK)), "a.jpg", "image/jpeg", HARMLESS),
        "profile": (jpeg(icc_profile=MARK), "a.jpg", "image/jpeg", HARMLESS),
        "a thumbnail of another picture": (with_segments(segment(0xE2, b"MPF\0" + jpeg(comment=MARK))), "a.jpg", "image/jpeg", HARMLESS),
        "words in a PNG": (words_in_png(), "a.png", "image/png", HARMLESS),
        "HEIC with a place": (heic(), "a.heic", "image/heic", HARMLESS),
        # names and claims
        "a name that climbs": (jpeg(), "../../../../etc/cron.d/" + MARK.decode() + ".jpg", "image/jpeg", HARMLESS),
        "a name with control characters": (jpeg(), "a\r\nSet-Cookie: x=1\r\n\x00" + MARK.decode() + ".jpg", "image/jpeg", HARMLESS),
        "a name that reads backwards": (jpeg(), MARK.decode() + "\u202egpj.exe", "image/jpeg", HARMLESS),
        "a name of HTML": (jpeg(), "<img src=x onerror=alert(1)>" + MARK.decode() + ".jpg", "image/jpeg", HARMLESS),
        "JPEG that claims to be HTML": (jpeg(comment=MARK), "a.html", "text/html", HARMLESS),
        "HTML that claims to be PNG": (HTML, "a.png", "image/png", TYPE),
    }  # fmt: skip
