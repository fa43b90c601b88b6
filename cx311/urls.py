from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from cx311 import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("settings/", admin.site.urls),
    path("open311/", include("api.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("cx311.demo.urls"))]
