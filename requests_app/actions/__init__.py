"""The verbs of a service request. Each locks, checks, writes, records the event and queues the message in one transaction."""

from requests_app.actions.amending import amend, ask_again, link_follow_up, may_ask_again, may_correct_until
from requests_app.actions.closing import STAFF_OUTCOMES, close, may_reopen_until, reopen, withdraw
from requests_app.actions.filing import default_language, submit
from requests_app.actions.following import ask_to_follow, confirm_follow, follow, follow_by_point, stop_following
from requests_app.actions.moving import Ending, assign, move, start, transition, wait_outside
from requests_app.actions.promising import FURTHEST, REASONS, end_of_day, repromise
from requests_app.actions.reaching import correct_address
from requests_app.actions.saving import drop_report, forget, forget_old, save_report, take_up
from requests_app.actions.talking import message_resident, note, record_attachment, reply

__all__ = [
    "FURTHEST", "REASONS", "STAFF_OUTCOMES", "Ending", "amend", "ask_again", "ask_to_follow", "assign", "close", "confirm_follow", "correct_address",
    "default_language", "drop_report", "end_of_day", "follow", "follow_by_point", "forget", "forget_old", "link_follow_up", "may_ask_again",
    "may_correct_until", "may_reopen_until", "message_resident", "move", "note", "record_attachment", "reopen", "reply", "repromise",
    "save_report", "start", "stop_following", "submit", "take_up", "transition",
    "wait_outside", "withdraw",
]  # fmt: skip
