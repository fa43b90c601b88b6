"""The demo's mail server and its pages, which exist in the demo only."""

import smtplib
from email.message import EmailMessage

import pytest
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from cx311 import processes
from cx311.demo import mailbox, smtp


@pytest.fixture
def kept(settings, tmp_path):
    """One letter, sent over SMTP, kept by the mail server."""
    settings.DATA = tmp_path
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Recibimos su solicitud", "311@city.example", "rosa@mail.example"
    letter.set_content("Está en https://city.example/es/track/abc/ <b>")
    letter.add_alternative("<p>Está <a href='https://city.example/'>aquí</a></p><script>alert(1)</script>", subtype="html")
    letter["Content-Language"] = "es"
    port = processes.free_port()
    server = smtp.serve(tmp_path / "mail", port)
    with smtplib.SMTP("127.0.0.1", port) as sender:
        sender.send_message(letter)
    server.stop()
    return next((tmp_path / "mail").glob("*.eml")).stem


def test_the_pages_are_not_there_outside_the_demo(client, db):
    with pytest.raises(NoReverseMatch):
        reverse("demo:letters")
    assert client.get("/demo/mail/").status_code == 404


def test_a_letter_is_kept_as_it_came(kept, tmp_path):
    read = mailbox._read(tmp_path / "mail" / f"{kept}.eml")
    assert (read["subject"], read["to"], read["language"]) == ("Recibimos su solicitud", "rosa@mail.example", "es")
    assert read["text"] == "Está en https://city.example/es/track/abc/ <b>\n"


def test_the_html_is_shut_in(kept):
    answer = mailbox.letter_html(RequestFactory().get("/"), kept)
    assert answer._csp_replace["default-src"] == ["'none'"]
    assert answer._csp_replace["sandbox"] == ["allow-top-navigation-by-user-activation"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", ["../../secret_key", "1", "0000000000000-000000"])
def test_only_kept_letters_can_be_read(kept, name):
    with pytest.raises(mailbox.Http404):
        mailbox._path(name)
