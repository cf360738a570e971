"""What the customers' commands may refuse, each with its sentence."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class CustomerCodeTaken(Refusal):
    code = "customer_code_taken"
    message = gettext_noop("There is a customer with the code %(taken)s already.")


class ContractNumberTaken(Refusal):
    code = "contract_number_taken"
    message = gettext_noop("There is a contract with the number %(taken)s already.")


class ProductCodeTaken(Refusal):
    code = "product_code_taken"
    message = gettext_noop("There is a product with the code %(taken)s already.")


class SiteCodeTaken(Refusal):
    code = "site_code_taken"
    message = gettext_noop("The customer has a site with the code %(taken)s already.")


class SerialTaken(Refusal):
    code = "serial_taken"
    message = gettext_noop("The serial number %(taken)s is known for this product already.")


class MailTaken(Refusal):
    code = "mail_taken"
    message = gettext_noop(
        "The address %(address)s belongs to another contact. Merge the two, or correct one."
    )


class CannotMerge(Refusal):
    code = "cannot_merge"
    message = gettext_noop("Only two present contacts of the same customer can be merged.")


class UsedUp(Refusal):
    code = "used_up"
    message = gettext_noop("The contract's %(service)s is used up: %(quantity)s of %(quantity)s.")


class LoginLinkUnusable(Refusal):
    code = "login_link_unusable"
    status = 410
    message = gettext_noop("This link was used already or is too old. Ask for a new one.")


class WorkbookUnreadable(Refusal):
    code = "workbook_unreadable"
    status = 422
    message = gettext_noop("This file can't be read as a workbook: %(reason)s")
