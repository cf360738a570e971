"""The roles the product brings, as frozen values; shipping them again never undoes what somebody changed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import SYSTEM
from shouwen.base.permissions import GRANTS
from shouwen.capabilities.people.models import Role

STAFF = ("people.see", "people.use_tokens", "customers.see", "tickets.work")
AGENT = (*STAFF, "tickets.see_all", "tickets.register", "tickets.accept", "tickets.route_away", "tickets.close",
         "tickets.merge", "tickets.dispatch", "customers.edit", "intake.see", "intake.sort", "calls.see",
         "calls.handle")  # fmt: skip
LEADING = ("tickets.see_all", "tickets.dispatch", "tickets.work_any", "tickets.export", "people.plan_duty",
           "people.judge_skills", "views.share", "figures.see")  # fmt: skip
MANAGING = (*AGENT, *LEADING, "tickets.override_check", "tickets.override_closing", "tickets.cancel",
            "tickets.change_owner", "service_levels.set_by_hand", "service_levels.keep_calendars", "customers.manage",
            "customers.import", "customers.export", "messages.see", "messages.manage", "regulations.see",
            "regulations.draft", "status.see", "simulations.run", "calls.tell")  # fmt: skip
LOOKING = ("people.see", "customers.see", "tickets.see_all", "regulations.see")


@dataclass(frozen=True, slots=True)
class ShippedRole:
    """A role as the product brings it; a grant of a part that is not installed is left out."""

    code: str
    zh: str
    en: str
    grants: tuple[str, ...]
    landing: str = "today"

    def names(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    def held(self) -> list[str]:
        known = GRANTS.codes()
        wanted = known if self.grants == ("*",) else set(self.grants)
        return sorted(wanted & known)


SHIPPED = (
    ShippedRole("agent", "坐席", "Agent", AGENT),
    ShippedRole("desk_manager", "服务台经理", "Desk manager", MANAGING),
    ShippedRole("duty_supervisor", "值班主管", "Duty supervisor",
                (*AGENT, *LEADING, "tickets.cancel", "service_levels.set_by_hand")),
    ShippedRole("team_leader", "组长", "Team leader", (*STAFF, *LEADING, "tickets.accept"), "dispatch"),
    ShippedRole("incident_manager", "事件经理", "Incident manager", (*STAFF, *LEADING, "tickets.accept"), "dispatch"),
    ShippedRole("problem_manager", "问题经理", "Problem manager", (*STAFF, "tickets.see_all", "tickets.export")),
    ShippedRole("field_engineer", "现场工程师", "Field engineer", STAFF),
    ShippedRole("support_engineer", "支持工程师", "Support engineer", STAFF),
    ShippedRole("operations_engineer", "运维工程师", "Operations engineer", STAFF),
    ShippedRole("second_line", "二线", "Second line", STAFF),
    ShippedRole("third_line", "三线专家", "Third line expert", (*STAFF, "tickets.see_all")),
    ShippedRole("rnd", "售后研发", "After-sales R&D", (*STAFF, "tickets.see_all")),
    ShippedRole("quality", "质量部", "Quality",
                (*LOOKING, "call_backs.see", "tickets.export", "figures.see")),
    ShippedRole("business_development", "商务拓展", "Business development", (*STAFF, "customers.edit")),
    ShippedRole("department_assistant", "部门助理", "Department assistant", (*STAFF, "customers.edit")),
    ShippedRole("department_manager", "责任部门经理", "Manager of a responsible department",
                (*STAFF, "tickets.see_all", "tickets.work_any", "call_backs.see", "tickets.export", "figures.see")),
    ShippedRole("regional_manager", "区域经理", "Regional manager",
                (*STAFF, "tickets.see_all", "call_backs.see", "tickets.export", "figures.see")),
    ShippedRole("head_of_service", "客服负责人", "Head of customer service", (*MANAGING, "regulations.activate")),
    ShippedRole("project_manager", "项目经理", "Project manager", (*STAFF, "customers.edit")),
    ShippedRole("implementer", "实施人员", "Implementer", STAFF),
    ShippedRole("service_manager", "服务经理", "Service manager", (*AGENT, *LEADING), "dispatch"),
    ShippedRole("service_consultant", "服务顾问", "Service consultant", AGENT),
    ShippedRole("trainer", "培训讲师", "Trainer", STAFF),
    ShippedRole("sales", "销售", "Sales", ("people.see", "customers.see", "customers.edit")),
    ShippedRole("headquarters", "总部", "Headquarters", (*STAFF, "tickets.see_all", "tickets.export", "figures.see")),
    ShippedRole("outsourcer_leader", "外包方组长", "Outsourcer's leader", ("people.see", "tickets.work")),
    ShippedRole("outsourcer_engineer", "外包方工程师", "Outsourcer's engineer", ("tickets.work",)),
    ShippedRole("reviewer", "考核人", "Reviewer", LOOKING),
    ShippedRole("auditor", "审计员", "Auditor", (*LOOKING, "call_backs.see", "audit.see", "messages.see", "intake.see",
                                               "status.see")),
    ShippedRole("administrator", "管理员", "Administrator", ("*",)),
)  # fmt: skip


@transaction.atomic
def ship_roles(*, at: datetime) -> list[Role]:
    """Every shipped role exists; those never edited hold what this version brings, edited ones stay as they are.

    Safe to repeat; returns the roles made or renewed.
    """
    known = {role.code: role for role in Role.objects.all()}
    return [_ship(shipped, known.get(shipped.code), at) for shipped in SHIPPED if _is_due(shipped, known)]


def _is_due(shipped: ShippedRole, known: dict[str, Role]) -> bool:
    role = known.get(shipped.code)
    if role is None:
        return True
    was_edited = role.shipped != digest_of(role.names, role.grants)
    return not was_edited and role.shipped != digest_of(shipped.names(), shipped.held())


def _ship(shipped: ShippedRole, role: Role | None, at: datetime) -> Role:
    names, grants = shipped.names(), shipped.held()
    if role is None:
        role = Role(subject=journal.open_subject("role"), code=shipped.code, landing=shipped.landing)
    subject = journal.lock(role.subject_id)
    role.names, role.grants, role.shipped = names, grants, digest_of(names, grants)
    role.save()
    journal.record(subject, "role.shipped", actor=SYSTEM, at=at, code=role.code, grants=grants)
    return role


def digest_of(names: dict[str, str], grants: list[str]) -> str:
    """What a role holds, in short: tells whether somebody changed it since it was shipped."""
    return hashlib.sha256(json.dumps([names, sorted(grants)], sort_keys=True).encode()).hexdigest()
