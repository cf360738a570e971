"""A desk under one of the presets, worked from outside: programs at its API, a clock that stands still, the worker."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from shouwen.api import door
from shouwen.base.journal import facts_of
from shouwen.base.time import fixed_at
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.service_levels.commands.firing import fire_due
from shouwen.capabilities.tickets.models import Ticket
from shouwen.worker.reactions import handler_named, handlers
from tests.api.in_hand import compare_with_what_stands
from tests.api.makers import Program, a_program
from tests.capabilities.tickets.makers import a_desk

SHANGHAI = ZoneInfo("Asia/Shanghai")


def november(moment: str) -> datetime:
    """An instant of November 2026 in Shanghai, such as "23 09:05"; the 23rd is a Monday."""
    return datetime.strptime(f"2026-11-{moment}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC)


class Story:
    """What happens at one desk, told by its people's programs."""

    def __init__(self, preset: str, monkeypatch: pytest.MonkeyPatch) -> None:
        cache.clear()
        self.desk = a_desk(preset)
        self.at = november("23 09:00")
        self.number = ""
        self._programs: dict[int, Program] = {}
        self._reacted = 0
        ask = door.actor_for_token
        monkeypatch.setattr(door, "actor_for_token", lambda token: (ask(token)[0], self.at))
        compare_with_what_stands(monkeypatch)

    def registers(self, moment: str, **changes: Any) -> dict[str, Any]:
        """The agent registers what the desk's customer told him by phone."""
        desk = self.desk
        body = {
            "klass": "fault", "description": "二楼收费窗口的打印机卡纸，重启后仍然报错。", "channel": "phone",
            "customer": desk.customer.code, "contact": desk.contact.pk, "product": desk.product.code,
            "caller_name": "王芳", "caller_phone": "13800138000", "caller_company": desk.customer.name,
            "has_screenshot": False, **changes,
        }  # fmt: skip
        self.at = november(moment)
        answer = self.program(desk.agent).post("/tickets", body)
        assert answer.status_code == 201, answer.content.decode()
        self.number = answer.json()["number"]
        self._work()
        return answer.json()

    def does(self, person: Person, moment: str, resource: str, /, **body: Any) -> dict[str, Any]:
        """`person` posts to a resource of the ticket, and the desk lets him; the answer is the ticket as it is then."""
        answer = self.tries(person, moment, resource, **body)
        assert answer.status_code == 201, (resource, answer.content.decode())
        self._work()
        return self.ticket() if "state" not in answer.json() or "call_back" in resource else answer.json()

    def tries(self, person: Person, moment: str, resource: str, /, **body: Any) -> Any:
        """The answer, whatever it is."""
        self.at = november(moment)
        return self.program(person).post(f"/tickets/{self.number}/{resource}", body)

    def refused(self, person: Person, moment: str, resource: str, /, **body: Any) -> tuple[int, str]:
        """Status and code of the refusal; no fact was written."""
        before = len(facts_of(self._row().pk))
        answer = self.tries(person, moment, resource, **body)
        assert len(facts_of(self._row().pk)) == before
        return answer.status_code, answer.json()["code"]

    def calls_back(self, moment: str, rule: str, /, **heard: Any) -> dict[str, Any]:
        """The agent tells what the waiting call-back of that rule brought."""
        self.does(self.desk.agent, moment, self.call_back(rule), **heard)
        return self.ticket()

    def waits(self, moment: str) -> dict[str, Any]:
        """Time passes until then: promises fall due, and the worker does what follows."""
        self.at = november(moment)
        with fixed_at(self.at):
            fire_due()
        self._work()
        return self.ticket()

    def notices_of(self, person: Person) -> list[str]:
        """The titles of his inbox that name this ticket, newest first."""
        found = Notice.objects.filter(person=person, title__contains=self.number)
        return list(found.order_by("-pk").values_list("title", flat=True))

    def call_back(self, rule: str) -> str:
        """The resource that takes the result of the call-back that waits by this rule."""
        waiting = [
            one["id"] for one in self.call_backs() if one["rule"] == rule and one["state"] == "waiting"
        ]
        assert len(waiting) == 1, self.call_backs()
        return f"call-backs/{waiting[0]}/results"

    def call_backs(self) -> list[dict[str, Any]]:
        return self.look(f"/tickets/{self.number}/call-backs")["items"]

    def dispatches(self) -> list[dict[str, Any]]:
        return self.look(f"/tickets/{self.number}/dispatches")["items"]

    def ticket(self) -> dict[str, Any]:
        return self.look(f"/tickets/{self.number}")

    def due(self) -> dict[str, datetime]:
        """Each promise that runs, and when it falls due."""
        return {
            one["promise"]: datetime.fromisoformat(one["due_at"])
            for one in self._clocks()
            if one["status"] == "running"
        }

    def kept(self) -> dict[str, str]:
        """Each promise that ended, and how."""
        return {one["promise"]: one["status"] for one in self._clocks() if one["status"] != "running"}

    def ended(self) -> set[tuple[str, str]]:
        """Every turn of a promise that ended, and how."""
        return {(one["promise"], one["status"]) for one in self._clocks() if one["status"] != "running"}

    def look(self, path: str) -> Any:
        answer = self.program(self.desk.manager).get(path)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def program(self, person: Person) -> Program:
        if person.pk not in self._programs:
            self._programs[person.pk] = a_program(person)
        return self._programs[person.pk]

    def _clocks(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.look(f"/tickets/{self.number}/clocks")["items"]
        return found

    def _work(self) -> None:
        """What the worker does after the newest facts."""
        with fixed_at(self.at):
            for fact in facts_of(self._row().pk):
                if fact.pk > self._reacted:
                    self._reacted = fact.pk
                    for dotted in handlers().get(fact.name, []):
                        handler_named(dotted)(fact.pk)

    def _row(self) -> Ticket:
        return Ticket.objects.get(number=self.number)
