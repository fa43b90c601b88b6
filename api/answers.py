"""An answer in the format that the path asks for. The same lists and dicts become JSON and, by the names of their parts, XML (the
Spark convention that GeoReport uses: `services` holds `service`, an empty element is null)."""

import json
import re
from xml.sax.saxutils import escape

from django.http import HttpResponse

CONTENT_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
ITEM = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
}
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def body(fmt, root, data):
    """The bytes of an answer. *root* is the name of the outermost element, which JSON leaves out."""
    if fmt == "json":
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    else:
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(root, data)}'
    return text.encode("utf-8", "replace")


def respond(fmt, content, *, status=200, headers=None):
    """An HTTP answer that any web page may read: it depends on no cookie and carries none."""
    return HttpResponse(content, status=status, content_type=CONTENT_TYPES[fmt], headers={"Access-Control-Allow-Origin": "*", **(headers or {})})


def _element(name, value):
    match value:
        case dict():
            inside = "".join([_element(key, part) for key, part in value.items()])
        case list() | tuple():
            inside = "".join([_element(ITEM[name], part) for part in value])
        case None:
            inside = ""
        case bool():
            inside = "true" if value else "false"
        case _:
            inside = escape(NOT_IN_XML.sub("", str(value)))
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"
