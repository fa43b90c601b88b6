"""PDFs are drawn anew: what was to be seen stays, everything else is gone, and a document that hangs stops nobody else."""

import io

import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from requests_app import documents
from requests_app.models import Actor, Attachment
from requests_app.photos import drop_photo, keep_photo
from tests.proofs import at_once, nothing_written, outcome, refused
from tests.requests_app.hostile import jpeg, pdf, pdf_that_draws_for_ever, stream


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keep(data, **fields):
    return keep_photo(SimpleUploadedFile("lease Ana.pdf", data, "application/pdf"), actor=Actor.RESIDENT, **{"draft_key": "d1", **fields})


def pages(data):
    return [page.render().to_pil().convert("RGB") for page in pdfium.PdfDocument(data)]


def test_a_document_is_kept_with_a_picture_of_its_first_page(db, media):
    kept = keep(pdf(pages=3))
    assert (kept.content_type, kept.pages, kept.is_document, kept.width, kept.height, kept.name) == ("application/pdf", 3, True, 1334, 2000, "")
    assert sorted(path.suffix for path in media.rglob("*") if path.is_file()) == [".jpg", ".pdf"]
    small = Image.open(kept.thumbnail)
    assert (small.format, small.size) == ("JPEG", (320, 480))
    shown = pages(kept.file.read())
    assert len(shown) == 3
    red, white = (page.getpixel((x, y)) for page in shown[:1] for x, y in ((shown[0].width * 70 // 200, shown[0].height * 230 // 300), (5, 5)))
    assert red[0] > 240 > 20 > red[1]
    assert min(white) > 250


def test_what_was_filled_into_a_form_is_to_be_seen(db):
    look = stream(b"0 0 1 rg 0 0 200 300 re f", "/Type/XObject/Subtype/Form/BBox[0 0 200 300]")
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Ana)/F 4/Rect[0 0 200 300]/AP<</N 11 0 R>>>>"
    kept = keep(pdf(field, look, catalog="/AcroForm<</Fields[10 0 R]>>", page="/Annots[10 0 R]"))
    seen = pages(kept.file.read())[0]
    blue = seen.getpixel((seen.width // 2, seen.height // 2))
    assert blue[2] > 200 > 100 > blue[0]


def test_the_same_document_again_is_kept_once(db, media):
    kept = keep(pdf(pages=2))
    with nothing_written():
        assert keep(pdf(pages=2)) == kept
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2


def test_twenty_pages_are_taken(db):
    assert keep(pdf(pages=20)).pages == 20


def test_a_document_that_hangs_is_stopped_and_refused(db, monkeypatch):
    monkeypatch.setattr(documents, "CPU_SECONDS", 1)
    with refused(code="broken"):
        keep(pdf_that_draws_for_ever())


def test_a_document_that_crashes_its_reader_is_refused(db, tmp_path, monkeypatch):
    program = tmp_path / "crash.py"
    program.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr(documents, "PROGRAM", str(program))
    with refused(code="broken"):
        keep(pdf())


def test_while_as_many_are_read_as_may_be_another_is_asked_to_wait(db, monkeypatch):
    monkeypatch.setattr(documents, "SECONDS", 0)
    documents.AT_ONCE.acquire()
    documents.AT_ONCE.acquire()
    try:
        with refused(code="busy"):
            keep(pdf())
    finally:
        documents.AT_ONCE.release()
        documents.AT_ONCE.release()


def test_a_document_is_taken_out_of_a_draft_with_its_files(db, media):
    drop_photo(keep(pdf()))
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.django_db(transaction=True)
def test_the_same_photo_sent_twice_at_once_is_kept_once():
    def send():
        return keep_photo(SimpleUploadedFile("a.jpg", jpeg()), actor=Actor.RESIDENT, draft_key="d1")

    assert len({result.pk for result in at_once(send, send)}) == 1


@pytest.mark.django_db(transaction=True)
def test_six_photos_sent_at_once_are_five():
    def sender(n):
        out = io.BytesIO()
        Image.new("RGB", (9, 9), (40 * n, 0, 0)).save(out, "PNG")
        return lambda: keep_photo(SimpleUploadedFile("a.png", out.getvalue()), actor=Actor.RESIDENT, draft_key="d1")

    assert sorted(outcome(result) for result in at_once(*map(sender, range(6)))) == ["many", "won", "won", "won", "won", "won"]
    assert Attachment.objects.count() == 5
