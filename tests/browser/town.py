"""A town with one of everything that a page of the portal can show, and the browsers' sessions that have come so far."""

import io
from datetime import timedelta

import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image

from accounts.models import Role
from catalog.models import ChecklistItem, DangerWords, Office
from contacts.models import Confirmation
from notifications.confirming import ALERT, send_confirmation
from notifications.models import Kind, Message
from portal import popular
from requests_app import actions
from requests_app.alerts import alert_stop_token, ask_for_alert
from requests_app.followers import stop_token
from requests_app.models import Actor, ServiceRequest
from requests_app.photos import keep_photo
from requests_app.status import Outcome
from surveys.actions import answer, invite_closed
from surveys.models import Invitation
from tests import factories as make
from tests.portal.conftest import Resident

ANA, BO = "ana@example.com", "bo@example.com"
BODY = "We fill **most** holes within three days.\n\n## When it takes longer\n\n- after a storm\n- on a private road\n\n[Call us](tel:311) then."


class Town:
    """Names of what a page needs: *requests* by state, *sessions* by who has come how far, *drafts*, *tokens* of links."""

    def __init__(self, pothole):
        cache.clear()
        popular._held.clear()
        self.pothole = pothole
        self.worker = make.user(Role.WORKER)
        self.ana = make.resident(email=ANA)
        self.requests, self.sessions, self.drafts, self.tokens = {}, {}, {}, {}
        self._catalogue()
        self._cases()
        self._reports()
        self._doors()
        self._survey()

    def _catalogue(self):
        DangerWords.objects.create(language="en", words="on fire")
        self.pothole.name_ar, self.pothole.name_zh_hant = "حفرة في الطريق", "路面坑洞"
        self.pothole.description_es, self.pothole.description_ar = "Tapamos los baches de las calles.", "نصلح الحفر في الشوارع."
        self.pothole.description_vi, self.pothole.description_zh_hant = "Chúng tôi lấp ổ gà trên đường phố.", "我們修補街道上的坑洞。"
        self.pothole.emergency_text_en = "Is the road sinking? Keep away from it."
        self.pothole.cost_en, self.pothole.how_long_en, self.pothole.next_steps_en = "Nothing", "Three working days", "We look at it.\nWe fill it."
        self.pothole.what_to_bring_en = "The address\nA photo, if you have one"
        self.pothole.save()
        make.article(body_en=BODY).services.add(self.pothole)
        permit = make.service("permit", name="Permit", name_es="Permiso", name_vi="Giấy phép", cost_en="By size", how_long_en="Six days")
        who = make.question(permit, "who", "singlevaluelist", options=["owner", "contractor"], label="Who builds?")
        for order, (kind, text, keys) in enumerate((("bring", "A drawing", []), ("bring", "A license", ["contractor"]), ("fee", "Ten dollars", []))):
            ChecklistItem.objects.create(service=permit, order=order, kind=kind, text_en=text, depends_on=who if keys else None, depends_keys=keys)
        hall = Office.objects.create(
            code="hall", department=make.department(), name_en="City hall", address="1 First Street", directions_en="Room 2", phone="408 555 0100"
        )
        hall.services.add(permit)

    def _case(self, name, **fields):
        words = {"description": "A deep hole near the school.", "language": "en", "address": "1234 Main Street", "answers": {"size": "small"}}
        made = make.request(of=self.pothole, contact=self.ana, **{**words, **fields})
        self.requests[name] = made
        return made

    def _cases(self):
        with time_machine.travel(timezone.now() - timedelta(days=12), tick=False):
            self._case("late")
            for name in ("resolved", "refused", "reopened", "answered", "survey closed"):
                self._case(name)
        worker, text = self.worker, "We filled the hole with asphalt."
        keep_photo(self.photo(), actor=Actor.RESIDENT, request=self._case("open"))
        for name, act in {
            "working": lambda made: actions.start(made, actor=worker),
            "asked": lambda made: actions.message_resident(made, "Which side of the street?", actor=worker, is_question=True),
            "outside": lambda made: (actions.start(made, actor=worker), actions.wait_outside(made, reason="The power company", actor=worker)),
            "withdrawn": lambda made: actions.withdraw(made, text="Taken back by the person who reported it."),
        }.items():
            act(self._case(name))
        for name in ("resolved", "reopened", "answered", "survey closed"):
            actions.close(self.requests[name], outcome=Outcome.RESOLVED, text=text, actor=worker)
        actions.close(self.requests["refused"], outcome=Outcome.ANSWERED_NO, text="This road is private, so its owner must mend it.", actor=worker)
        actions.reopen(self.requests["reopened"], reason="The hole is back.", actor=Actor.RESIDENT)
        actions.repromise(self._case("moved"), timezone.localdate() + timedelta(days=20), reason="The asphalt is late.", actor=worker)
        proved = self._case("proved")
        for who in (Actor.RESIDENT, worker):
            keep_photo(self.photo(), actor=who, request=proved)
        actions.close(proved, outcome=Outcome.RESOLVED, text=text, actor=worker)
        ServiceRequest.objects.filter(pk=self._case("private").pk).update(is_public=False)
        for made in self.requests.values():
            made.refresh_from_db()

    def _keep(self, name, resident):
        self.sessions[name] = resident.client.session.session_key
        self.drafts[name] = resident.url.split("/report/")[1].split("/")[0] if "/report/" in resident.url else ""
        return resident

    def _reports(self):
        """One browser each: at the place, where an answer meant danger, and ready to send with a photo."""
        self._keep("new", Resident(Client()).begin())
        danger = self._keep("danger", Resident(Client()).begin().up_to("details"))
        danger.send(size="gas", description="It smells.")
        ready = self._keep("ready", Resident(Client()).begin().up_to("photos"))
        ready.client.post(ready.url, {"photos": [self.photo()], "add": "1"})
        ready.up_to("check")
        ready.client.get(ready.url)
        data = {"service": "pothole", "place": {"text": "12 Main Street", "lat": 37.05012, "lon": -121.95, "zipcode": "95000"}, "at": "details"}
        self.tokens["saved"] = actions.save_report(draft_id="a" * 16, data=data, language="en", point=("email", ANA)).token
        sent = self._keep("sent", Resident(Client()).begin().up_to("check"))
        sent.send()
        self.requests["sent"] = ServiceRequest.objects.latest("id")
        settled = sent.begin().up_to("you")
        self._keep("settled", settled)
        helper = self._keep("helper", Resident(Client()).begin().up_to("you"))
        helper.send(who="other")
        helped = self._keep("helped", Resident(Client()).begin().up_to("you"))
        helped.send(who="other")
        helped.send(other_name="Lan Tran", other_channel="sms", other_phone="408 555 0123", other_language="vi", agrees="on", name="Kim Tran",
                    channel="email", email="kim@example.com", language="en")  # fmt: skip
        known = Resident(Client()).begin().up_to("you")
        at = timezone.now() + timedelta(hours=12)
        session = known.client.session
        session["known_point"] = ["email", ANA, at.timestamp()]
        session.save()
        self._keep("known", known)

    def _doors(self):
        for kind, value in (("email", ANA), ("email", BO)):
            make.resident(email=value, name="")
            send_confirmation(kind, value, language="en", purpose=ALERT if value == BO else "mine")
            letter = Message.objects.filter(kind=Kind.CONFIRM).latest("id")
            self.tokens[value] = letter.context["link_token"]
        at = timezone.now() + timedelta(hours=12)
        self.sessions["ana"] = self._session(known_point=["email", ANA, at.timestamp()])
        self.sessions["nobody"] = self._session(known_point=["email", "nobody@example.com", at.timestamp()])
        self.sessions["asked"] = self._session(asked_point=["email", ANA])
        bo = make.resident(email=BO, name="")
        self.tokens["stop alert"] = alert_stop_token(ask_for_alert(bo, service=self.pothole, language="en"))
        actions.ask_to_follow(self.requests["open"], "email", BO, language="en")
        self.tokens["stop"] = stop_token(self.requests["open"].followers.get(is_reporter=True))

    def _session(self, **values):
        session = Client().session
        session.update(values)
        session.save()
        return session.session_key

    def _survey(self):
        with override_settings(SURVEY_REST_DAYS=0):  # she may be asked about all her requests on one day
            for _turn in range(4):  # one a resident at a time
                invite_closed()
        links = dict(Invitation.objects.values_list("request_id", "token"))
        self.tokens |= {f"survey {name}": links[made.pk] for name, made in self.requests.items() if made.pk in links}
        answer(self.tokens["survey answered"], language="en", q1=5)
        Invitation.objects.filter(token=self.tokens["survey survey closed"]).update(expires_at=timezone.now())

    def again(self):
        """Forget who asked how often, so that no page meets a limit; and let confirmations be asked for once more."""
        cache.clear()
        Confirmation.objects.exclude(value__in=(ANA, BO)).delete()
        Message.objects.filter(kind=Kind.SAVED).delete()

    @staticmethod
    def photo():
        out = io.BytesIO()
        Image.effect_noise((320, 240), 60).convert("RGB").save(out, "JPEG")
        return SimpleUploadedFile("IMG_0042.jpg", out.getvalue(), content_type="image/jpeg")

    def token(self, name):
        return self.requests[name].token

    def cookie(self, name):
        return {"name": settings.SESSION_COOKIE_NAME, "value": self.sessions[name]}
