"""An empty desk made ready for its company: what `shouwen setup` and the pages of the set-up both do."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext

from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.people.commands.accounts import add_person
from shouwen.capabilities.people.commands.duty import shifts_of
from shouwen.capabilities.people.commands.shipped_roles import ship_roles
from shouwen.capabilities.people.commands.shipped_teams import found_teams
from shouwen.capabilities.people.models import Person, PersonRole, Role
from shouwen.capabilities.regulations.commands import activate_regulation, import_regulation
from shouwen.capabilities.regulations.queries import active_regulation, preset
from shouwen.capabilities.service_levels.commands import adopt_shipped_holidays

FOUNDING = 0xF01D  # advisory lock: of two who set up a desk at once, exactly one does


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """Whose desk it is, where it is reached, and by which preset it begins; no `calendar` is the preset's own."""

    name: str
    name_en: str = ""
    hotline: str
    mail: str = ""
    preset: str = "desk"
    calendar: str = ""
    time_zone: str = "Asia/Shanghai"


def lock_founding() -> None:
    """Wait for whoever is setting up this desk; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOUNDING])


def has_administrator() -> bool:
    """Whether anybody who can sign in administers the desk; one statement."""
    return PersonRole.objects.filter(role__code="administrator", person__is_active=True).exists()


@transaction.atomic
def adopt_company(*, company: Company, actor: Actor, at: datetime) -> None:
    """The preset is in force under the company's own name, hotline and calendar; its roles and teams exist.

    All its calendars count in the company's zone. Raises InvalidInput for a calendar that the preset has not.
    """
    shipped = preset(company.preset)
    desk = shipped.desk.model_dump(mode="json")
    desk["name"] = {"zh": company.name, "en": company.name_en or company.name}
    desk["time_zone"] = company.time_zone
    desk |= {"hotline": company.hotline, "mail": company.mail}
    desk |= {
        "fax": "",
        "complaint_phone": "",
        "website": "",
    }  # the preset's are examples, and customers would ring
    desk["calendar"] = company.calendar or desk["calendar"]
    if desk["calendar"] not in shipped.calendars:
        known = ", ".join(sorted(shipped.calendars))
        raise InvalidInput(
            {"calendar": gettext("This preset has the calendars: %(names)s") % {"names": known}}
        )
    calendars = {
        code: calendar.model_dump(mode="json") | {"time_zone": company.time_zone}
        for code, calendar in shipped.calendars.items()
        if calendar.time_zone != company.time_zone
    }
    own = {"based_on": company.preset, "desk": desk, "calendars": calendars}
    version = import_regulation(
        text=json.dumps(own, ensure_ascii=False, indent=1), actor=actor, at=at, note="setup"
    )
    activate_regulation(version=version, actor=actor, at=at)
    ship_roles(at=at)
    found_teams(active_regulation().document, at=at)
    adopt_shipped_holidays()


@transaction.atomic
def add_administrator(
    *, user_name: str, name: str, email: str | None, password: str | None, actor: Actor, at: datetime
) -> Person | None:
    """The desk has this administrator, on duty in its opening hours; None if the user name exists already."""
    lock_founding()
    if Person.objects.filter(user_name=user_name.strip().lower()).exists():
        return None
    document = active_regulation().document
    return add_person(
        user_name=user_name,
        name=name or user_name,
        email=email,
        password=password,
        actor=actor,
        at=at,
        roles=list(Role.objects.filter(code="administrator")),
        shifts=shifts_of(document.calendars[document.desk.calendar]),
        time_zone=document.desk.time_zone,
    )
