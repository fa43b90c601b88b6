"""What residents ask of us beside their requests: to be called back, and to mend a page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from console.access import staff
from contact_center.calling_back import called
from contact_center.models import CallBack
from contacts.actions import start_call
from contacts.queries import open_call
from surveys.feedback import dealt_with, latest_words
from surveys.models import PageFeedback

TAKES = "contact_center.take_calls"
FIGURES = "surveys.view_figures"


@staff(TAKES)
@require_POST
def call_back_start(request, pk):
    """Call her: an open call with her number and language. Whether it is done, the agent says afterwards."""
    row = get_object_or_404(CallBack, pk=pk, called_at=None)
    try:
        call = start_call(agent=request.user, caller=row.phone, language=row.language)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        call = open_call(request.user)
        return redirect("console:call", call.pk) if call else redirect("console:calls")
    return redirect("console:call", call.pk)


@staff(TAKES)
@require_POST
def call_back_called(request, pk):
    row = get_object_or_404(CallBack, pk=pk)
    try:
        called(row, actor=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Called: it is off the list."))
    return redirect("console:calls")


@staff(FIGURES)
@require_GET
def figures_pages(request):
    """Words about our pages, those not yet dealt with first."""
    return render(request, "console/figures_pages.html", {"rows": latest_words()})


@staff(FIGURES)
@require_POST
def figures_page_done(request, pk):
    dealt_with(get_object_or_404(PageFeedback, pk=pk), actor=request.user)
    return redirect("console:figures_pages")
