"""The steps of a report, their order, and the first that is still missing. Pure: a draft and a ServiceEntry in, names out.

place → (near) → details → (emergency) → (more) → photos → you → check. *near* shows what others have told us of this place; *more* asks what
earlier answers call for; *emergency* stands in the way when an answer or a word means danger, until she says that it is none.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.answers import means_danger

NAMES = {
    "place": pgettext_lazy("step of a report", "Place"),
    "details": pgettext_lazy("step of a report", "Details"),
    "photos": pgettext_lazy("step of a report", "Photos"),
    "you": pgettext_lazy("step of a report", "About you"),
    "check": pgettext_lazy("step of a report", "Check"),
}
BETWEEN = {"near": "place", "emergency": "details", "more": "details"}  # pages that belong to a counted step
TITLES = {
    "place": _("Where is it?"),
    "near": _("Has somebody told us already?"),
    "details": _("Tell us more"),
    "emergency": _("If someone is in danger, call 911 now"),
    "more": _("A little more"),
    "photos": _("Add photos or documents, if you have any"),
    "you": _("How can we reach you?"),
    "check": _("Check your answers"),
}
ORDER = tuple(TITLES)


def counted(service):
    """The steps of a service that are named and counted."""
    return [name for name in NAMES if name != "place" or service.needs_place]


def roots(service):
    """Questions asked of everybody."""
    return [question for question in service.questions if not question.depends_on]


def followups(service, draft):
    """Questions the answers so far call for."""
    answers = draft.get("answers") or {}
    return [question for question in service.questions if question.depends_on and question.is_asked(answers)]


def dangers(service, draft):
    """What means danger so far: {mark: the chosen option or the words she wrote}. *said* is found when she writes (portal.danger)."""
    option, said = means_danger(service, draft.get("answers") or {}), draft.get("said")
    chosen = {f"{option.question_id}:{option.key}": option} if option else {}
    return chosen | ({f"said:{said}": said} if said else {})


def danger(service, draft):
    """The chosen option or the words that mean danger, until she said that it is no emergency; or None."""
    calm = draft.get("calm") or []
    return next((found for mark, found in dangers(service, draft).items() if mark not in calm), None)


def first_missing(service, draft):
    """The first step that still needs something, "check" when none does."""
    if service.needs_place and "place" not in draft:
        return "place"
    if draft.get("near") and not draft.get("different"):
        return "near"
    if "answers" not in draft:
        return "details"
    if danger(service, draft):
        return "emergency"
    if {question.code for question in followups(service, draft)} - set(draft.get("asked") or []):
        return "more"
    return next((name for name in ("photos", "you") if name not in draft), "check")


def applies(service, draft, step):
    """May this page be shown now? Not before the steps it stands on, and only where there is something to ask."""
    if step == "emergency":
        return danger(service, draft) is not None
    if step == "near" and not draft.get("near"):
        return False
    if step == "more" and not followups(service, draft):
        return False
    if step == "place" and not service.needs_place:
        return False
    return step in ORDER and ORDER.index(step) <= ORDER.index(first_missing(service, draft))


def after(service, draft, step):
    """Where to go when *step* is done: to what is missing, to the check once she has seen it, else to the next page."""
    missing = first_missing(service, draft)
    if draft.get("checked") or ORDER.index(missing) <= ORDER.index(step):
        return missing
    return next(name for name in ORDER[ORDER.index(step) + 1 :] if applies(service, draft, name))


def before(service, draft, step):
    """The page before, for the back link; None at the first."""
    if draft.get("checked") and step != "check":
        return "check"
    earlier = [name for name in ORDER[: ORDER.index(step)] if name != "emergency" and applies(service, draft, name)]
    return earlier[-1] if earlier else None


def number(service, step):
    """(which, of how many) of a page."""
    names = counted(service)
    return names.index(BETWEEN.get(step, step)) + 1, len(names)
