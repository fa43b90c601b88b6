import re
from datetime import datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as project
from django.utils import translation

from notifications.actions import render
from notifications.channels import sms
from notifications.channels.mail import compose
from notifications.letters import LETTERS
from notifications.models import Kind
from notifications.words import grouped
from requests_app.reference import new_reference, pretty
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_november")]
WORDS = {  # what each kind needs in its context
    Kind.RECEIVED: {},
    Kind.STATUS: {"status": "in_progress"},
    Kind.QUESTION: {"text": "Which side of the street?", "text_language": "en"},
    Kind.PROMISE: {"text": "The asphalt is late.", "text_language": "en", "promised_before": "2026-11-20T17:00:00-08:00"},
    Kind.TRANSFERRED: {"step": "after"},
    Kind.CLOSED: {"status": "closed", "outcome": "resolved", "outcome_text": "The pothole is filled.", "outcome_language": "en"},
    Kind.SURVEY: {"status": "closed", "outcome": "resolved"},
    Kind.ALERT: {"requests": [{"reference": "CX4K7M2QXPZ", "service_id": 0, "place": "1200–1299 Oak Street"}], "more": False},
    Kind.CHECKLIST: {"options": [], "hours": {}},
    Kind.SAVED: {"link_token": "x" * 22, "expires_at": "2026-12-30T20:00:00+00:00"},
    Kind.CONFIRM: {"link_token": "x" * 32, "code": "012345", "stop": ""},
}


@pytest.fixture
def _november():
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("America/Los_Angeles")), tick=False):
        yield


