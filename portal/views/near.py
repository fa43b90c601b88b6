"""Has somebody told us already: what others have reported nearby, to follow instead, or to say that hers is different."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from portal import near
from portal.views.steps import go_on, show


def near_step(request, service, draft, step):
    """One form: a button on each card follows it instead, or links this report to one that was closed; the one below goes on."""
    if request.method == "POST":
        if (reference := request.POST.get("follow", "")) in draft.get("near"):
            return redirect(reverse("portal:follow", args=[reference]) + "?" + urlencode({"report": draft.id}))
        if (reference := request.POST.get("again", "")) in draft.get("near"):
            draft.keep(after=reference)
        draft.keep(different=True)
        return go_on(service, draft, step)
    rows = near.around(service, draft)
    if not rows:  # done or taken back in the meantime
        draft.keep(near=[])
        return go_on(service, draft, step)
    return show(request, service, draft, step, "near", cards=near.cards(rows))
