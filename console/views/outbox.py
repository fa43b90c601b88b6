"""What we told residents, and what could not be told: every message with its exact text."""

from django.contrib import messages as flashes
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from console.access import staff
from notifications import actions
from notifications.models import Message
from notifications.rendering import render as rendered
from notifications.status import MessageStatus

SEES = "notifications.view_messages"
MOST = 50


@staff(SEES)
@require_GET
def messages(request):
    """By state, the newest first; *before* is the number of the last one seen."""
    state = request.GET.get("state", "")
    rows = Message.objects.visible_to(request.user).select_related("contact").order_by("-id")
    if state in MessageStatus.values:
        rows = rows.filter(status=state)
    if about := request.GET.get("about", "").strip():
        rows = rows.filter(about=about)
    if request.GET.get("before", "").isdigit():
        rows = rows.filter(pk__lt=int(request.GET["before"]))
    found = list(rows.defer("text", "html", "context")[: MOST + 1])
    counts = dict(
        Message.objects.visible_to(request.user).exclude(status=MessageStatus.SENT).values_list("status").annotate(n=Count("pk")).order_by()
    )
    context = {
        "rows": found[:MOST],
        "older": found[MOST - 1].pk if len(found) > MOST else None,
        "state": state,
        "about": about,
        "tabs": [("", _("All"), None)] + [(s.value, s.label, None if s == MessageStatus.SENT else counts.get(s.value, 0)) for s in MessageStatus],
    }
    return render(request, "console/messages.html", context)


def exact(message):
    """The words as they went out, or as they would go out now."""
    if message.text:
        return {"subject": message.subject, "text": message.text, "was_sent": message.status == MessageStatus.SENT}
    made = rendered(message)
    return {"subject": made.subject, "text": made.text, "was_sent": False}


@staff(SEES)
@require_GET
def message(request, public_id):
    message = get_object_or_404(Message.objects.visible_to(request.user).select_related("contact"), public_id=public_id)
    return render(request, "console/message.html", {"message": message, "words": exact(message), "may_retry": may_retry(request.user, message)})


def may_retry(user, message):
    return message.status in (MessageStatus.DEAD, MessageStatus.FAILED) and user.has_perm("notifications.retry_messages")


@staff("notifications.retry_messages")
@require_POST
def message_retry(request, public_id):
    message = get_object_or_404(Message.objects.visible_to(request.user), public_id=public_id)
    try:
        actions.retry(message, actor=request.user)
    except ValidationError as error:
        flashes.warning(request, " ".join(error.messages))
    else:
        flashes.success(request, _("It will be tried again now."))
    return redirect("console:message", public_id)
