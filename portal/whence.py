"""The page somebody comes from, as we may write it down: the path alone, without the secrets that some paths hold."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language_from_path, override

SECRET = {"token", "draft"}


def page_before(request):
    """The path of the page whose link led here, with secrets left out, or "" when the browser does not say or it was another site."""
    whence = urlsplit(request.headers.get("Referer", ""))
    return without_secrets(whence.path) if whence.netloc == request.get_host() else ""


def without_secrets(path):
    """A path of ours, in any language, with "-" in the place of every secret; "" for any other."""
    with override(get_language_from_path(path)):  # addresses are known in the language that is active only
        try:
            match = resolve(path)
        except Resolver404:
            return ""
        if not SECRET & set(match.kwargs):
            return path
        return reverse(match.view_name, kwargs={name: "-" if name in SECRET else value for name, value in match.kwargs.items()})
