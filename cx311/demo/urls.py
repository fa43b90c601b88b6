from django.urls import path

from cx311.demo import mailbox

app_name = "demo"
urlpatterns = [
    path("mail/", mailbox.letters, name="letters"),
    path("mail/<str:name>/", mailbox.letter, name="letter"),
    path("mail/<str:name>/html", mailbox.letter_html, name="letter_html"),
]
