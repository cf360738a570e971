"""The facts of customers, contracts and products: names and what their payload holds (codes and ids, never texts)."""

from typing import Final

FACTS: Final[dict[str, tuple[str, ...]]] = {
    # on the subject of a customer
    "customer.created": ("code", "level", "phase"),
    "customer.changed": ("changed", "level", "phase"),
    "customer.contact_added": ("contact", "role"),
    "customer.contact_changed": ("contact", "changed"),
    "customer.contacts_merged": ("survivor", "absorbed"),
    "customer.site_added": ("site", "code"),
    "customer.site_changed": ("site", "changed"),
    "customer.asset_added": ("asset", "product"),
    "customer.asset_changed": ("asset", "changed"),
    "customer.contact_signed_in": ("contact",),
    # on the subject of a contract
    "contract.created": ("number", "customer", "status", "terms"),
    "contract.changed": ("changed", "status", "terms"),
    "contract.service_used": ("service", "by", "used_on"),
    "contract.service_given_back": ("service", "by"),
    # on the subject of a product
    "product.created": ("code", "kind"),
    "product.changed": ("changed",),
}
