"""Open311 GeoReport v2. The suffix of the path chooses the format; nothing here redirects, with or without a slash at the end."""

from django.urls import re_path

from api.door import door, nothing_here
from api.views import discovery, filing, reading, services

app_name = "api"
FORMAT = r"\.(?P<fmt>xml|json)/?\Z"

urlpatterns = [
    re_path(rf"^(?:v2/)?discovery{FORMAT}", door(GET=discovery.discovery), name="discovery"),
    re_path(rf"^v2/services{FORMAT}", door(GET=services.service_list), name="services"),
    re_path(rf"^v2/services/(?P<code>[\s\S]+){FORMAT}", door(GET=services.definition), name="service"),
    re_path(rf"^v2/requests{FORMAT}", door(GET=reading.found, POST=filing.file_request), name="requests"),
    re_path(rf"^v2/requests/(?P<reference>[\s\S]+){FORMAT}", door(GET=reading.one), name="request"),
    re_path(rf"^v2/tokens/(?P<token>[\s\S]+){FORMAT}", door(GET=reading.token), name="token"),
    re_path(r"^[\s\S]*\Z", door(GET=nothing_here, POST=nothing_here)),
]
