"""Addresses in messages: absolute, in the language of the message."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from notifications.models import Kind

OPENS = {"alert": "alert_open", "follow": "follow_open", "address": "address_open"}  # the page behind a link, by its purpose


def _absolute(language, name, *args):
    with translation.override(language):
        return settings.PUBLIC_URL + reverse(f"portal:{name}", args=args)


def follow(message):
    """The page with the timeline by secret link for the reporter; for others the public page, or where they look the reference up."""
    if token := message.context.get("token"):
        return _absolute(message.language, "track", token)
    if message.context.get("is_public"):
        return one(message, message.about)
    return _absolute(message.language, "lookup") + "?" + urlencode({"reference": message.about})


def survey(message, q1=None):
    """The survey page; q1 only fills in the first answer, opening it changes nothing."""
    address = _absolute(message.language, "survey", message.context["survey_token"])
    return address if q1 is None else f"{address}?q1={q1}"


def confirm(message):
    """The page behind a link that shows an address to be hers; opening it changes nothing."""
    name = OPENS.get(message.context.get("purpose", ""), "mine_open")
    return _absolute(message.language, name, message.context.get("link_token") or "…")


def saved(message):
    """The page that asks whether to go on with a saved report; opening it changes nothing."""
    return _absolute(message.language, "saved", message.context.get("link_token") or "…")


def checklist(message, code):
    """The page of a service's list with the answers it was made from."""
    options = ".".join(map(str, message.context.get("options") or []))
    return _absolute(message.language, "prepare", code) + (f"?o={options}" if options else "")


def stop(message):
    """The page that asks whether to stop, and takes the one-click POST of mail programs; "" for a message nobody can be taken off."""
    name = "alert_stop" if message.kind == Kind.ALERT else "stop"
    return _absolute(message.language, name, message.context["stop"]) if message.context.get("stop") else ""


def one(message, reference):
    """The public page of a request."""
    return _absolute(message.language, "one", reference)


def everything(message):
    """The public list."""
    return _absolute(message.language, "requests")
