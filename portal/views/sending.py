"""Check your answers, send once, and the confirmation."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from catalog.queries import current
from contacts.actions import Person
from contacts.models import Channel, Source
from portal import limits
from portal.answered import answered
from portal.forms.you import ANONYMOUS
from portal.views.address import AddressBox
from portal.views.earlier import earlier_of
from portal.views.secret import render_secret, request_of
from portal.views.slowing import slow_down
from portal.views.steps import show
from requests_app.actions import forget, submit
from requests_app.models import Actor, Attachment


def check_step(request, service, draft, step):
    """All she told us, each with its change link; sending is done here, as often as she likes with the same result."""
    if request.method == "POST":
        if slow := slow_down(request, service, draft, step):
            return slow
        try:
            made = _send(service, draft)
        except ValidationError as error:
            return _look_again(request, service, draft, step, error)
        if draft.get("saved"):
            forget(draft.id)
        if made.was_created:
            limits.count(request, "submit", limits.SUBMISSIONS)
        draft.keep(sent=made.token, reached=_reached(draft, made))
        draft.forget("description", "answers", "place", "you", "typed")
        return redirect("portal:done", made.token)
    if not draft.get("checked"):
        draft.keep(checked=True)
    return show(request, service, draft, step, "check", **_summary(service, draft))


def _summary(service, draft):
    photos = Attachment.objects.filter(draft_key=draft.key, request=None).order_by("id")
    you = draft.get("you") or {}
    is_anonymous = you.get("channel") == ANONYMOUS and not you.get("agrees")
    return {"place": draft.get("place"), "description": draft.get("description"), "answers": answered(service, draft.get("answers") or {}),
            "photos": list(photos), "you": you, "is_anonymous": is_anonymous, "other": _other(you), "earlier": earlier_of(draft)}  # fmt: skip


def _other(you):
    """The person somebody does this for, in the same words as one who does it for herself; None when it is for herself."""
    names = ("name", "channel", "email", "phone", "language")
    return {name: you.get(f"other_{name}", "") for name in names} if you.get("agrees") else None


def _person(you, language):
    reached = {"email": you["email"], "phone": you["phone"]}
    if you["channel"] == ANONYMOUS:
        return Person(name=you["name"], language=language) if you["name"] else None
    known = {"language_source": Source.ASKED, "channel": you["channel"], "channel_source": Source.ASKED}
    return Person(name=you["name"], language=language, **reached, **known)


def _send(service, draft):
    place, you = draft.get("place") or {}, draft.get("you") or {}
    other = _other(you)
    language = (other or you).get("language") or get_language()
    return submit(
        service_id=service.id, language=language, channel=Channel.WEB, actor=Actor.RESIDENT, description=draft.get("description") or "",
        answers=draft.get("answers") or {}, person=_person(other or you, language), draft_key=draft.key, idempotency_key=draft.key,
        proxy=_person(you, you.get("language") or get_language()) if other else None, asks_to_confirm=True,
        lat=place.get("lat"), lon=place.get("lon"), address=place.get("text", ""), zipcode=place.get("zipcode", ""),
        follows_up=earlier_of(draft),
    )  # fmt: skip


def _reached(draft, made):
    """What the page after sending needs to have an address confirmed or corrected: [kind, value, name, is it another person's]."""
    you = draft.get("you") or {}
    person = _other(you) or you
    if person.get("channel") not in (Channel.EMAIL, Channel.SMS):
        return None
    own = ("email", person["email"]) if person["channel"] == Channel.EMAIL else ("phone", person["phone"])
    return [*(made.asked_point or own), person["name"], bool(you.get("agrees"))]


def _look_again(request, service, draft, step, error):
    """The catalogue changed under her, or something else does not fit any more: say what, with the link to where it is mended."""
    where = {"place": "place", "description": "details", "contact": "you", "email": "you", "phone": "you"}
    fields = error.error_dict if hasattr(error, "error_dict") else {"": [error]}
    where |= {question.code: "more" if question.depends_on else "details" for question in service.questions}
    problems = [{"step": where.get(name, "check"), "messages": problem.messages} for name, found in fields.items() for problem in found]
    return show(request, service, draft, step, "check", status=422, problems=problems, **_summary(service, draft))


@require_http_methods(["GET", "HEAD", "POST"])
def done(request, token):
    """Sent: the reference, the date, what happens next, how she will hear; whoever sent it may confirm or correct the address here."""
    made = request_of(token)
    box = AddressBox(request, made)
    if request.method == "POST" and (answer := box.act()):
        return answer
    followers = list(made.followers.told().select_related("contact").order_by("id"))
    context = {
        "made": made, "service": current().service_by_id(made.service_id), "address": box,
        "reporter": next((follower for follower in followers if follower.is_reporter), None),
        "helper": next((follower for follower in followers if follower.is_proxy), None), "form": box.form_with_errors,
    }  # fmt: skip
    return render_secret(request, "portal/done.html", context, box.http_status)
