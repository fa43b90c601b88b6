from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from cx311 import health
from portal.views.home import best_language, city_css, robots

urlpatterns = [
    path("", best_language, name="best_language"),
    path("city.css", city_css, name="city_css"),
    path("robots.txt", robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("settings/", admin.site.urls),
    path("console/", include("console.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/second-step/", include("allauth.mfa.urls")),
    path("open311/", include("api.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("cx311.demo.urls"))]
urlpatterns += i18n_patterns(path("", include("portal.urls")), prefix_default_language=True)

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.denied"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
