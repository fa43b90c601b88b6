"""The one way into the API: method, format of the answer, and every error said in that format."""

import logging

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation, ValidationError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from api.answers import body, respond

log = logging.getLogger(__name__)


class Refused(Exception):
    """The call cannot be answered: an HTTP status, and a sentence for each reason."""

    def __init__(self, status, *reasons, headers=None):
        super().__init__(*reasons)
        self.status, self.reasons, self.headers = status, reasons, headers


def door(**handlers):
    """A view of one address. door(GET=f, POST=g): f(request, fmt, **path) -> (root, data), or bytes that are ready to send."""
    allowed = ", ".join(sorted({*handlers, "OPTIONS"} | ({"HEAD"} if "GET" in handlers else set())))

    @csrf_exempt
    def view(request, fmt="", **path):
        fmt = fmt or ("json" if request.path_info.rstrip("/").endswith(".json") else "xml")
        if request.method == "OPTIONS":
            return _preflight(allowed)
        try:
            handler = handlers.get("GET" if request.method == "HEAD" else request.method)
            if handler is None:
                raise Refused(405, _("This address does not accept %(method)s.") % {"method": request.method}, headers={"Allow": allowed})
            answer = handler(request, fmt, **path)
            return respond(fmt, answer if isinstance(answer, bytes) else body(fmt, *answer))
        except Exception as error:
            return _refusal(fmt, *_told(error))

    return view


def nothing_here(request, fmt):
    """Any address that is none of ours: always refused with 404, in the format asked for."""
    raise Refused(404, _("There is nothing at this address. The list of services is at services.xml or services.json."))


def _told(error):
    """-> (status, sentences, headers) of an exception."""
    match error:
        case Refused():
            return error.status, error.reasons, error.headers
        case ValidationError():
            return 400, error.messages, None
        case Http404():
            return 404, [_("We did not find that.")], None
        case PermissionDenied():
            return 403, [_("You may not do this.")], None
        case BadRequest() | SuspiciousOperation() | MultiPartParserError() | UnreadablePostError():
            return 400, [_("We could not read what was sent. Send a form in UTF-8, at most 2 MB beside its photos.")], None
    log.error("Open311 call failed", exc_info=error)
    return 500, [_("Something is wrong on our side and nothing was saved. Try again in a few minutes.")], None


def _refusal(fmt, status, reasons, headers):
    errors = [{"code": status, "description": str(reason)} for reason in reasons]
    return respond(fmt, body(fmt, "errors", errors), status=status, headers=headers)


def _preflight(allowed):
    headers = {
        "Allow": allowed,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": "Accept-Language, Content-Type, Idempotency-Key",
        "Access-Control-Max-Age": "86400",
    }
    return HttpResponse(status=204, headers=headers)
