"""Where to send the link to a report that she goes on with later."""

from django.utils.translation import gettext_lazy as _

from portal.forms.mine import AddressForm


class SaveForm(AddressForm):
    """Her e-mail address or phone number; afterwards *found* is (PointKind, value)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["point"].help_text = _("We send you one message with a link, and use the address for nothing else.")
