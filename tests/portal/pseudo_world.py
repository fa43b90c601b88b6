"""A city with one of everything that a page can show, and an address for every name of portal/urls.py."""

from types import SimpleNamespace

from django.urls import reverse

from accounts.models import Department
from catalog.models import ChecklistItem, Office, Service
from contacts.confirming import begin
from contacts.models import Channel
from notifications.models import Kind, Message
from portal import steps
from requests_app import actions
from requests_app.alerts import alert_stop_token
from requests_app.followers import stop_token
from requests_app.models import AreaAlert, ServiceRequest
from requests_app.photos import keep_photo
from surveys.actions import invite_closed
from surveys.models import Invitation
from tests import factories as make
from tests.factories import number
from tests.portal.conftest import Resident, photo

STATES = {  # each shows other sentences on the page of a request
    "submitted": lambda case, worker: None,
    "in_progress": lambda case, worker: actions.start(case, actor=worker),
    "asked": lambda case, worker: actions.message_resident(actions.start(case, actor=worker), "⟦?⟧", language="en", actor=worker, is_question=True),
    "outside": lambda case, worker: actions.wait_outside(actions.start(case, actor=worker), actor=worker, reason="⟦…⟧"),
    "resolved": lambda case, worker: actions.close(case, outcome="resolved", text="⟦…⟧", actor=worker),
    "answered_no": lambda case, worker: actions.close(case, outcome="answered_no", text="⟦…⟧", actor=worker),
    "withdrawn": lambda case, worker: actions.withdraw(case, text="⟦…⟧"),
}


def build(language, client):
    """-> the world: cases by name, and what the secret links need."""
    pothole = Service.objects.get(code="pothole")
    Service.objects.filter(pk=pothole.pk).update(
        what_to_bring_en="A drawing", next_steps_en="We look.\nWe fill.", how_long_en="Six days", cost_en="Free", emergency_text_en="If a car sank"
    )
    Department.objects.update(phone="408 555 0100", email="streets@example.com")
    for order, kind in enumerate(("bring", "fee", "form", "know")):
        ChecklistItem.objects.create(service=pothole, order=order, kind=kind, text_en=f"A thing to {kind}")
    office = Office.objects.create(code="hall", department=make.department(), name_en="City hall", address="1 Main Street", directions_en="Room 2")
    office.services.add(pothole)
    article = make.article(body_en="## Why\n\nWe *fill* them.\n\n- one\n- two", keywords_en="hole")
    article.services.add(pothole)
    worker, ana = make.user(), make.resident(phone="408 555 0123", language=language)
    cases = {}
    for name, happens in STATES.items():
        cases[name] = make.request(of=pothole, contact=ana, language=language, answers={"size": "small"}, description="⟦…⟧")
        happens(cases[name], worker)
    keep_photo(photo(), request=cases["submitted"], actor="resident")
    eva = make.resident(email="eva@example.com", name="Éva", language="es")  # her words must be marked as Spanish wherever others read them
    other = make.request(of=pothole, contact=eva, language="es", channel=Channel.PHONE, answers={"size": "small"}, description="Hay un bache.")
    ended = make.request(of=pothole, contact=eva, language="es", answers={"size": "small"}, description="Otro bache.")
    actions.close(ended, outcome="resolved", text="Ya lo hemos reparado.", actor=worker)
    invite_closed()
    return SimpleNamespace(
        language=language, pothole=pothole, article=article, office=office, worker=worker, ana=ana, cases=cases, other=other,
        invitation=Invitation.objects.first(), photo=cases["submitted"].attachments.get(), client=client,
    )  # fmt: skip


def somebody():
    """Another address each time: to one of them we write three times an hour at most."""
    return f"bo{next(number)}@example.com"


def _link(world, path, data, kind=Kind.CONFIRM):
    """Ask on a page for a letter with a link. -> the secret of the link"""
    response = world.client.post(path, data)
    assert response.status_code in (200, 302), response.content.decode()
    return Message.objects.filter(kind=kind).latest("id").context["link_token"]


def _own(world, name, *args):
    return reverse(f"portal:{name}", args=args)


def _alert_link(world):
    return _link(world, _own(world, "alert"), {"district": "north", "service": "", "email": somebody()})


def _follow_link(world):
    return _link(world, _own(world, "follow", world.other.reference), {"point": somebody(), "language": world.language})


def _saved_link(world, step="photos"):
    draft = _draft(world, step).split("/report/")[1].split("/")[0]
    return _link(world, _own(world, "save", draft), {"point": somebody()}, Kind.SAVED)


