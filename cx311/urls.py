from django.contrib import admin
from django.urls import path

urlpatterns = [path("settings/", admin.site.urls)]
