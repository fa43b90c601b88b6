"""The language of the last page is the language of the next visit: her choice stands in the address, a cookie remembers it for "/"."""

from django.conf import settings

from catalog import fallbacks


def remember_language(get_response):
    def middleware(request):
        response = get_response(request)
        match = getattr(request, "resolver_match", None)
        language = getattr(request, "LANGUAGE_CODE", "")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")  # what others may keep too carries nobody's choice
        if is_page and match and match.app_name == "portal" and language and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
        return response

    return middleware


def count_fallbacks(get_response):
    """What a resident's page had to show in another language is counted, after the page is made and at most every few seconds."""

    def middleware(request):
        with fallbacks.noticing() as seen:
            response = get_response(request)
        match = getattr(request, "resolver_match", None)
        if match and match.app_name == "portal":
            fallbacks.hold(seen, "portal")
            fallbacks.write_due()
        return response

    return middleware
