"""Where the API is and how to get a key. Its changeset moves with the catalogue, so that clients know when to read the services anew."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from api.answers import CONTENT_TYPES
from catalog.models import CatalogueVersion

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def discovery(request, fmt):
    """GET discovery: who we are, where the endpoint is, and when the list of services last changed (city time)."""
    changed = CatalogueVersion.objects.values_list("changed_at", flat=True).first() or timezone.now()
    changeset = timezone.localtime(changed).isoformat(timespec="seconds")
    city = {"city": settings.CITY_NAME, "phone": settings.CITY_PHONE, "email": settings.CITY_EMAIL}
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{settings.PUBLIC_URL}/open311/v2",
        "changeset": changeset,
        "type": "test" if settings.DEMO else "production",
        "formats": [content_type.split(";")[0] for content_type in CONTENT_TYPES.values()],
    }
    return "discovery", {
        "changeset": changeset,
        "contact": _("%(city)s, phone %(phone)s, e-mail %(email)s") % city,
        "key_service": _("To get an api_key, write to %(email)s: who you are, and what your app is for.") % city,
        "endpoints": [endpoint],
    }
