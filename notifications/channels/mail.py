"""E-mail over SMTP, one connection for a batch."""

import smtplib
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from notifications import links
from notifications.channels import Away, Refused, Rejected

SERVICE_NOT_AVAILABLE = 421


class Postbox:
    """Sends e-mails over one connection, opened by the first and closed with the block.

    with Postbox() as postbox: postbox.send(message)
    """

    def __enter__(self):
        self._connection = None
        return self

    def __exit__(self, *exception):
        self._hang_up()

    def send(self, message):
        """Hand one rendered notifications.Message to the mail server. Raises Away, Refused or Rejected."""
        try:
            if self._connection is None:
                connection = get_connection()
                connection.open()
                self._connection = connection
            self._connection.send_messages([compose(message)])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _failure(code, words, Rejected if code >= 500 else Refused) from error
        except smtplib.SMTPAuthenticationError as error:
            self._hang_up()
            raise _failure(error.smtp_code, error.smtp_error, Away) from error
        except smtplib.SMTPConnectError as error:
            self._hang_up()
            raise _failure(error.smtp_code, error.smtp_error, Away) from error
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            raise _failure(error.smtp_code, error.smtp_error, Refused) from error
        except OSError as error:  # refused, timed out, reset, disconnected in mid-sentence
            self._hang_up()
            raise Away(f"{type(error).__name__}: {error}") from error

    def _hang_up(self):
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.fail_silently = True
            connection.close()


def _failure(code, words, kind):
    words = words.decode(errors="replace") if isinstance(words, bytes) else words
    return (Away if code == SERVICE_NOT_AVAILABLE else kind)(f"{code} {words}")


def compose(message):
    """The e-mail of a rendered message. The Message-ID follows from the row, so that a copy sent twice is known as one."""
    headers = {
        "Message-ID": message_id(message),
        "Content-Language": message.language,
        "Auto-Submitted": "auto-generated",
    }
    if stop := links.stop(message):
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=formataddr((settings.CITY_NAME, settings.DEFAULT_FROM_EMAIL)),
        to=[message.to],
        reply_to=[settings.CITY_EMAIL],
        headers=headers,
    )
    mail.attach_alternative(message.html, "text/html")
    return mail


def message_id(message):
    """<public id of the message @ host of the portal>"""
    return f"<{message.public_id}@{urlsplit(settings.PUBLIC_URL).hostname}>"