def _draft(world, step):
    return Resident(world.client, world.language).begin().up_to(step).url


def _emergency(world):
    resident = Resident(world.client, world.language).begin().up_to("details")
    resident.send(size="gas", description="A hole.")
    return resident.url


def _steps(world):
    walked = [step for step in steps.ORDER if step not in ("near", "emergency")]  # near is met on the way where it shows something
    return [*(_draft(world, step) for step in walked), _emergency(world), Resident(world.client, world.language).begin("other").url]


def _stop(world):
    return stop_token(world.cases["submitted"].followers.first())


def _alert_stop(world):
    _alert_link(world)
    return alert_stop_token(AreaAlert.objects.latest("id"))


# name in portal/urls.py -> its addresses in this world. A new name needs a line here, so that its page is looked at too.
PAGES = {
    "home": lambda w: [_own(w, "home")],
    "search": lambda w: [_own(w, "search") + query for query in ("", "?q=hole", "?q=ẋẋẋ", "?need=streets")],
    "service": lambda w: [_own(w, "service", "pothole")],
    "prepare": lambda w: [_own(w, "prepare", "pothole")],
    "paper": lambda w: [_own(w, "paper", "pothole")],
    "article": lambda w: [_own(w, "article", w.article.slug)],
    "helpful": lambda w: [],  # only sent to: the form is on the article
    "report": lambda w: [_own(w, "report", "pothole")],
    "report_step": _steps,
    "save": lambda w: [_draft(w, "photos").rsplit("/", 2)[0] + "/save/"],
    "saved": lambda w: [_own(w, "saved", _saved_link(w)), _own(w, "saved", "x" * 22)],
    "address_open": lambda w: [_own(w, "address_open", token) for token in (begin("email", somebody(), language=w.language)[1], "x" * 32)],
    "done": lambda w: [_own(w, "done", w.cases["submitted"].token)],
    "lookup": lambda w: [_own(w, "lookup") + f"?reference={reference}" for reference in (w.cases["submitted"].reference, "CX1")],
    "mine": lambda w: [_own(w, "mine")],
    "mine_code": lambda w: [_own(w, "mine_code")],
    "mine_leave": lambda w: [],  # only sent to
    "mine_open": lambda w: [_own(w, "mine_open", _link(w, _own(w, "mine"), {"point": "ana@example.com"})), _own(w, "mine_open", "x" * 32)],
    "track": lambda w: [_own(w, "track", case.token) for case in ServiceRequest.objects.order_by("id")],
    "track_date": lambda w: [_own(w, "track_date", w.cases["in_progress"].token)],
    "track_share": lambda w: [_own(w, "track_share", w.cases["in_progress"].token)],
    "survey": lambda w: [_own(w, "survey", w.invitation.token), _own(w, "survey", w.invitation.token) + "?q1=5"],
    "stop": lambda w: [_own(w, "stop", _stop(w))],
    "photo": lambda w: [],  # a picture
    "offline": lambda w: [_own(w, "offline")],
    "worker": lambda w: [],  # a script without words
    "help": lambda w: [_own(w, "help")],
    "accessibility": lambda w: [_own(w, "accessibility")],
    "call_me": lambda w: [_own(w, "call_me")],
    "about_page": lambda w: [_own(w, "about_page")],
    "requests": lambda w: [_own(w, "requests") + query for query in ("", "?state=closed", "?district=north", "?service=other")],
    "requests_map": lambda w: [_own(w, "requests_map")],
    "city_map": lambda w: [_own(w, "city_map")],
    "places": lambda w: [_own(w, "places") + query for query in ("?q=main", "?q=ẋẋẋ")],
    "place": lambda w: [_own(w, "place") + query for query in ("?lat=37.05&lon=-121.95", "?lat=10&lon=10")],
    "alert": lambda w: [_own(w, "alert")],
    "alert_open": lambda w: [_own(w, "alert_open", _alert_link(w)), _own(w, "alert_open", "x" * 32)],
    "alert_stop": lambda w: [_own(w, "alert_stop", _alert_stop(w))],
    "feed": lambda w: [_own(w, "feed")],
    "follow_open": lambda w: [_own(w, "follow_open", _follow_link(w)), _own(w, "follow_open", "x" * 32)],
    "follow": lambda w: [_own(w, "follow", w.other.reference)],
    "follow_code": lambda w: [_own(w, "follow_code", w.other.reference)],
    "one_code": lambda w: [],  # a picture
    "one": lambda w: [_own(w, "one", case.reference) for case in ServiceRequest.objects.public()[:4]],
}
