"""PDFs as sent: drawn anew page by page in a process of their own, so that scripts, forms, attachments and metadata are gone."""

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from requests_app import drawing

PROGRAM = drawing.__file__
CPU_SECONDS = 10  # a scan of twenty pages takes four
SECONDS = 30  # by the clock on the wall, where the machine is busy
AT_ONCE = threading.BoundedSemaphore(2)  # drawings of one web process: each may use much memory
REASONS = {
    "locked": _("This document is locked. Save it without a password, or take photos of the pages."),
    "pages": _("This document has more than %(limit)d pages. Choose only the pages that matter."),
    "pixels": _("The pages of this document are too large. Save it in a smaller paper size, or take photos of the pages."),
    "busy": _("We are busy with many documents right now. Try again in a minute."),
    "broken": _("We could not open this document. Save it as a PDF once more, or take photos of the pages."),
}


@dataclass(frozen=True)
class Drawn:
    """A document drawn anew: its bytes, page one as a JPEG, and their size."""

    data: bytes
    first: bytes
    pages: int
    width: int
    height: int


def is_pdf(uploaded):
    """Does the file begin as a PDF does? Readers look for the mark within the first kilobyte, so do we."""
    uploaded.seek(0)
    head = uploaded.read(1024)
    uploaded.seek(0)
    return b"%PDF-" in head


def drawn(uploaded):
    """-> Drawn. uploaded: an open file. Raises ValidationError ("locked", "pages", "pixels", "broken", "busy")."""
    if not AT_ONCE.acquire(timeout=SECONDS):
        raise ValidationError(REASONS["busy"], code="busy")
    try:
        return _drawn(uploaded)
    finally:
        AT_ONCE.release()


def _drawn(uploaded):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sent").write_bytes(uploaded.read())
        try:
            subprocess.run(
                [sys.executable, "-I", PROGRAM, str(folder / "sent"), name, str(CPU_SECONDS)], timeout=SECONDS, check=True, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            answer = json.loads((folder / "answer.json").read_text())
        except (subprocess.SubprocessError, OSError, ValueError):  # it hung, crashed or was stopped at its limits
            answer = {"refused": "broken"}
        if reason := answer.get("refused"):
            raise ValidationError(REASONS[reason], code=reason, params={"limit": drawing.MAX_PAGES})
        return Drawn((folder / "document.pdf").read_bytes(), (folder / "first.jpg").read_bytes(), **answer)
