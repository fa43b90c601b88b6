"""A city with three departments, somebody of every role, and one of everything that the console shows."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role, Team
from contact_center.actions import offer
from contact_center.calling_back import ask_call_back
from contacts.actions import start_call
from contacts.models import Contact
from notifications.models import Message
from requests_app import actions
from requests_app.models import ServiceRequest
from requests_app.photos import keep_photo
from surveys.feedback import tell_about_page
from tests import factories as make
from tests.portal.conftest import photo

PACKET = {"need": "Un árbol caído", "promised": "nada", "question": "Please remove the tree", "tried": "", "mood": ""}


@pytest.fixture(autouse=True)
def _console(static_files, settings, tmp_path):
    settings.DEMO_SKIPS_MFA = True  # the people of the factories are demo accounts; test_access.py asks for the second step
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def world(db):
    """streets owns the requests; parks is offered one of them; the library has nothing to do with any; calls are at 311."""
    for code in ("streets", "parks", "library", "calls"):
        make.department(code, name=code.title())
    Team.objects.create(department=make.department("streets"), code="streets-night", name_en="Night crew")
    people = {
        "worker": make.user(Role.WORKER, of="streets", name="Wanda Worker"),
        "stranger": make.user(Role.WORKER, of="library", name="Lib Stranger"),
        "receiver": make.user(Role.WORKER, of="parks", name="Rita Receiver"),
        "agent": make.user(Role.AGENT, of="calls", name="Ada Agent", languages=["es"]),
        "other_agent": make.user(Role.AGENT, of="calls", name="Bea Agent"),
        "supervisor": make.user(Role.SUPERVISOR, of="calls", name="Sue Supervisor"),
        "administrator": make.user(Role.ADMINISTRATOR, of="calls", name="Dan Administrator"),
        "nobody": make.user(None, name="Nora Nobody"),
    }
    ana = make.resident(phone="408 555 0123")
    plain = make.request(contact=ana)
    given = make.request(contact=ana, description="Un árbol caído.")
    ended = make.request(contact=ana, description="Otro bache.")
    ended = actions.close(ended, outcome="resolved", text="Reparado.", actor=people["worker"])
    dead = Message.objects.order_by("id").first()
    Message.objects.filter(pk=dead.pk).update(status="dead", attempts=9, last_error="refused")
    handoff = offer(request=given, to_team=make.team("parks"), sender=people["worker"], reason="It is a park tree", packet=PACKET, kind="async_dept")
    return SimpleNamespace(
        **people,
        people=people,
        ana=Contact.objects.get(pk=ana.pk),
        plain=ServiceRequest.objects.get(pk=plain.pk),
        given=ServiceRequest.objects.get(pk=given.pk),
        ended=ended,
        dead=Message.objects.get(pk=dead.pk),
        handoff=handoff,
        offer=handoff.offers.get(),
        photo=keep_photo(SimpleUploadedFile("hole.jpg", photo().read()), request=plain, actor="resident"),
        call_back=ask_call_back(phone="408 555 0177", language="vi", name="Lan")[0],
        article=make.article(),
        word=tell_about_page(page="/en/help/", language="en", text="Please say more."),
        call=start_call(agent=people["agent"], caller="+14085550123", contact=ana, language="es"),
    )


@pytest.fixture
def as_():
    """as_(user): a browser in which she is signed in."""

    def signed_in(user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