class Visible(HTMLParser):
    """The words of a page, and where its links go."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links = [], []
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._hidden = tag in ("title", "style")
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data):
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def test_received_says_what_we_have_who_has_it_and_by_when(queued):
    rendered = render(queued())
    assert rendered.subject == "We have your request CX-4K7M-2QXP-Z"
    assert rendered.text == (
        "We have your request\n\n"
        "Thank you for telling us. You do not need to do anything now.\n\n"
        "Reference: CX-4K7M-2QXP-Z\n"
        "Request: Pothole <b>\n"
        "Place: 12 Main Street\n"
        "Department: Streets\n"
        "Expected date: Tuesday, November 24\n\n"
        "What happens next: the department looks at your request. We write to you when something changes.\n\n"
        "Follow your request:\n"
        "http://127.0.0.1:8311/en/track/AbCdEfGhIjKlMnOpQrStUv/\n\n"
        "--\n"
        "Our City\n"
        "Questions? Call 311, also in your language. For TTY, dial 711.\n\n"
        "Stop messages about this request:\n"
        "http://127.0.0.1:8311/en/stop/MQ:1abc:sig/\n"
    )
    assert rendered.fallback_used is False


def test_the_service_s_next_steps_are_listed(queued):
    factories.service(name="Pothole <b>", next_steps_en="A crew looks at it.\nWe fill it.")
    assert "What happens next\n1. A crew looks at it.\n2. We fill it.\n" in render(queued()).text


@pytest.mark.parametrize("kind", list(LETTERS))
@pytest.mark.parametrize("language", ["en", "es", "vi"])
def test_both_parts_say_the_same_in_the_language(queued, kind, language):
    message = queued(kind, language=language, **WORDS[kind])
    with translation.override("en"):
        rendered = render(message)
    assert f'<html lang="{language}" dir="ltr">' in rendered.html
    seen = Visible(rendered.html)
    for line in rendered.text.splitlines():
        words = re.sub(r"^(> |\d\. |--$|\()|:$|\)$", "", " ".join(line.split()))  # as a page joins them
        if words.startswith("http"):
            assert words in seen.links
        else:
            assert all(part in seen.text for part in words.split(": ")), words
    assert all(link.startswith(f"http://127.0.0.1:8311/{language}/") for link in seen.links)


def test_what_people_wrote_is_escaped(queued):
    html = render(queued(Kind.QUESTION, text="<script>alert(1)</script>", text_language="en", address="<i>")).html
    assert "<script>" not in html
    assert "<i>" not in html
    assert "Pothole &lt;b&gt;" in html


def test_words_in_another_language_are_marked_and_counted(queued):
    message = queued(Kind.CLOSED, language="es", outcome="resolved", outcome_text="The pothole is filled.", outcome_language="en")
    rendered = render(message)
    assert rendered.fallback_used is True
    assert '<span lang="en" dir="ltr">The pothole is filled.</span>' in rendered.html
    with translation.override("es"):
        sentence = translation.gettext("Not yet available in your language. Call %(phone)s for free help.") % {"phone": "311"}
    assert sentence in rendered.html
    assert sentence in rendered.text


def test_a_service_without_the_language_is_a_fallback_too(queued):
    factories.service(name="Pothole <b>", name_vi="")
    assert render(queued(language="vi")).fallback_used is True


def test_closed_offers_to_say_it_is_not_fixed(queued):
    rendered = render(queued(Kind.CLOSED, **WORDS[Kind.CLOSED]))
    assert "http://127.0.0.1:8311/en/track/AbCdEfGhIjKlMnOpQrStUv/#not-fixed" in rendered.text
    withdrawn = render(queued(Kind.CLOSED, outcome="withdrawn", outcome_text="You took it back.", outcome_language="en"))
    assert "#not-fixed" not in withdrawn.text


def test_a_follower_without_the_secret_link_looks_it_up(queued):
    rendered = render(queued(Kind.CLOSED, token="", is_reporter=False, **WORDS[Kind.CLOSED]))
    assert "http://127.0.0.1:8311/en/lookup/?reference=CX4K7M2QXPZ" in rendered.text
    assert "/track/" not in rendered.html


def test_transferred_says_who_why_what_next_and_how_to_come_back(queued):
    parks = factories.department("parks", name="Parks", phone="408-555-0199")
    text = render(queued(Kind.TRANSFERRED, step="before", to_department_id=parks.pk, text="They own the trees.", text_language="en")).text
    for words in ("We are asking Parks to take over your request", "you will not have to start over", "> They own the trees.", "Phone: 408-555-0199",
                  "If you have not heard from us by Tuesday, November 24, call 311 and say your reference."):  # fmt: skip
        assert words in text
    assert "Parks has your request now" in render(queued(Kind.TRANSFERRED, step="after", to_department_id=parks.pk)).text


def test_a_new_date_is_said_with_the_one_before_and_the_reason(queued):
    rendered = render(queued(Kind.PROMISE, **WORDS[Kind.PROMISE]))
    assert rendered.subject == "A new date for your request CX-4K7M-2QXP-Z"
    assert "We now expect to finish by Tuesday, November 24." in rendered.text
    assert "Before, we had told you Friday, November 20." in rendered.text
    assert "We are sorry that it takes longer." in rendered.text
    assert "The reason:\n\n> The asphalt is late." in rendered.text


def test_nobody_is_sorry_for_a_first_or_an_earlier_date(queued):
    assert "sorry" not in render(queued(Kind.PROMISE, text="Now we know.", text_language="en")).text
    assert "sorry" not in render(queued(Kind.PROMISE, text="Done soon.", text_language="en", promised_before="2026-11-28T01:00:00+00:00")).text


def test_the_survey_has_one_tap_answers(queued):
    rendered = render(queued(Kind.SURVEY))
    survey = "http://127.0.0.1:8311/en/survey/VuTsRqPoNmLkJiHgFeDcBa/"
    assert [link for link in Visible(rendered.html).links if "/survey/" in link] == [f"{survey}?q1={grade}" for grade in (5, 4, 3, 2, 1)]


def test_right_to_left_letters_say_so_and_keep_references_together(queued):
    rendered = render(queued(language="ar"))
    assert '<html lang="ar" dir="rtl">' in rendered.html
    assert "<bdi>CX-4K7M-2QXP-Z</bdi>" in rendered.html
    assert "\u2066CX-4K7M-2QXP-Z\u2069" in rendered.subject


READERS = {"sent": {"is_proxy": True, "is_reporter": False}, "followed": {"is_reporter": False, "token": "", "is_public": True}}
TOLD = [Kind.RECEIVED, Kind.STATUS, Kind.PROMISE, Kind.QUESTION, Kind.TRANSFERRED, Kind.CLOSED]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", TOLD)
@pytest.mark.parametrize("more", [{}, {"text": "We come on Monday.", "text_language": "en"}, {"step": "before"}, {"status": "open"}])
def test_nobody_but_the_reporter_reads_of_her_request(queued, kind, reader, more):
    message = queued(kind, **{**WORDS[kind], **more, **READERS[reader]})
    rendered = render(message)
    words = (rendered.subject + rendered.text + rendered.html).lower()
    assert "your request" not in words
    assert {"sent": "you sent for somebody else", "followed": "you follow"}[reader] in words or kind in (Kind.STATUS, Kind.PROMISE)
    assert {"sent": "you sent for somebody else", "followed": "you follow"}[reader] in rendered.subject


@pytest.mark.parametrize("outcome", ["resolved", "closed_duplicate", "withdrawn", "no_response"])
def test_how_it_ended_is_said_for_who_follows(queued, outcome):
    rendered = render(queued(Kind.CLOSED, outcome=outcome, outcome_text="x", outcome_language="en", **READERS["followed"]))
    assert "You took" not in rendered.text
    assert "from you" not in rendered.text
    assert "#not-fixed" not in rendered.text


def test_who_follows_is_led_to_the_public_page(queued):
    rendered = render(queued(Kind.CLOSED, **WORDS[Kind.CLOSED], **READERS["followed"]))
    assert "http://127.0.0.1:8311/en/requests/CX4K7M2QXPZ/" in rendered.text
    assert "/track/" not in rendered.html


ASKED = {"link_token": "L" * 32, "code": "012345", "purpose": "address"}


def test_received_asks_whether_an_address_not_yet_confirmed_is_right(queued):
    rendered = render(queued(**ASKED))
    assert "Is this your address? Then confirm it, and we do not ask again." in rendered.text
    assert f"http://127.0.0.1:8311/en/done/address/{'L' * 32}/" in Visible(rendered.html).links
    assert "012345" in rendered.text
    assert "Is this your address?" not in render(queued()).text


def test_received_says_who_sent_it_for_her(queued):
    assert "Kim Tran sent this request for you and told us that you agree." in render(queued(helper="Kim Tran")).text


@pytest.mark.parametrize("purpose", ["mine", "alert", "follow", "address", "sending"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_purpose_of_a_confirmation_has_a_letter_with_what_to_do_if_she_did_not_ask(queued, purpose, language):
    message = queued(Kind.CONFIRM, language=language, link_token="L" * 32, code="012345", purpose=purpose, stop="")
    rendered = render(message)
    assert ("012345" in rendered.text) is (purpose != "alert")
    assert ("L" * 32 in rendered.text) is (purpose != "sending")
    assert language != "en" or "You did not ask for this?" in rendered.text


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", TOLD)
@pytest.mark.parametrize("language", [code for code, _name in project.LANGUAGES])
def test_a_text_message_to_others_fits_two_parts(queued, settings, kind, reader, language):
    settings.PUBLIC_URL = "https://311.ourcity.example.gov"
    text = render(queued(kind, language=language, channel="sms", **{**WORDS[kind], **READERS[reader]})).text
    assert sms.parts(text) <= 2, text
    assert "your request" not in text.lower() or language != "en"


@pytest.mark.parametrize("language", [code for code, _name in project.LANGUAGES])
def test_a_text_message_with_digits_fits_two_parts(queued, settings, language):
    settings.PUBLIC_URL = "https://311.ourcity.example.gov"
    text = render(queued(language=language, channel="sms", **ASKED)).text
    assert sms.parts(text) <= 2, text
    assert "012345" in text


def test_headers(queued):
    message = queued(language="es", channel="email")
    rendered = render(message)
    message.subject, message.text, message.html = rendered.subject, rendered.text, rendered.html
    mail = compose(message).message()
    assert mail["Content-Language"] == "es"
    assert mail["Message-ID"] == f"<{message.public_id}@127.0.0.1>"
    assert mail["List-Unsubscribe"] == "<http://127.0.0.1:8311/es/stop/MQ:1abc:sig/>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == "311@localhost"
    assert mail["From"] == "Our City <311@localhost>"
    assert [part.get_content_type() for part in mail.get_payload()] == ["text/plain", "text/html"]


def test_line_breaks_cannot_add_headers(queued):
    message = queued()
    message.about = "CX\r\nBcc: all@example.com"
    assert render(message).subject == "We have your request CX Bcc: all@example.com"


@pytest.mark.parametrize("kind", list(LETTERS))
@pytest.mark.parametrize("language", [code for code, _name in project.LANGUAGES])
def test_a_text_message_fits_two_parts(queued, settings, kind, language):
    settings.PUBLIC_URL = "https://311.ourcity.example.gov"
    rendered = render(queued(kind, language=language, channel="sms", **WORDS[kind]))
    assert (rendered.subject, rendered.html) == ("", "")
    assert sms.parts(rendered.text) <= 2, rendered.text
    assert len(rendered.text) <= 134 or set(rendered.text) <= sms.GSM_7, rendered.text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("í" * 70, 1), ("í" * 71, 2), ("í" * 134, 2), ("í" * 135, 3),
        ("€" * 80, 1), ("ñ" * 160, 1), ("😀" * 35, 1), ("😀" * 36, 2),
    ],
)  # fmt: skip
def test_parts_of_a_text_message(text, parts):
    assert sms.parts(text) == parts


def test_a_reference_is_grouped_as_on_the_pages():
    reference = new_reference()
    assert grouped(reference) == pretty(reference)
    assert grouped("NYC 123") == "NYC 123"


def test_the_letter_with_the_code_says_how_long_and_that_nobody_asks_for_it(queued):
    rendered = render(queued(Kind.CONFIRM, **WORDS[Kind.CONFIRM]))
    assert "Your code: 012345" in rendered.text
    assert f"http://127.0.0.1:8311/en/mine/link/{'x' * 32}/" in rendered.text
    assert "for 24 hours. We never call you to ask for a code" in rendered.text
    assert "Stop messages" not in rendered.text
    assert "012345" not in rendered.subject
