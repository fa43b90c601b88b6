"""Stop the messages about a request: opening the link asks, the POST does it, also the one-click POST of mail programs."""

from django.http import Http404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.queries import current
from portal.views.secret import render_secret
from requests_app.actions import stop_following
from requests_app.followers import by_stop_token


@csrf_exempt  # RFC 8058: the mail program posts without our form; the signed token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    follower = by_stop_token(token)
    if follower is None:
        raise Http404
    if request.method == "POST":
        stop_following(follower)
    context = {"found": follower.request, "service": current().service_by_id(follower.request.service_id)}
    is_stopped = request.method == "POST" or follower.stopped_at is not None
    return render_secret(request, "portal/stop.html", {**context, "is_stopped": is_stopped})
