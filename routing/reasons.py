"""The decisions of routing.engine in words, for staff."""

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from routing.engine import Reason

CONDITIONS = {
    "service": pgettext_lazy("condition of a routing rule", "service"),
    "group": pgettext_lazy("condition of a routing rule", "need"),
    "district": pgettext_lazy("condition of a routing rule", "district"),
    "language": pgettext_lazy("condition of a routing rule", "language"),
    "channel": pgettext_lazy("condition of a routing rule", "channel"),
}
UNKNOWN = gettext_lazy("It was sent there for a reason we can no longer explain.")


def _sentence(reason):
    rule = {"order": reason.get("order"), "name": reason.get("name", "")}
    match reason.get("code"):
        case Reason.RULE if reason.get("matched"):
            return _("Rule %(order)s, “%(name)s”, sends it there because of: %(conditions)s.") % (rule | {"conditions": _named(reason["matched"])})
        case Reason.RULE:
            return _("Rule %(order)s, “%(name)s”, sends everything there.") % rule
        case Reason.FALLBACK:
            return _("No rule applies, so it goes to the team that takes new requests in the service's department.")
        case Reason.DIFFERS:
            return _("Rule %(order)s, “%(name)s”, was passed over because of: %(conditions)s.") % (
                rule | {"conditions": _named(reason.get("differs", ()))}
            )
        case Reason.TEAM_INACTIVE:
            return _("Rule %(order)s, “%(name)s”, was passed over because its team no longer works.") % rule
        case _:
            return str(UNKNOWN)


def _named(conditions):
    return ", ".join(str(CONDITIONS.get(name, name)) for name in conditions)


explain = lazy(_sentence, str)
"""A reason, or an entry of passed_over, as a sentence in the reader's language (translated when printed)."""
