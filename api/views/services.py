"""What can be asked for: the list of services and the questions of each, from the catalogue held in the process."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from api.answers import body
from api.door import Refused
from api.keys import check_jurisdiction
from catalog.models import Datatype
from catalog.queries import current

MAGIC = {"inactive", "staff", "private", "waste_only"}  # keywords by which one client hides a service
_made = (None, {})  # the catalogue, and the answers made from it by language and format


def service_list(request, fmt):
    """Bytes made once for each catalogue, language and format: every app asks for this first."""
    global _made
    check_jurisdiction(request)
    catalogue = current()
    if _made[0] is not catalogue:
        _made = (catalogue, {})
    made, key = _made[1], (get_language(), fmt)
    if key not in made:
        made[key] = body(fmt, "services", [_service(service, catalogue) for service in catalogue.services])
    return made[key]


def definition(request, fmt, code):
    """GET services/code: the questions of a service that residents are offered, in the language asked for. Refused with 404 for any other."""
    check_jurisdiction(request)
    service = current().service(code)
    if service is None or service.is_hidden:
        raise Refused(404, _("We have no service with the code %(code)s.") % {"code": code})
    attributes = [_attribute(question, order) for order, question in enumerate(service.questions, 1)]
    return "service_definition", {"service_code": service.code, "attributes": attributes}


def _service(service, catalogue):
    group = catalogue.group(service.group_id)
    words = (word.strip() for word in str(service.keywords).split(","))
    return {
        "service_code": service.code,
        "service_name": str(service.name),
        "description": str(service.description) or None,
        "metadata": bool(service.questions),
        "type": "realtime",
        "keywords": ",".join(word for word in words if word and word.lower() not in MAGIC) or None,
        "group": str(group.name) if group else None,
    }


def _attribute(question, order):
    """One question. A question asked only after another answer is never `required` here, for GeoReport cannot say the condition."""
    attribute = {
        "variable": question.is_variable,
        "code": question.code,
        "datatype": question.datatype,
        "required": question.is_variable and question.is_required and not question.depends_on,
        "datatype_description": str(question.hint) or None,
        "order": order,
        "description": str(question.label),
    }
    if question.datatype in (Datatype.SINGLE, Datatype.MULTI):
        attribute["values"] = [{"key": option.key, "name": str(option.name)} for option in question.options]
    return attribute
