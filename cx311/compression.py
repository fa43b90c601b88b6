"""Pages travel compressed (docs/adr/0012): what we write ourselves is text; photos and collected files come compressed already."""

from django.conf import settings
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "application/xml", "application/rss+xml", "application/geo+json", "application/manifest+json", "image/svg+xml")


class CompressText(GZipMiddleware):
    """Django's gzip with its random padding, for text only, and not where another site might be measuring.

    A compressed page tells by its length whether a guess in its address is also in its text (BREACH). To try many guesses the other
    site must make her browser ask again and again with her session; the browser says so, and such an answer is not compressed.
    """

    def process_response(self, request, response):
        """The response, compressed where that is useful and safe."""
        is_text = response.headers.get("Content-Type", "").startswith(TEXT)
        if response.streaming or not is_text or _may_be_measured(request):
            return response
        return super().process_response(request, response)


def _may_be_measured(request):
    return request.headers.get("Sec-Fetch-Site") == "cross-site" and settings.SESSION_COOKIE_NAME in request.COOKIES
