"""What every page may say about the city: from the settings, without asking the database."""

from django.conf import settings


def city(request):
    """Template context: city (name, phone, tty, email), and whether this is the demo."""
    return {
        "city": {"name": settings.CITY_NAME, "phone": settings.CITY_PHONE, "tty": settings.CITY_TTY, "email": settings.CITY_EMAIL},
        "demo": settings.DEMO,
    }
