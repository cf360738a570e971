"""The closed sets of the customers' capability."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerPhase(models.TextChoices):
    """Where a company stands with us; conditions of the regulation may name it."""

    PROSPECT = "prospect", _("Prospect")
    IMPLEMENTATION = "implementation", _("In implementation")
    JOINT = "joint", _("Joint work with implementers")
    SERVICE = "service", _("In service")
    FORMER = "former", _("Former customer")


class ContactRole(models.TextChoices):
    """What a contact does at the customer; call-back forms and plans ask for it."""

    SERVICE_MANAGER = "service_manager", _("Service manager")
    NETWORK_ADMINISTRATOR = "network_administrator", _("Network administrator")
    KEY_USER = "key_user", _("Key user")
    USER = "user", _("User")
    DECISION_MAKER = "decision_maker", _("Decision maker")
    OTHER = "other", _("Other")


class ProductKind(models.TextChoices):
    PRODUCT = "product", _("Product")
    BUSINESS_SYSTEM = "business_system", _("Business system")


class ContractStatus(models.TextChoices):
    """What the contract itself says; whether it is in force on a day follows from its dates too."""

    IMPLEMENTATION = "implementation", _("In implementation")
    ACTIVE = "active", _("Active")
    UNPAID = "unpaid", _("Maintenance unpaid")
    TERMINATED = "terminated", _("Terminated")


class ServiceKind(models.TextChoices):
    """The services of SA-1, each an entitlement of a contract."""

    INSPECTION = "inspection", _("Preventive inspection")
    FAULT = "fault", _("Fault response")
    UPGRADE = "upgrade", _("Upgrade help")
    CONSULTING = "consulting", _("Technical consulting")
