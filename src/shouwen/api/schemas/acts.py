"""What the acts on a ticket ask for: one body each, and how it becomes what the command takes."""

from typing import Any, Literal

from pydantic import Field

from shouwen.api import finding
from shouwen.api.kinds import Author, Code, Given, Id, Instant, Line, Minutes, Prose
from shouwen.api.schemas.files import FileGiven, uploads_of
from shouwen.api.schemas.tickets import NewTicketGiven
from shouwen.base.actors import Actor
from shouwen.capabilities.customers.choices import ServiceKind
from shouwen.capabilities.customers.models import Customer
from shouwen.capabilities.tickets.choices import Channel, LeadersWord, LinkKind, Remote, Restored, Way


class ActGiven(Given):
    """A body whose fields are the command's own."""

    def given(self, actor: Actor) -> dict[str, Any]:
        """What the command takes, everything named found by the actor's door. Raises InvalidInput."""
        return self.model_dump()


class NothingGiven(ActGiven):
    """No field is needed."""


class ReasonGiven(ActGiven):
    reason: Prose


class GradingGiven(ActGiven):
    """Impact, urgency and difficulty give the level; or a level judged by hand, with the reason.

    `klass` makes it a ticket of another class; its number stays.
    """

    klass: Code = ""
    impact: Code = ""
    urgency: Code = ""
    difficulty: Code = ""
    level: Code = ""
    category: Code = ""
    reason: Prose = ""


class MajorMarkGiven(ActGiven):
    is_major: bool
    reason: Prose


class TicketContractGiven(ActGiven):
    contract: Code | None = Field(description="By number; null serves it without one.")
    reason: Prose = Field("", description="Where the regulation asks for one.")

    def given(self, actor: Actor) -> dict[str, Any]:
        number = self.contract
        contract = finding.contract_named(actor, "contract", number) if number else None
        return {"contract": contract, "reason": self.reason}


class RoutingGiven(ActGiven):
    route: Code = Field(description="A route of the regulation.")
    reason: Prose


class DispatchGiven(ActGiven):
    """To an engineer, or to a team of which one takes it."""

    engineer: Line = Field("", description="By user name.")
    team: Code = ""
    reason: Prose = ""
    wrong_reason: Code = Field("", description="Why the dispatch before was wrong: a code of the regulation.")
    leader: LeadersWord | Literal[""] = Field(
        "", description="For one who dispatches in the leader's place: what is on record of the leader."
    )

    def given(self, actor: Actor) -> dict[str, Any]:
        return {
            "leader": self.leader,
            "engineer": finding.person_named(actor, "engineer", self.engineer) if self.engineer else None,
            "team": finding.team_named("team", self.team) if self.team else None,
            "reason": self.reason,
            "wrong_reason": self.wrong_reason,
        }


class DispatchRefusalGiven(ActGiven):
    reason: Code = Field(description="A code of the regulation.")
    text: Prose = ""


class TakingGiven(ActGiven):
    no_contact_reason: Prose = Field("", description="Why nothing more is needed from the customer.")


class NoteGiven(ActGiven):
    text: Prose
    way: Way | Literal[""] = ""
    minutes: Minutes | None = None
    mentions: list[Line] = Field(
        [], max_length=20, description="Colleagues by user name: they may see the ticket from now on."
    )

    def given(self, actor: Actor) -> dict[str, Any]:
        persons = tuple(
            finding.person_named(actor, "mentions", name) for name in dict.fromkeys(self.mentions)
        )
        return {**self.model_dump(exclude={"mentions"}), "mentions": persons}


class ProgressGiven(ActGiven):
    """What was done, what was found, what comes next and when: anything thinner is no progress update."""

    done: Prose
    found: Prose
    next_step: Prose
    next_at: Instant
    way: Way | Literal[""] = ""
    minutes: Minutes | None = None
    tell_customer: bool = False
    happened_at: Instant | None = Field(None, description="For an update that arrives late.")


class TicketContactGiven(ActGiven):
    text: Prose
    way: Way
    needed: bool = Field(True, description="False: no contact was needed, and why.")


class EstimateGiven(ActGiven):
    until: Instant
    reason: Prose


class PromiseGiven(ActGiven):
    promise: Code = Field(description="A promise of the regulation, such as `response`.")
    due_at: Instant
    reason: Prose


class SuspensionGiven(ActGiven):
    reason: Code = Field(description="A suspension reason of the regulation.")
    until: Instant
    text: Prose = ""


class HelperGiven(ActGiven):
    person: Line = Field(description="By user name.")
    wish: Prose
    due_at: Instant | None = None

    def given(self, actor: Actor) -> dict[str, Any]:
        person = finding.person_named(actor, "person", self.person)
        return {"person": person, "wish": self.wish, "due_at": self.due_at}


class HandOverGiven(ActGiven):
    """The package that spares the second asking."""

    team: Code
    person: Line = Field("", description="By user name; empty: whoever of the team takes it.")
    tried: Prose
    reason: Prose = Field(description="A code of the regulation, or in words.")
    found: Prose = ""
    asked: Prose = ""
    next_step: Prose = ""

    def given(self, actor: Actor) -> dict[str, Any]:
        person = finding.person_named(actor, "person", self.person) if self.person else None
        return {**self.model_dump(), "team": finding.team_named("team", self.team), "person": person}


class AnswerGiven(ActGiven):
    answer: Prose


