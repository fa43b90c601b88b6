from django.urls import path

from portal.views import alerts, answers, follow, home, lookup, mine, paper, photos, prepare, public, report, saving, sending, stop, survey, track
from portal.views import help as help_views

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("service/<slug:code>/", home.service, name="service"),
    path("service/<slug:code>/prepare/", prepare.prepare, name="prepare"),
    path("service/<slug:code>/paper/", paper.paper, name="paper"),
    path("answer/<slug:slug>/", answers.article, name="article"),
    path("answer/<slug:slug>/helpful/", answers.helpful, name="helpful"),
    path("report/<slug:code>/", report.report, name="report"),
    path("report/<str:draft>/save/", saving.save, name="save"),
    path("report/<str:draft>/<slug:step>/", report.report_step, name="report_step"),
    path("saved/<str:token>/", saving.saved, name="saved"),
    path("done/<str:token>/", sending.done, name="done"),
    path("lookup/", lookup.lookup, name="lookup"),
    path("mine/", mine.mine, name="mine"),
    path("mine/code/", mine.mine_code, name="mine_code"),
    path("mine/leave/", mine.mine_leave, name="mine_leave"),
    path("mine/link/<str:token>/", mine.mine_open, name="mine_open"),
    path("track/<str:token>/", track.track, name="track"),
    path("survey/<str:token>/", survey.survey, name="survey"),
    path("stop/<str:token>/", stop.stop, name="stop"),
    path("photo/<uuid:public_id>/", photos.photo, name="photo"),
    path("help/", home.help_page, name="help"),
    path("accessibility/", home.accessibility, name="accessibility"),
    path("call-me/", help_views.call_me, name="call_me"),
    path("about-this-page/", help_views.about_page, name="about_page"),
    path("requests/", public.requests, name="requests"),
    path("requests/news/", alerts.alert, name="alert"),
    path("requests/news/link/<str:token>/", alerts.alert_open, name="alert_open"),
    path("requests/news/stop/<str:token>/", alerts.alert_stop, name="alert_stop"),
    path("requests/feed.xml", public.feed, name="feed"),
    path("requests/follow/link/<str:token>/", follow.follow_open, name="follow_open"),
    path("requests/<str:reference>/follow/", follow.follow, name="follow"),
    path("requests/<str:reference>/follow/code/", follow.follow_code, name="follow_code"),
    path("requests/<str:reference>/", public.one, name="one"),
]
