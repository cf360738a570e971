"""What an act is on screen: one verb, its form, the one command it runs, and what is said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from shouwen.base.actors import Actor
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.tickets.fields import condition_fields
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.required import has_what_is_asked, sentence_of
from shouwen.domain.regulation.asking import rules_of
from shouwen.domain.workflow import TicketVerb
from shouwen.web.acting import ActForm


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an act takes place: the ticket, who acts, when, and the newest fact he had before him.

    `verb` is the one whose required fields count.
    """

    ticket: Ticket
    actor: Actor
    at: datetime
    seen: int | None = None
    verb: TicketVerb | None = None

    @property
    def regulation(self) -> Compiled:
        return regulation_of(self.ticket.regulation_id)

    @property
    def usual(self) -> dict[str, Any]:
        """What every command on a ticket takes."""
        return {"ticket": self.ticket, "actor": self.actor, "at": self.at, "seen": self.seen}


class TicketForm(ActForm):
    """The form of an act on one ticket; `prepare` gives its fields what this ticket offers to choose from."""

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scene = scene
        self.asked_first: list[str] = []
        self.nothing_to_choose: Promise | str = ""  # why there is nothing this form could be about
        self.prepare()
        self._require_what_is_asked()

    def prepare(self) -> None:
        """Nothing to prepare, unless a form says otherwise."""

    def _require_what_is_asked(self) -> None:
        """Fields that the regulation asks for are required; what this form has no field for is told above it."""
        scene = self.scene
        if scene.verb is None:
            return
        for rule in rules_of(scene.regulation.document, scene.verb, condition_fields(scene.ticket)):
            if has_what_is_asked(rule, scene.ticket, {}):
                continue
            if rule.ask == "value" and rule.field in self.fields:
                self.fields[rule.field].required = True
            else:
                self.asked_first.append(sentence_of(rule))


class NoFields(TicketForm):
    """An act that asks nothing."""


@dataclass(frozen=True, slots=True)
class Act:
    """`verb` names the act in the regulation's words and asks the rights; `title` stands in where there is no verb.

    `run` issues the one command. `is_plain` acts are done by the press of their button, without a form. Acts with a
    `grant` of their own ask for that too, and are not offered by their verb.
    """

    slug: str
    verb: TicketVerb
    run: Callable[[Scene, dict[str, Any]], Any]
    said: Promise | str
    icon: str
    form: type[TicketForm] = NoFields
    fact: str = ""
    grant: str = ""
    title: Promise | str = ""
    key: str = ""
    help: Promise | str = ""
    template: str = "web/tickets/act.html"
    is_wide: bool = False
    is_grave: bool = False

    @property
    def is_plain(self) -> bool:
        return self.form is NoFields
