"""The main job, walked from outside on a running installation: real pages, real mail, the real worker; no shortcut into the code."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from cx311.demo import city, words
from cx311.demo.visitor import Form, NotThere, Page, Visitor
from cx311.installation import Installation

MAIL_SECONDS = 30
RESIDENT = "rosa.prueba@mail.example"
DESCRIPTION = "Hay un bache grande frente a la panadería; ya se cayó un ciclista."
OUTCOME = "Tapamos el bache esta mañana y volveremos a revisarlo después de la lluvia."


def walk(installation: Installation, say: Callable[[str], None]) -> str:
    """Walk all steps, saying each with its time. -> the name of the step that failed with the reason, or nothing."""
    began = time.monotonic()
    steps = _steps(installation)
    name = next(steps)
    while name:
        start = time.monotonic()
        try:
            following = next(steps, "")
        except (AssertionError, OSError) as error:
            say(f"  {time.monotonic() - start:6.2f} s  FAILED  {name}: {error}")
            return f"{name}: {error}"
        say(f"  {time.monotonic() - start:6.2f} s  {name}")
        name = following
    say(f"  {time.monotonic() - began:6.2f} s  in all")
    return ""


def _steps(installation: Installation) -> Iterator[str]:
    """Yields the name of each step and does it when asked for the next."""
    rosa = Visitor(installation.url, "es")
    accounts = {account["role"]: account for account in city.sign_ins()}

    yield "the portal greets in Spanish"
    home = rosa.open("/")
    _must(home.status == 200 and home.language == "es", f"{home.url} answered {home.status} in {home.language!r}")

    yield "the supervisor signs in and reads the figures of before"
    supervisor = _signed_in(installation, accounts["supervisor"])
    before = _answers(supervisor)

    yield "the search finds the service for a word of hers"
    found = rosa.send(home, home.form(name="q"), q="bache")
    service = rosa.open(found.link("/service/"))
    code = service.url.rstrip("/").split("/")[-1]

    yield "she files a request, one thing a page"
    check = _file(rosa, rosa.open(service.link(f"/report/{code}")))
    done = rosa.send(check, check.form(action=""))
    _must("/done/" in done.url, f"sending led to {done.url} ({done.status})")
    track = done.link("/track/")

    yield "sending it once more makes no second one"
    again = rosa.send(check, check.form(action=""))
    _must(again.url == done.url, f"the second sending led to {again.url}")

    yield "the receipt arrives in Spanish"
    receipt = _letter(installation, 1)
    _must_be_spanish(receipt)
    _must(track.split("/track/")[1].strip("/") in _text(receipt), "the receipt has no link to her request")

    yield "her secret link shows the request"
    tracked = rosa.open(track)
    _must(tracked.status == 200 and tracked.language == "es", f"{tracked.url} answered {tracked.status}")
    reference = _reference(receipt, installation)

    yield "the clerk of the department signs in and finds it"
    clerk = _signed_in(installation, accounts["worker"])
    found = clerk.open(f"/console/requests/?q={reference}")
    case = clerk.open(found.link(f"/{reference}/"))
    _must(DESCRIPTION in case.text, "the request does not show her words")

    yield "the clerk starts work, and she is told"
    case = clerk.send(case, case.form(name="status-seen", action="/status/"))
    _must(case.status == 200, f"{case.url} answered {case.status}")
    _must_be_spanish(_letter(installation, 2))

    yield "the clerk closes it with an ending in her language, and she is told"
    form = case.form(name="close-outcome", action="/close/")
    case = clerk.send(case, form, **{"close-outcome": form.choices["close-outcome"][0], "close-text": OUTCOME})
    _must(case.status == 200, f"{case.url} answered {case.status}: {case.text[:400]}")
    closed = _letter(installation, 3)
    _must_be_spanish(closed)
    _must(OUTCOME in " ".join(_text(closed).replace(">", " ").split()), "the letter does not say how it ended")

    yield "she is asked how it went"
    asked = _letter(installation, 4)
    _must_be_spanish(asked)
    survey = next((word for word in _text(asked).split() if "/survey/" in word), "")
    _must(bool(survey), "the letter has no link to the survey")

    yield "she answers, once, and opening the link alone changes nothing"
    rosa.open(survey)
    page = rosa.open(survey)
    form = page.form(name="q1")
    thanks = rosa.send(page, form, **{name: form.choices[name][-1] if name == "q7" else form.choices[name][0] for name in ("q1", "q2", "q3", "q7")})
    _must(thanks.status == 200 and thanks.language == "es", f"{thanks.url} answered {thanks.status}")

    yield "the supervisor sees one answer more"
    after = _answers(supervisor)
    _must(after == before + 1, f"{before} answers before, {after} after")

    yield "Open311 shows the request to machines"
    shown = rosa.open(f"/open311/v2/requests/{reference}.json")
    _must(shown.status == 200 and '"closed"' in shown.html, f"{shown.url} answered {shown.status}: {shown.html[:200]}")


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)


def _file(rosa: Visitor, page: Page) -> Page:
    """Fill in page after page until everything is there to check."""
    street = words.structure("streets")["across"][3]
    known = {"address": street, "description": DESCRIPTION, "channel": "email", "email": RESIDENT, "name": "Rosa Prueba", "language": "es"}
    for _ in range(12):
        _must(page.status == 200 and page.language == "es", f"{page.url} answered {page.status} in {page.language!r}: {page.text[:300]}")
        if page.url.rstrip("/").endswith("/check"):
            return page
        form = next(form for form in page.forms if form.attributes.get("id") == "step")
        page = rosa.send(page, form, **{name: known.get(name) or _any(form, name) for name in _asked(form)})
    raise NotThere(f"after twelve pages still at {page.url}")


def _asked(form: Form) -> list[str]:
    return [name for name in dict.fromkeys(form.names) if name not in {"csrfmiddlewaretoken", "lat", "lon", "phone", "words"}]


def _any(form: Form, name: str) -> str:
    """Any answer to a question of the catalogue: the last choice that is one (the first may be the emergency), else one that fits most."""
    if choices := [choice for choice in form.choices.get(name, []) if choice]:
        return choices[0] if name == "choice" else choices[-1]
    return (datetime.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M") if "date" in name or "when" in name else "2"  # noqa: DTZ005 as typed


def _signed_in(installation: Installation, account: dict[str, str]) -> Visitor:
    visitor = Visitor(installation.url, "en")
    page = visitor.open("/console/")
    page = visitor.send(page, page.form(name="login"), login=account["email"], password=account["password"])
    _must(page.status == 200 and "/console/" in page.url, f"signing in as {account['email']} led to {page.url} ({page.status})")
    return visitor


def _answers(supervisor: Visitor) -> int:
    """How many answers the figure R1 is made of."""
    page = supervisor.open("/console/figures/")
    _must(page.status == 200, f"{page.url} answered {page.status}")
    figure = page.text.split(" R1 ", 1)[-1].split("n = ", 1)
    _must(len(figure) == 2, "the page of figures has no R1")
    return int(figure[1].split()[0])


def _letter(installation: Installation, number: int) -> EmailMessage:
    """Her letter of that number, waited for."""
    deadline = time.monotonic() + MAIL_SECONDS
    while True:
        letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted((installation.data / "mail").glob("*.eml"))]
        hers = [letter for letter in letters if RESIDENT in letter["to"]]
        if len(hers) >= number:
            return hers[number - 1]
        _must(time.monotonic() < deadline, f"no letter number {number} within {MAIL_SECONDS} seconds")
        time.sleep(0.1)


def _text(letter: EmailMessage) -> str:
    return letter.get_body(["plain"]).get_content()


def _must_be_spanish(letter: EmailMessage) -> None:
    _must(letter["content-language"] == "es", f"“{letter['subject']}” says it is in {letter['content-language']!r}")
    english = [word for word in (" the ", " your ", " you ") if word in f" {letter['subject']} {_text(letter)} ".lower()]
    _must(not english, f"“{letter['subject']}” is not Spanish: it says{english[0] if english else ''}")


def _reference(letter: EmailMessage, installation: Installation) -> str:
    """The reference as it is spoken in the letter, in its short form."""
    prefix = re.escape(installation.environment.get("CX311_REFERENCE_PREFIX", "CX"))
    found = re.search(rf"\b{prefix}(-?[0-9A-Z]){{9}}\b", f"{letter['subject']} {_text(letter)}")
    _must(found is not None, "the receipt names no reference")
    return found[0].replace("-", "")
