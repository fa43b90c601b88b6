"""A report not yet sent: kept in the session under a random id, which stands in the address and makes sending twice the same as once."""

import re
import secrets

KEPT = 8  # drafts of one session, the latest; a draft is a few hundred bytes
ID = re.compile(r"^[\w-]{16}$")


class Draft:
    """One draft of a session. Set what changes through *keep*, so that the session is saved."""

    def __init__(self, session, pk):
        self.session, self.id = session, pk
        self.data = session["drafts"][pk]

    def get(self, name):
        return self.data.get(name)

    def __contains__(self, name):
        return name in self.data

    def keep(self, **values):
        """Write values (JSON) into the draft and keep the session."""
        self.data.update(values)
        self.session.modified = True

    def forget(self, *names):
        for name in names:
            self.data.pop(name, None)
        self.session.modified = True

    @property
    def key(self):
        """The idempotency key of its submission, and the key its photos are kept under until then."""
        return f"web:{self.id}"


def start(session, service_code, **known):
    """A new draft for a service. known: what is already known, e.g. the place of an earlier report."""
    drafts = session.setdefault("drafts", {})
    for old in list(drafts)[: max(0, len(drafts) - KEPT + 1)]:
        del drafts[old]
    pk = secrets.token_urlsafe(12)
    drafts[pk] = {"service": service_code, **known}
    session.modified = True
    return Draft(session, pk)


def find(session, pk):
    """The draft of this session with this id, or None."""
    return Draft(session, pk) if ID.match(pk) and pk in session.get("drafts", {}) else None
