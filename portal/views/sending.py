"""Check your answers, send once, and the confirmation."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import get_language

from catalog.queries import current
from contacts.actions import Person
from contacts.models import Channel, Source
from portal.answered import answered
from portal.forms.you import ANONYMOUS
from portal.views.earlier import earlier_of
from portal.views.secret import render_secret, request_of
from portal.views.steps import show
from requests_app.actions import forget, submit
from requests_app.models import Actor, Attachment


def check_step(request, service, draft, step):
    """All she told us, each with its change link; sending is done here, as often as she likes with the same result."""
    if request.method == "POST":
        try:
            made = _send(service, draft)
        except ValidationError as error:
            return _look_again(request, service, draft, step, error)
        if draft.get("saved"):
            forget(draft.id)
        draft.keep(sent=made.token)
        draft.forget("description", "answers", "place", "you", "typed")
        return redirect("portal:done", made.token)
    if not draft.get("checked"):
        draft.keep(checked=True)
    return show(request, service, draft, step, "check", **_summary(service, draft))


def _summary(service, draft):
    photos = Attachment.objects.filter(draft_key=draft.key, request=None).order_by("id")
    you = draft.get("you") or {}
    return {"place": draft.get("place"), "description": draft.get("description"), "answers": answered(service, draft.get("answers") or {}),
            "photos": list(photos), "you": you, "is_anonymous": you.get("channel") == ANONYMOUS, "earlier": earlier_of(draft)}  # fmt: skip


def _send(service, draft):
    place, you = draft.get("place") or {}, draft.get("you") or {}
    is_anonymous = you.get("channel") == ANONYMOUS
    language = you.get("language") or get_language()
    person = None
    if not is_anonymous:
        person = Person(name=you["name"], email=you["email"], phone=you["phone"], language=language, language_source=Source.ASKED,
                        channel=you["channel"], channel_source=Source.ASKED)  # fmt: skip
    return submit(
        service_id=service.id, language=language, channel=Channel.WEB, actor=Actor.RESIDENT, description=draft.get("description") or "",
        answers=draft.get("answers") or {}, person=person, draft_key=draft.key, idempotency_key=draft.key,
        lat=place.get("lat"), lon=place.get("lon"), address=place.get("text", ""), zipcode=place.get("zipcode", ""),
        follows_up=earlier_of(draft),
    )  # fmt: skip


def _look_again(request, service, draft, step, error):
    """The catalogue changed under her, or something else does not fit any more: say what, with the link to where it is mended."""
    where = {"place": "place", "description": "details", "contact": "you", "email": "you", "phone": "you"}
    fields = error.error_dict if hasattr(error, "error_dict") else {"": [error]}
    where |= {question.code: "more" if question.depends_on else "details" for question in service.questions}
    problems = [{"step": where.get(name, "check"), "messages": problem.messages} for name, found in fields.items() for problem in found]
    return show(request, service, draft, step, "check", status=422, problems=problems, **_summary(service, draft))


def done(request, token):
    """Sent: the reference, the date, what happens next, how she will hear."""
    made = request_of(token)
    service = current().service_by_id(made.service_id)
    reporter = made.followers.select_related("contact").filter(is_reporter=True, stopped_at=None).first()
    return render_secret(request, "portal/done.html", {"made": made, "service": service, "reporter": reporter})
