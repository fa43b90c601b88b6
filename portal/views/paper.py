"""A report on paper: the questions of a service as a form to print, fill in by hand, and bring or send (R56). Nothing is asked for here."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Datatype
from catalog.queries import current

LINES = {Datatype.TEXT: range(3)}  # how much room an answer in words gets; one line where nothing is said


@require_safe
def paper(request, code):
    """The blank form of a service, with the offices that take it."""
    catalogue = current()
    service = catalogue.service(code)
    if service is None or service.is_hidden:
        raise Http404
    asked = [(question, LINES.get(question.datatype, range(1))) for question in service.questions if question.is_variable]
    offices = [(office, catalogue.department(office.department_id)) for office in catalogue.offices_for(service) or catalogue.offices]
    languages = [(code, settings.ALL_LANGUAGES[code]) for code, _name in settings.LANGUAGES]
    return render(request, "portal/paper.html", {"service": service, "asked": asked, "offices": offices, "languages": languages, "words": range(6)})
