"""How staff sign in: accounts are made by an administrator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings


class StaffAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """Signing in and out explain themselves; only what needs a look is said."""
        if message_template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, message_template, message_context, extra_tags, message)


class StaffSecondFactor(DefaultMFAAdapter):
    def _get_site_name(self):
        return settings.CITY_NAME

    def get_totp_issuer(self):
        """The name that the authenticator app shows beside the code."""
        return settings.CITY_NAME
