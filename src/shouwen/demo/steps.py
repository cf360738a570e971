"""What people of the story do: each step at its own instant, by the commands that everybody uses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shouwen.base import journal
from shouwen.base.time import fixed_at
from shouwen.capabilities.call_backs.choices import Result
from shouwen.capabilities.call_backs.commands import Feedback, open_call_backs, record_call_back
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.calls.choices import Ending
from shouwen.capabilities.calls.commands import (
    call_answered,
    call_back_missed,
    call_ended,
    call_rang,
    link_call,
)
from shouwen.capabilities.tickets import commands as desk
from shouwen.capabilities.tickets.choices import Channel, Way
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.commands.reviews import ask_review
from shouwen.capabilities.workplace.models import Review
from shouwen.demo.cast import CLIENTS, TELLER, Cast


@dataclass
class Steps:
    """Whoever plays in the story, and what he may be told to do."""

    cast: Cast

    def actor(self, name: str) -> Any:
        return self.cast.actors[name]

    def call(
        self, customer: str, product: str, said: str, at: datetime, *, who: str = "linxiao", **judged: Any
    ) -> Ticket:
        """Somebody rings the hotline and `who` registers it."""
        return self._register(customer, product, said, at, Channel.PHONE, self.actor(who), **judged)

    def ring(
        self,
        reference: str,
        number: str,
        at: datetime,
        *,
        until: datetime,
        who: str = "linxiao",
        answered: bool = False,
        about: Ticket | None = None,
        back: str = "",
    ) -> None:
        """The hotline rings at `who`, or in the queue for nobody; what is not answered is missed."""
        person, agent = self.cast.people.get(who), self.actor("linxiao")
        with fixed_at(at):
            call = call_rang(
                reference=reference, number=number, person=person, actor=TELLER, at=at, on=at.date()
            )
            if answered:
                call_answered(call=call, person=person, actor=TELLER, at=at)
        with fixed_at(until):
            ending = Ending.ABANDONED if person is None else None
            call_ended(call=call, ending=ending, actor=TELLER, at=until)
            if about is not None:
                link_call(call=call, ticket=about, actor=agent, at=until)
            if back:
                call_back_missed(call=call, note=back, actor=agent, at=until)

    def report(self, customer: str, product: str, said: str, at: datetime, **judged: Any) -> Ticket:
        """The customer reports on the portal himself."""
        actor = self.cast.customer_actor(customer)
        return self._register(customer, product, said, at, Channel.PORTAL, actor, **judged)

    def _register(
        self,
        customer: str,
        product: str,
        said: str,
        at: datetime,
        channel: Channel,
        actor: Any,
        **judged: Any,
    ) -> Ticket:
        contact = self.cast.contacts[customer]
        phone = next(client.phone for client in CLIENTS if client.code == customer)
        given = {"klass": "fault", "impact": "department", "urgency": "hindered", **judged}
        if given["klass"] != "fault":
            given |= {"impact": "", "urgency": ""}
        new = desk.NewTicket(
            description=said,
            channel=channel,
            customer=self.cast.customers[customer],
            contact=contact,
            site=self.cast.sites[customer],
            product=self.cast.products[product],
            caller_name=contact.name,
            caller_phone=phone,
            has_screenshot=False,
            occurred_at=at - timedelta(minutes=10),
            **given,
        )
        with fixed_at(at):
            return desk.register_ticket(new=new, actor=actor, at=at)

    def send(self, ticket: Ticket, engineer: str, at: datetime, *, wrong: str = "") -> None:
        with fixed_at(at):
            desk.dispatch_ticket(
                ticket=ticket, engineer=self.cast.people[engineer], wrong_reason=wrong,
                actor=self.actor("zhoumin"), at=at,
            )  # fmt: skip

    def take(self, ticket: Ticket, engineer: str, at: datetime) -> None:
        with fixed_at(at):
            desk.take_ticket(ticket=ticket, actor=self.actor(engineer), at=at)
            desk.record_contact(
                ticket=ticket, text="已电话联系客户，确认现象和方便的时间。", way=Way.PHONE,
                actor=self.actor(engineer), at=at,
            )  # fmt: skip

    def meet(self, ticket: Ticket, who: tuple[str, ...], at: datetime, **found: Any) -> None:
        """The desk manager calls a meeting ten minutes before; the first of `who` keeps its record."""
        people = tuple(self.cast.people[name] for name in who)
        called = at - timedelta(minutes=10)
        with fixed_at(called):
            meeting = desk.open_meeting(
                ticket=ticket, invited=people, about="全部窗口停办，先恢复营业，再查原因。",
                actor=self.actor("zhoumin"), at=called,
            )  # fmt: skip
        with fixed_at(at):
            desk.keep_meeting(
                meeting=meeting, attended=people, held_at=at, actor=self.actor(who[0]), at=at, **found
            )

    def ask_over(
        self, ticket: Ticket, writer: str, reviewer: str, words: str, question: str, at: datetime
    ) -> Review:
        """`writer` gives his draft of an answer to a colleague before it goes out."""
        with fixed_at(at):
            return ask_review(
                ticket=ticket, reviewer=self.cast.people[reviewer], question=question, texts={"body": words},
                picks={"kind": "reply"}, actor=self.actor(writer), at=at,
            )  # fmt: skip

    def update(
        self, ticket: Ticket, engineer: str, done: str, found: str, then: str, at: datetime, *, hours: int
    ) -> None:
        with fixed_at(at):
            desk.update_progress(
                ticket=ticket, done=done, found=found, next_step=then, next_at=at + timedelta(hours=hours),
                tell_customer=True, actor=self.actor(engineer), at=at,
            )  # fmt: skip

    def complete(
        self,
        ticket: Ticket,
        engineer: str,
        cause: str,
        solution: str,
        at: datetime,
        *,
        way: Way = Way.ON_SITE,
    ) -> None:
        with fixed_at(at):
            desk.complete_ticket(
                ticket=ticket, cause=cause, solution=solution, process=solution, way=way, minutes=60,
                actor=self.actor(engineer), at=at,
            )  # fmt: skip
            completed = [fact for fact in journal.facts_of(ticket.pk) if fact.name == "ticket.completed"][-1]
            open_call_backs(fact=completed)

    def call_back(
        self,
        ticket: Ticket,
        at: datetime,
        grade: str,
        said: str,
        improvement: str = "",
        *,
        result: Result = Result.SOLVED,
    ) -> None:
        waiting = CallBack.objects.waiting().filter(ticket=ticket).get()
        feedback = Feedback(
            result=result, grade=grade, text=said, improvement=improvement, is_back_to_normal=True
        )
        with fixed_at(at):
            record_call_back(call_back=waiting, feedback=feedback, actor=self.actor("linxiao"), at=at)
