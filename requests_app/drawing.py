"""A program of its own, run by requests_app.documents: draws the pages of a PDF anew. It knows nothing of the site.

    drawing.py INPUT FOLDER SECONDS

reads the PDF at INPUT, in so many seconds of the processor at most, and writes into FOLDER document.pdf (one picture a page, nothing
else), first.jpg (page one) and answer.json: {"pages": n, "width": w, "height": h}, or {"refused": "locked" | "pages" | "pixels" |
"broken"}. Whoever sends a document that hangs, eats memory or crashes the library ends this process only: its limits are set before the
file is opened.
"""

import contextlib
import json
import math
import sys
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

MAX_PAGES = 20
MAX_PIXELS = 50_000_000  # of a page, at PRINT dots an inch
PRINT = 150
LONG_SIDE = 2000  # pixels of a page as kept: about 180 dots an inch of a letter
MEMORY = 1_500_000_000
FILE = 100_000_000


class Refusal(Exception):
    """Why a document is not drawn, in one word."""


def limit(seconds):
    """Bound what this process may use, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (not on every system)

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def opened(path):
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Refusal("locked" if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY) else "broken") from error
    if not len(document):
        raise Refusal("broken")
    if len(document) > MAX_PAGES:
        raise Refusal("pages")
    document.init_forms()  # so that what was filled in is drawn; this build of the library runs no scripts
    return document


def drawn(page):
    """A page as a picture in RGB."""
    width, height = page.get_size()
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise Refusal("broken")
    if width * height * (PRINT / 72) ** 2 > MAX_PIXELS:
        raise Refusal("pixels")
    return page.render(scale=LONG_SIDE / max(width, height), rev_byteorder=True).to_pil().convert("RGB")


def draw(path, folder):
    """Draw every page and write what the parent reads. -> the answer"""
    document = opened(path)
    pages = [drawn(page) for page in document]
    first, *rest = pages
    dots = LONG_SIDE / 11  # as if the long side were that of a letter
    first.save(folder / "document.pdf", save_all=True, append_images=rest, resolution=dots, quality=75, title="", creationDate=None, modDate=None)
    first.save(folder / "first.jpg", quality=90)
    return {"pages": len(pages), "width": first.width, "height": first.height}


def main(path, folder, seconds):
    """Draw, or say in one word why not."""
    limit(seconds)
    try:
        answer = draw(path, folder)
    except Refusal as refusal:
        answer = {"refused": str(refusal)}
    except (pdfium.PdfiumError, OSError, ValueError, MemoryError):
        answer = {"refused": "broken"}
    (folder / "answer.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
