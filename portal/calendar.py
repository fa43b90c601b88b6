"""The expected date as a calendar file: the same event each time, so that a new date takes the old one's place."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from notifications.words import grouped


def expected_date(request, service, *, moves):
    """A request's promised day as an iCalendar file, in the active language. -> bytes

    moves: how often the date has moved, which tells calendars the newer file (SEQUENCE). Holds the reference and nothing about the person:
    calendars are shared.
    """
    day = timezone.localdate(request.promised_at)
    event = Event()
    event.add("uid", f"{request.reference.lower()}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("sequence", moves)
    event.add("dtstamp", request.updated_at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    said = {"service": service.name, "reference": grouped(request.reference)}
    event.add("summary", _text(_("%(service)s: expected date of your request %(reference)s") % said))
    event.add("description", _text(_("Questions? Call %(phone)s and say your reference.") % {"phone": settings.CITY_PHONE}))
    event.add("url", settings.PUBLIC_URL + reverse("portal:lookup") + "?" + urlencode({"reference": request.reference}))
    event.add("transp", "TRANSPARENT")  # a day to know of, not a day that is taken
    calendar = Calendar()
    calendar.add("prodid", "-//cx311//cx311//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def _text(words):
    return vText(words, params={"language": get_language()})
