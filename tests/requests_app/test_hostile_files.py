"""Hostile files, one by one through the doors that take files: refused in the page's language, or harmless in what is served."""

import html
import io
import logging

import pypdfium2 as pdfium
import pytest
from django.conf import settings as installation
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext, override
from PIL import Image

from requests_app import documents, drawing, pictures
from requests_app.models import Attachment, ServiceRequest
from tests import factories as make
from tests.portal.conftest import Resident, city  # noqa: F401  (the fixture)
from tests.requests_app.hostile import MARK, corpus

LANGUAGES = [code for code, _name in installation.LANGUAGES]
TOO_LARGE = "This file is too large. Choose one of 10 MB or less."
SENTENCES = {**documents.REASONS, "type": pictures.UNREADABLE, "size": TOO_LARGE}
ACTIVE = (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"/Launch", b"/URI", b"/Annots", b"/AcroForm", b"/Metadata", b"/Info")


@pytest.fixture(autouse=True)
def media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(documents, "CPU_SECONDS", 2)  # the one that draws for ever is stopped sooner
    logging.getLogger("PIL").setLevel(logging.ERROR)
    cache.clear()
    return settings.MEDIA_ROOT


def sentence(code, language, data):
    """What the page must say."""
    if code == "pixels" and b"%PDF-" not in data[:1024]:
        words = pictures.TOO_MANY_PIXELS
    else:
        words = SENTENCES[code]
    with override(language):
        said = gettext(str(words)) if isinstance(words, str) else str(words)
        return said % {"limit": drawing.MAX_PAGES} if "%(limit)" in said else said


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def check_harmless(client, language, attachment, sent):
    """Nothing of what was sent is in what is served, by name, by content or by claim; and it can do nothing."""
    name = attachment.public_id.hex
    for query, file in (("", attachment.file), ("?small", attachment.thumbnail)):
        assert name in file.name
        response = client.get(f"/{language}/photo/{attachment.public_id}/{query}")
        served = b"".join(response.streaming_content)
        assert MARK not in served
        assert sent not in served
        assert MARK.decode() not in str(response.headers)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        if response.headers["Content-Type"] == "application/pdf":
            assert response.headers["Content-Disposition"] == 'attachment; filename="document.pdf"'
            assert not [word for word in ACTIVE if word in served]
            document = pdfium.PdfDocument(served)
            assert len(document) == attachment.pages
            assert document.get_metadata_dict(skip_empty=True) == {}
            assert document.count_attachments() == 0
        else:
            assert (response.headers["Content-Type"], response.headers["Content-Disposition"]) == ("image/jpeg", 'inline; filename="photo.jpg"')
            image = Image.open(io.BytesIO(served))
            assert image.format == "JPEG"
            assert dict(image.getexif()) == {}
            assert not {"comment", "xmp", "exif", "icc_profile", "photoshop", "mp"} & set(image.info)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hostile_file_is_refused_in_her_language_or_harmless(client, city, media, language):  # noqa: F811
    her = Resident(client, language).begin("other")
    her.send(description="A letter.")
    refused, harmless = [], []
    sent = {name: file for name, file in corpus().items() if language == "en" or (file[3] and "for ever" not in name)}
    for name, (data, filename, claimed, codes) in sent.items():
        response = her.client.post(her.url, {"photos": [SimpleUploadedFile(filename, data, claimed)], "add": "1"})
        kept = Attachment.objects.first()
        if codes:
            said = html.unescape(response.content.decode())
            assert response.status_code == 422, name
            assert any(said.count(sentence(code, language, data)) == 2 for code in codes), name  # in the summary and at the field
            assert kept is None, name
            assert files(media) == [], name
            refused.append(name)
        else:
            assert response.status_code == 302, (name, response.content.decode())
            check_harmless(her.client, language, kept, data)
            her.client.post(her.url, {"drop": kept.public_id.hex})
            harmless.append(name)
    assert files(media) == []
    print(f"\n{language}: of {len(sent)} hostile files {len(refused)} refused in her language, {len(harmless)} harmless")


def test_the_names_of_files_are_shown_short_and_without_what_cannot_be_seen(client, city):  # noqa: F811
    her = Resident(client, "en").begin("other")
    her.send(description="A letter.")
    name = "a\u202egpj.exe" + "n" * 300 + "<b>.jpg"
    page = her.client.post(her.url, {"photos": [SimpleUploadedFile(name, b"nothing", "image/jpeg")]}).content.decode()
    assert "agpj.exe" + "n" * 51 + "…: We could not read this file." in page
    assert "\u202e" not in page
    assert "<b>" not in page


def test_of_six_files_five_are_kept_and_the_sixth_is_named(client, city):  # noqa: F811
    her = Resident(client, "en").begin("other")
    her.send(description="A letter.")
    sent = [SimpleUploadedFile(f"{n}.jpg", pictures.jpeg(Image.new("RGB", (9, 9), (40 * n, 0, 0)), 9, 90)[0]) for n in range(6)]
    page = her.client.post(her.url, {"photos": sent}).content.decode()
    assert "5.jpg: You can add up to 5 photos and documents." in page
    assert Attachment.objects.count() == 5


def test_beside_a_hostile_file_the_others_are_kept(client, city):  # noqa: F811
    her = Resident(client, "en").begin("other")
    her.send(description="A letter.")
    good = SimpleUploadedFile("good.pdf", corpus()["PDF that runs a script"][0])
    page = her.client.post(her.url, {"photos": [SimpleUploadedFile("bad.jpg", b"<html>"), good]}).content.decode()
    assert "bad.jpg: We could not read this file." in page
    assert Attachment.objects.get().pages == 1


def test_the_page_of_a_request_takes_the_same_files_with_the_same_care(client, db, media):
    for name, (data, filename, claimed, codes) in corpus().items():
        if name.startswith("PDF") and name not in ("PDF that runs a script", "PDF with a password"):
            continue  # documents go the same way as from the report
        made = make.request(of=make.service("tree"), contact=make.resident())
        response = client.post(f"/en/track/{made.token}/", {"act": "say", "photos": [SimpleUploadedFile(filename, data, claimed)]})
        if codes:
            assert response.status_code == 422, name
            said = html.unescape(response.content.decode())
            assert any(said.count(sentence(code, "en", data)) == 2 for code in codes), name
            assert made.attachments.count() == 0, name
        else:
            assert response.status_code == 302, name
            check_harmless(client, "en", made.attachments.get(), data)


def test_an_app_cannot_send_more_harm_than_a_page(db, settings, media):
    settings.API_KEYS = ["app-key"]
    make.service("tree", needs_place=False)
    make.district()
    for name, (data, filename, claimed, codes) in corpus().items():
        if not data or (name.startswith("PDF") and name != "PDF that runs a script"):
            continue  # an empty part is no file to an app; documents go the same way as from a page
        fields = {"api_key": "app-key", "service_code": "tree", "description": "A tree", "media": SimpleUploadedFile(filename, data, claimed)}
        response = Client().post("/open311/v2/requests.json", fields)
        if codes:
            assert response.status_code == 400, name
            assert any(sentence(code, "en", data) in response.json()[0]["description"] for code in codes), name
        else:
            made = ServiceRequest.objects.get(reference=response.json()[0]["service_request_id"])
            check_harmless(Client(), "en", made.attachments.get(), data)
