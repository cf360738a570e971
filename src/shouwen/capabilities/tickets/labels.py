"""Words for codes that regulations don't name: requirements of closing, findings of the request check."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REQUIREMENTS: Final[dict[str, Promise | str]] = {
    "answered": _("an answer to the customer"),
    "agent_confirmation": _("the agent's confirmation with the customer"),
    "customer_agreed": _("the customer's agreement"),
    "grade_at_least": _("a sufficient grade, or the improvement recorded"),
    "first_call_back": _("the call-back after completion"),
    "second_call_back": _("the second call-back"),
    "business_back_to_normal": _("business back to normal"),
    "acknowledgement": _("the customer's acknowledgement"),
    "sheet_signed": _("the signed service sheet"),
    "sheet_settled": _("the settled service sheet"),
    "cause_and_solution": _("cause and solution"),
    "manager_treatment": _("the manager's treatment of the low grade"),
    "told_what_became": _("telling the sender the outcome"),
}
RECORDED: Final[dict[str, Promise | str]] = {
    "silence": _("that the customer can't be reached"),
    "backup_done": _("the customer's back-up"),
    "charge_agreed": _("the fee agreed with the customer"),
    "charge_waived": _("that the fee is waived"),
    "change_approved": _("the project leader's approval of the change"),
    "plan_reported": _("the plan, reported to the manager of the department"),
    "backup_refused": _("that the customer refuses a back-up"),
}
"""What can be on record without being asked for."""

FINDINGS: Final[dict[str, Promise | str]] = {
    "prospect": _("not a customer yet"),
    "not_in_contract": _("no contract"),
    "not_in_force": _("contract not in force"),
    "expired": _("maintenance period over"),
    "unpaid": _("maintenance unpaid"),
    "product_not_covered": _("product not covered by the contract"),
    "service_not_covered": _("service not among those agreed"),
    "used_up": _("agreed quantity used up"),
    "project_phase": _("project still in implementation"),
    "presales": _("pre-sales"),
    "new_need": _("a new need"),
    "suggestion": _("a suggestion"),
    "cooperation": _("a new cooperation"),
    "not_our_product": _("not our product"),
    "not_about_a_product": _("not about a product"),
    "innovation_project": _("innovation project"),
    "customer_own_part": _("the customer's own part"),
    "out_of_scope": _("out of scope"),
}

NO_HELPER: Final[dict[str, Promise | str]] = {
    "nobody_meant": _("there is nobody among those named by the ladder"),
    "nobody_on_duty": _("nobody named by the ladder is on duty"),
    "all_at_work": _("everybody on duty named by the ladder already works on it"),
    "not_now": _("nobody can be asked to help in this state"),
}
"""Why a ladder's step brought no helper in."""


def requirement_label(code: str) -> Promise | str:
    return RECORDED.get(code) or REQUIREMENTS.get(code, code)


def finding_label(code: str) -> Promise | str:
    return FINDINGS.get(code, code)


def quotable(title: str) -> str:
    """A ticket's title as it can stand inside a sentence: without the full stop it may end with."""
    return title.rstrip("。.") or title
