"""Who may see and change what is known of customers."""

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS

SEE = GRANTS.declare("customers.see", _("See customers, contacts and contracts"))
EDIT = GRANTS.declare("customers.edit", _("Add and change customers, contacts and sites"))
MANAGE = GRANTS.declare("customers.manage", _("Change contracts and products, merge contacts"))
IMPORT = GRANTS.declare("customers.import", _("Import customers from a workbook"))
EXPORT = GRANTS.declare("customers.export", _("Export customers to a workbook"))


def can_edit(actor: Actor) -> bool:
    return actor.may(EDIT)


def can_manage(actor: Actor) -> bool:
    """Contracts decide who is served, so they need more than the right to note a phone number."""
    return actor.may(MANAGE)


def can_import(actor: Actor) -> bool:
    return actor.may(IMPORT)


def can_export(actor: Actor) -> bool:
    return actor.may(EXPORT)
