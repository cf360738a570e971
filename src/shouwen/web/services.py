"""The services of a contract in words: what is owed, and how often it was used."""

from django.utils.translation import gettext as _

from shouwen.capabilities.customers.queries.services import Owed


def used_words(owed: Owed) -> str:
    """Such as "Preventive inspection: 1 of 4 used"; the bare name of what has no limit and was not used."""
    if owed.quantity is not None:
        return _("%(service)s: %(used)d of %(quantity)d used") % {
            "service": owed.name, "used": owed.used, "quantity": owed.quantity,
        }  # fmt: skip
    if owed.used:
        return _("%(service)s: %(used)d used") % {"service": owed.name, "used": owed.used}
    return owed.name
