"""Documents and photos as staff get them: a document is a link with its pages, and is saved, never shown in the page."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from requests_app.photos import keep_photo
from tests.requests_app.hostile import corpus, pdf


def kept(world, data):
    return keep_photo(SimpleUploadedFile("a.pdf", data), request=world.plain, actor="resident")


def test_a_document_is_a_link_with_its_pages(world, as_):
    document = kept(world, pdf(pages=3))
    page = as_(world.worker).get(reverse("console:request", args=[world.plain.reference])).content.decode()
    link = reverse("console:photo", args=[document.public_id, "full"])
    assert "PDF, 3 pages</a>" in page.split(f'href="{link}"')[1]


def test_a_document_is_saved_and_can_do_nothing(world, as_):
    document = kept(world, corpus()["PDF that runs a script"][0])
    response = as_(world.worker).get(reverse("console:photo", args=[document.public_id, "full"]))
    assert b"JavaScript" not in b"".join(response.streaming_content)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="document.pdf"'
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_small_picture_of_a_document_is_a_picture(world, as_):
    document = kept(world, pdf())
    response = as_(world.worker).get(reverse("console:photo", args=[document.public_id, "small"]))
    assert (response.headers["Content-Type"], response.headers["Content-Disposition"]) == ("image/jpeg", 'inline; filename="photo.jpg"')


def test_a_file_that_is_missing_on_the_disk_is_not_found(world, as_):
    document = kept(world, pdf())
    document.file.delete(save=False)
    assert as_(world.worker).get(reverse("console:photo", args=[document.public_id, "full"])).status_code == 404