class ReplyGiven(ActGiven):
    """Goes to the customer by his channel; with `suspend_reason` the ticket then rests.

    Files stand on the ticket for him to see and go with the mail: 18 MB in all.
    """

    text: Prose
    channel: Channel = Channel.MAIL
    way: Way | Literal[""] = ""
    minutes: Minutes | None = None
    answers: bool = Field(False, description="This is the answer to his question.")
    suspend_reason: Code = ""
    suspend_until: Instant | None = None
    cc: list[Line] = Field(
        [], max_length=10, description="Mail addresses that get a copy, and no right by it."
    )
    files: list[FileGiven] = Field([], max_length=20)

    def given(self, actor: Actor) -> dict[str, Any]:
        values = self.model_dump(exclude={"cc", "files"})
        return {**values, "cc": tuple(self.cc), "uploads": uploads_of(self.files)}


class CustomerWordGiven(ActGiven):
    text: Prose
    channel: Channel = Channel.API
    author_name: Author = ""


class UrgingGiven(ActGiven):
    text: Prose = ""
    channel: Channel | Literal[""] = ""


class ProposalGiven(ActGiven):
    solution: Prose
    risk: Prose = ""
    way_back: Prose = ""
    check_after: Prose = ""


class AgreementGiven(ActGiven):
    how: Line = Field("", description="By which way the customer agreed.")


class WorkaroundGiven(ActGiven):
    workaround: Prose
    tell_customer: bool = True


class CompletionGiven(ActGiven):
    cause: Prose = ""
    solution: Prose
    process: Prose = ""
    way: Way = Way.REMOTE
    minutes: Minutes | None = None
    restored_by: Restored = Restored.SOLUTION
    happened_at: Instant | None = Field(None, description="For a completion that arrives late.")


class ConfirmationGiven(ActGiven):
    what: Code = Field(description="One of the requirements of the closing rule.")
    how: Line = ""
    text: Prose = ""


class ServicesGiven(ActGiven):
    """Exactly what the ticket used of its contract; an empty list gives back what was counted."""

    services: list[ServiceKind] = Field(max_length=10)


class ClosingGiven(ActGiven):
    override_reason: Prose = Field("", description="Closes against the closing rule, where you may.")


class MergeGiven(ActGiven):
    survivor: Code = Field(description="The number of the ticket that goes on for both.")

    def given(self, actor: Actor) -> dict[str, Any]:
        return {"survivor": finding.ticket_named(actor, "survivor", self.survivor)}


class LinkGiven(ActGiven):
    other: Code = Field(description="The number of the other ticket.")
    kind: LinkKind = LinkKind.RELATED

    def given(self, actor: Actor) -> dict[str, Any]:
        return {"other": finding.ticket_named(actor, "other", self.other), "kind": self.kind}


class ParentGiven(ActGiven):
    parent: Code | None = Field(description="The number of the ticket it is a part of; null for none.")

    def given(self, actor: Actor) -> dict[str, Any]:
        return {"parent": finding.ticket_named(actor, "parent", self.parent) if self.parent else None}


class OwnerGiven(ActGiven):
    owner: Line = Field(description="By user name.")
    reason: Prose

    def given(self, actor: Actor) -> dict[str, Any]:
        return {"owner": finding.person_named(actor, "owner", self.owner), "reason": self.reason}


class StandInGiven(ActGiven):
    person: Line = Field(description="By user name.")
    note: Prose

    def given(self, actor: Actor) -> dict[str, Any]:
        return {"person": finding.person_named(actor, "person", self.person), "note": self.note}


class MeetingGiven(ActGiven):
    invited: list[Line] = Field(min_length=1, max_length=50, description="By user name.")
    about: Prose = ""

    def given(self, actor: Actor) -> dict[str, Any]:
        invited = tuple(finding.person_named(actor, "invited", name) for name in self.invited)
        return {"invited": invited, "about": self.about}


class MeetingRecordGiven(ActGiven):
    attended: list[Line] = Field(min_length=1, max_length=50, description="By user name.")
    held_at: Instant
    cause: Prose = Field("", description="Empty while it is not known.")
    remote: Remote = Remote.UNKNOWN
    decided: Prose

    def given(self, actor: Actor) -> dict[str, Any]:
        attended = tuple(finding.person_named(actor, "attended", name) for name in self.attended)
        return {**self.model_dump(), "attended": attended}


class TicketChanged(Given):
    """What is left out stays; null takes it away."""

    contact: Id | None = Field(None, description="A contact of the ticket's customer.")
    site: Code | None = Field(None, description="A site of the ticket's customer, by code.")
    product: Code | None = Field(None, description="By code.")

    def changes(self, actor: Actor, customer: Customer | None) -> dict[str, Any]:
        """What was sent, found by the actor's own door."""
        found: dict[str, Any] = dict.fromkeys(self.model_fields_set)
        if self.contact is not None:
            found["contact"] = finding.contact_named(actor, "contact", self.contact)
        if self.site is not None:
            found["site"] = finding.site_named(actor, "site", self.site, customer)
        if self.product is not None:
            found["product"] = finding.product_named("product", self.product)
        return found


class UndoGiven(ActGiven):
    seq: Id = Field(description="The number of the fact to annul.")


class SplitGiven(NewTicketGiven):
    """The second matter, as a request of its own."""


class TaskResultGiven(ActGiven):
    result: Prose
