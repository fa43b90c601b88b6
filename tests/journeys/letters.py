"""What arrives by mail and by text message: read as she reads it, and its links followed."""

import re

from notifications.actions import send_due
from tests.browser.leaks import english_in


class Text:
    """What arrived by text message, or the words of a letter."""

    def __init__(self, to, text):
        self.to, self.text = to, text

    def link(self, name):
        """The path of the link to a page of ours."""
        return re.search(rf"https?://[^\s/]+(/[\w-]+/{name}/\S+)", self.text)[1]


class Letter(Text):
    """What arrived by mail."""

    def __init__(self, mail):
        super().__init__(str(mail["To"]), mail.get_body(("plain",)).get_content())
        self.mail = mail
        self.language = str(mail["Content-Language"])
        self.subject = str(mail["Subject"])
        self.html = mail.get_body(("html",)).get_content()


class Letters:
    """The mailboxes of everybody: the outbox is sent by SMTP, and what has come is read."""

    def __init__(self, mailbox):
        self.mailbox, self.read = mailbox, 0

    def new(self):
        """{address: Letter} of what has come since the last look; nobody gets two at once."""
        send_due()
        arrived = [Letter(mail) for mail in self.mailbox[self.read :]]
        self.read = len(self.mailbox)
        assert len({letter.to for letter in arrived}) == len(arrived)
        return {letter.to: letter for letter in arrived}

    def one(self, to, language):
        """The one letter that has come, to somebody, wholly in her language."""
        new = self.new()
        assert list(new) == [to]
        check(new[to], language)
        return new[to]


def check(letter, language):
    assert letter.language == language
    assert f'lang="{language}"' in letter.html
    assert english_in(letter.text, language) == []


_texted = []


def provider(to, text):
    """What SMS_BACKEND names here: takes a text message as a provider does."""
    _texted.append(Text(to, text))


class Texts:
    """The phone of everybody."""

    def __init__(self):
        _texted.clear()

    def one(self, to):
        """The one text message that has come, to this number."""
        send_due()
        arrived = list(_texted)
        _texted.clear()
        assert [text.to for text in arrived] == [to]
        return arrived[0]
