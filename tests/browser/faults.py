"""The site with addresses beside it where things go wrong, so that a browser can see the pages for that."""

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.urls import path

from cx311 import urls
from portal.views.errors import too_many

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
PROBLEMS = {"400": SuspiciousOperation, "403": PermissionDenied, "500": RuntimeError, "503": OperationalError}


def fault(request, code):
    if code == "429":
        return too_many(request)
    raise PROBLEMS[code](f"Page {code}, asked for by a test")


urlpatterns = urls.urlpatterns + i18n_patterns(path("fault/<str:code>/", fault), prefix_default_language=True)
