"""A report not yet sent: kept in the session under a random id, which stands in the address and makes sending twice the same as once."""

import re
import secrets

from requests_app.drafts import WEB

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
        return WEB + self.id


def start(session, service_code, **known):
    """A new draft for a service. known: what is already known, e.g. the place of an earlier report."""
    return _put(session, secrets.token_urlsafe(12), {"service": service_code, **known})


def take_over(session, saved):
    """The draft of a saved report in this session, under its own id; newer words that this session has already are left alone."""
    here = find(session, saved.draft_id)
    if here and (here.get("saved") or "") >= saved.saved_at.isoformat():
        return here
    return _put(session, saved.draft_id, {**saved.data, "saved": saved.saved_at.isoformat()})


def _put(session, pk, data):
    drafts = session.setdefault("drafts", {})
    for old in [known for known in drafts if known != pk][: max(0, len(drafts) - KEPT + 1)]:
        del drafts[old]
    drafts[pk] = data
    session.modified = True
    return Draft(session, pk)


def drop(session, pk):
    """Take a draft out of the session."""
    session.get("drafts", {}).pop(pk, None)
    session.modified = True


def find(session, pk):
    """The draft of this session with this id, or None."""
    return Draft(session, pk) if ID.match(pk) and pk in session.get("drafts", {}) else None


def sent_as(session, token):
    """The draft of this session that was sent as the request with this secret link, or None."""
    return next((Draft(session, pk) for pk, data in session.get("drafts", {}).items() if data.get("sent") == token), None)
