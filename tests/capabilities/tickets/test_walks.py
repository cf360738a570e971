"""Law 1 on the desk itself: whatever people, calendars and regulations do to tickets, their clocks are what the facts say."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.journal import facts_of
from shouwen.base.refusals import Refusal
from shouwen.base.time import fixed_at
from shouwen.capabilities.regulations.commands import import_regulation
from shouwen.capabilities.regulations.queries import active_regulation, preset_text
from shouwen.capabilities.service_levels.commands import (
    fire_due,
    import_holidays,
    move_next,
    put_into_force,
    rebuild,
    recount,
)
from shouwen.capabilities.service_levels.models import Clock, Moving
from shouwen.capabilities.tickets.commands import (
    add_note,
    change_contract,
    close_ticket,
    complete_ticket,
    dispatch_ticket,
    grade_ticket,
    merge_tickets,
    record_customer_word,
    reopen_ticket,
    reply_to_customer,
    resume_ticket,
    set_promise,
    split_ticket,
    suspend_ticket,
    take_ticket,
    undo,
    unmerge_tickets,
    update_progress,
)
from shouwen.capabilities.tickets.models import Ticket
from tests.capabilities.tickets.makers import MONDAY_9, a_desk, a_request, a_ticket

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
STEPS = 30
REASONS = ("waiting_customer", "waiting_parts", "waiting_third_party", "agreed_date")


class Walk:
    """A desk to which one thing after another happens, as chance has it; what is refused changes nothing."""

    def __init__(self, seed: int, preset: str) -> None:
        self.chance, self.desk, self.preset, self.at = Random(seed), a_desk(preset), preset, MONDAY_9
        self.tickets = [a_ticket(self.desk)]
        self.trace: list[str] = []
        self.acts: tuple[Callable[[], object], ...] = (
            self.register, self.register, self.dispatch, self.take, self.rest, self.rest, self.rest, self.go_on,
            self.note, self.reply, self.progress, self.progress_late, self.grade, self.merge, self.unmerge,
            self.split, self.undo, self.undo, self.complete, self.close, self.reopen, self.change_contract,
            self.set_date, self.hear, self.publish, self.publish, self.regulate,
        )  # fmt: skip

    def step(self) -> None:
        years = timedelta(days=800) if self.chance.random() < 0.03 else timedelta(0)
        self.at += years + self.chance.choice((0, 1, 20, 45, 300, 1500)) * timedelta(minutes=1)
        act = self.chance.choice(self.acts)
        with fixed_at(self.at):
            try:
                act()
                self.trace.append(f"{self.at:%Y-%m-%d %H:%M} {act.__name__}")
            except Refusal as refusal:
                self.trace.append(f"{self.at:%Y-%m-%d %H:%M} {act.__name__} refused: {refusal}")
            if self.chance.random() < 0.6:
                fire_due()

    @property
    def any(self) -> Ticket:
        return Ticket.objects.get(pk=self.chance.choice(self.tickets).pk)

    def register(self) -> None:
        klass = self.chance.choice(("fault", "fault", "inquiry"))
        occurred_at = self.at - self.chance.choice((0, 1, 30)) * HOUR
        self.tickets.append(a_ticket(self.desk, at=self.at, klass=klass, occurred_at=occurred_at))

    def dispatch(self) -> None:
        dispatch_ticket(ticket=self.any, engineer=self.desk.engineer, actor=self.desk.as_agent, at=self.at)

    def take(self) -> None:
        take_ticket(ticket=self.any, actor=self.desk.as_engineer, at=self.at)

    def rest(self) -> None:
        until = self.at + self.chance.choice((1, 30, 200)) * HOUR
        reason = self.chance.choice(REASONS)
        suspend_ticket(
            ticket=self.any, reason=reason, until=until, text="等", actor=self.desk.as_manager, at=self.at
        )

    def go_on(self) -> None:
        resume_ticket(ticket=self.any, actor=self.desk.as_manager, at=self.at)

    def note(self) -> None:
        add_note(ticket=self.any, text="记一笔", actor=self.desk.as_agent, at=self.at)

    def reply(self) -> None:
        rest = self.chance.random() < 0.4
        reply_to_customer(
            ticket=self.any, text="请再试一次", actor=self.desk.as_agent, at=self.at,
            suspend_reason="waiting_customer" if rest else "", suspend_until=self.at + 50 * HOUR if rest else None,
        )  # fmt: skip

    def progress(self, happened_at: datetime | None = None) -> None:
        told = f"换了第 {len(self.trace)} 个部件"
        update_progress(
            ticket=self.any, done=told, found=f"仍报错 {len(self.trace)}", next_step="明天再查", next_at=self.at + 20 * HOUR,
            actor=self.desk.as_manager, at=self.at, happened_at=happened_at,
        )  # fmt: skip

    def progress_late(self) -> None:
        self.progress(self.at - self.chance.choice((1, 9, 70)) * HOUR)

    def grade(self) -> None:
        impact = self.chance.choice(list(active_regulation(self.at).document.impacts))
        urgency = self.chance.choice(list(active_regulation(self.at).document.urgencies))
        grade_ticket(
            ticket=self.any,
            impact=impact,
            urgency=urgency,
            reason="改判",
            actor=self.desk.as_manager,
            at=self.at,
        )

    def merge(self) -> None:
        merge_tickets(absorbed=self.any, survivor=self.any, actor=self.desk.as_manager, at=self.at)

    def unmerge(self) -> None:
        unmerge_tickets(absorbed=self.any, actor=self.desk.as_manager, at=self.at)

    def split(self) -> None:
        new = a_request(self.desk, description="另一件事", occurred_at=self.at)
        self.tickets.append(split_ticket(ticket=self.any, new=new, actor=self.desk.as_agent, at=self.at))

    def undo(self) -> None:
        ticket = self.any
        fact = [one for one in facts_of(ticket.pk) if not one.name.startswith("clock.")][-1]
        actor = {self.desk.agent.pk: self.desk.as_agent, self.desk.engineer.pk: self.desk.as_engineer}
        undo(
            ticket=ticket, seq=fact.seq, actor=actor.get(fact.actor_id or 0, self.desk.as_manager), at=self.at
        )

    def complete(self) -> None:
        late = self.chance.choice((None, self.at - HOUR))
        complete_ticket(
            ticket=self.any, cause="卡纸", solution="清理", process="拆开", actor=self.desk.as_engineer, at=self.at,
            happened_at=late,
        )  # fmt: skip

    def close(self) -> None:
        close_ticket(ticket=self.any, override_reason="试", actor=self.desk.as_manager, at=self.at)

    def reopen(self) -> None:
        reopen_ticket(ticket=self.any, reason="又坏了", actor=self.desk.as_manager, at=self.at)

    def change_contract(self) -> None:
        contract = self.chance.choice((None, self.desk.contract))
        change_contract(
            ticket=self.any, contract=contract, reason="查明", actor=self.desk.as_manager, at=self.at
        )

    def set_date(self) -> None:
        promise = self.chance.choice(list(Clock.objects.values_list("promise", flat=True)) or ["response"])
        set_promise(
            ticket=self.any, promise=promise, due_at=self.at + 40 * HOUR, reason="与客户约定",
            actor=self.desk.as_manager, at=self.at,
        )  # fmt: skip

    def hear(self) -> None:
        record_customer_word(
            ticket=self.any, text="好了吗", actor=self.desk.as_contact, at=self.at, channel="portal"
        )

    def publish(self) -> None:
        free = [self.at.date() + timedelta(days=self.chance.randrange(9)) for _ in range(3)]
        days = [
            {"on": str(day), "is": "closed", "name": "假"}
            for day in sorted(set(free))
            if day.year == self.at.year
        ]
        import_holidays(
            region="cn", year=self.at.year, days=days, source="试", regulation=active_regulation(self.at), actor=SYSTEM,
            at=self.at,
        )  # fmt: skip
        recount(at=self.at)

    def regulate(self) -> None:
        text = preset_text(self.preset)
        hours = self.chance.choice(("1h", "3h", "7h"))
        text = text.replace("{working: 4h}", f"{{working: {hours}}}").replace(
            "{working: 8h}", f"{{working: {hours}}}"
        )
        draft = import_regulation(text=text, actor=SYSTEM, at=self.at)
        put_into_force(version=draft, actor=SYSTEM, at=self.at, for_open=True)
        while Moving.objects.filter(ended_at=None).exists():
            move_next()


# REQ BX-1, BX-3
@pytest.mark.parametrize(("seed", "preset"), [(1, "desk"), (2, "dealer"), (3, "sla")])
def test_clocks_are_what_the_facts_say_whatever_happens_to_tickets(seed: int, preset: str):
    walk = Walk(seed, preset)
    for _ in range(STEPS):
        walk.step()

    with fixed_at(walk.at):
        fire_due()
        differences = rebuild(at=walk.at)
    assert differences == [], "\n".join(walk.trace)
    assert Clock.objects.exists()
