"""Macros and phrases: kept for oneself or a team, tried on a ticket, run on it."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field, StringConstraints

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Given, Id, Line, Nothing, Prose, Shown
from shouwen.api.operations import Told, acting, reading
from shouwen.api.schemas.shared import Done
from shouwen.api.schemas.tickets import TicketShown
from shouwen.api.ticket_acts import told_ticket
from shouwen.base.actors import Actor
from shouwen.base.languages import reader_language
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.telling import READ_ALONG, places_now
from shouwen.capabilities.workplace.commands.macros import drop_macro, foresee_macro, keep_macro, run_macro
from shouwen.capabilities.workplace.commands.phrases import drop_phrase, keep_phrase
from shouwen.capabilities.workplace.models import Macro, Phrase
from shouwen.capabilities.workplace.queries.phrases import fill_known

router = Router(tags=["Workplace"])
READS = Rule("tickets")
WRITES = Rule("tickets", writes=True)
Title = Annotated[Line, StringConstraints(min_length=1, max_length=60)]
Words = Annotated[Prose, StringConstraints(min_length=1, max_length=5000)]
WHOSE = Field(None, description="One of your teams, by code; left out: for yourself.")


class StepGiven(Given):
    """One step; which fields it needs follows from what it does."""

    act: Literal["accept", "take", "mark_major", "note", "reply", "suspend", "hand_over"]
    text: Prose = Field(
        "", description="For a note, a reply, a hand-over; places such as `{contact}` are filled."
    )
    reason: Code = Field("", description="For suspending and handing over: a code of the regulation.")
    days: int | None = Field(None, ge=1, le=90, description="For suspending.")
    team: Code = Field("", description="For handing over: the team's code.")

    def kept(self) -> dict[str, Any]:
        """The step with the fields that were sent."""
        return {name: value for name, value in self.model_dump().items() if value}


NEEDS = {
    "note": ("text",),
    "reply": ("text",),
    "suspend": ("reason", "days"),
    "hand_over": ("team", "reason", "text"),
}


class MacroGiven(Given):
    name: Title
    steps: list[StepGiven] = Field(min_length=1, max_length=7)
    team: Code | None = WHOSE


class MacroShown(Shown):
    id: int
    name: str
    team: str | None
    steps: list[dict[str, Any]]


class MacroList(Shown):
    items: list[MacroShown]


class MacroRun(Given):
    macro: Id
    texts: dict[Literal["note", "reply", "hand_over"], Prose] = Field(
        {}, description="Other words for a step, by its act."
    )
    is_trial: bool = Field(False, description="Show what it would do; nothing changes.")


class PhraseGiven(Given):
    name: Title
    body: Words
    team: Code | None = WHOSE


class PhraseShown(Shown):
    id: int
    name: str
    body: str
    team: str | None


class PhraseList(Shown):
    items: list[PhraseShown]


@reading(router, "/macros", name="list_macros", answer=MacroList, rule=READS)
def list_macros(request: ApiRequest) -> Any:
    """List the macros you may use, most used first."""
    rows = Macro.objects.visible_to(_actor(request)).select_related("team").order_by("-used", "name")
    return MacroList.of(items=[_macro(row) for row in rows[:200]])


@acting(router, "/macros", name="create_macro", answer=MacroShown, rule=WRITES)
def add_macro(request: ApiRequest, body: MacroGiven) -> Any:
    """Keep several acts under one name."""
    return _macro(_keep(request, body, None))


@acting(
    router, "/macros/{macro}", name="change_macro", answer=MacroShown, rule=WRITES, method="PUT", status=200
)
def alter_macro(request: ApiRequest, macro: finding.PathId, body: MacroGiven) -> Any:
    """Set what a macro does, for everybody who is offered it."""
    return _macro(_keep(request, body, _found_macro(request, macro)))


@acting(router, "/macros/{macro}/removal", name="remove_macro", answer=Done, rule=WRITES)
def remove_macro(request: ApiRequest, macro: finding.PathId, body: Nothing) -> Any:
    """Offer a macro no longer."""
    drop_macro(macro=_found_macro(request, macro), actor=_actor(request))
    return Done()


@acting(
    router, "/tickets/{number}/macro-runs", name="run_macro", answer=TicketShown, rule=WRITES, conditional=True
)  # fmt: skip
def run(request: ApiRequest, number: finding.Number, body: MacroRun) -> Told:
    """Run a macro on a ticket: all its steps, or none.

    The first step that is not possible is named, and nothing is done. A trial runs it in full and takes it back.
    """
    actor, at = _actor(request), now()
    visible = Ticket.objects.visible_to(actor).select_related(*READ_ALONG)
    ticket = visible.filter(number=number).first()
    if ticket is None:
        raise NotVisible(ticket=number)
    chosen = _found_macro(request, body.macro)
    language = ticket.contact.language if ticket.contact else reader_language()
    places = places_now(ticket, language=language, at=at)
    texts = {step["act"]: fill_known(step["text"], places) for step in chosen.steps if step.get("text")}
    texts |= body.texts
    if body.is_trial:
        foreseen = foresee_macro(macro=chosen, ticket=ticket, texts=texts, actor=actor, at=at)
        if foreseen.refusal is not None:
            raise foreseen.refusal
        return told_ticket(request, ticket.pk)
    run_macro(macro=chosen, ticket=ticket, texts=texts, actor=actor, at=at, seen=finding.seen_by(request))
    return told_ticket(request, ticket.pk)


@reading(router, "/phrases", name="list_phrases", answer=PhraseList, rule=READS)
def list_phrases(request: ApiRequest) -> Any:
    """List the phrases you may use, most used first."""
    rows = Phrase.objects.visible_to(_actor(request)).select_related("team").order_by("-used", "name")
    return PhraseList.of(items=[_phrase(row) for row in rows[:500]])


@acting(router, "/phrases", name="create_phrase", answer=PhraseShown, rule=WRITES)
def add_phrase(request: ApiRequest, body: PhraseGiven) -> Any:
    """Keep good words for the next time."""
    team = finding.team_named("team", body.team) if body.team else None
    return _phrase(keep_phrase(name=body.name, body=body.body, team=team, actor=_actor(request), at=now()))


@acting(
    router,
    "/phrases/{phrase}",
    name="change_phrase",
    answer=PhraseShown,
    rule=WRITES,
    method="PUT",
    status=200,
)
def alter_phrase(request: ApiRequest, phrase: finding.PathId, body: PhraseGiven) -> Any:
    """Set the words of a phrase, for everybody who is offered it."""
    team = finding.team_named("team", body.team) if body.team else None
    kept = keep_phrase(
        name=body.name, body=body.body, team=team, phrase=_found_phrase(request, phrase), actor=_actor(request),
        at=now(),
    )  # fmt: skip
    return _phrase(kept)


@acting(router, "/phrases/{phrase}/removal", name="remove_phrase", answer=Done, rule=WRITES)
def remove_phrase(request: ApiRequest, phrase: finding.PathId, body: Nothing) -> Any:
    """Offer a phrase no longer."""
    drop_phrase(phrase=_found_phrase(request, phrase), actor=_actor(request))
    return Done()


def _keep(request: ApiRequest, body: MacroGiven, macro: Macro | None) -> Macro:
    _check_steps(body.steps)
    team = finding.team_named("team", body.team) if body.team else None
    return keep_macro(
        name=body.name, steps=[step.kept() for step in body.steps], team=team, macro=macro,
        actor=_actor(request), at=now(),
    )  # fmt: skip


def _check_steps(steps: list[StepGiven]) -> None:
    """Each step has what it needs, and its codes are known. Raises InvalidInput."""
    workflow = active_regulation().document.workflow
    errors: dict[str, str] = {}
    for number, step in enumerate(steps):
        for name in NEEDS.get(step.act, ()):
            if not getattr(step, name):
                errors[f"steps.{number}.{name}"] = _("This field is required.")
        if step.act == "suspend" and step.reason and step.reason not in workflow.suspension_reasons:
            errors[f"steps.{number}.reason"] = _("This does not exist, or you may not see it.")
        if step.team and not Team.objects.filter(code=step.team, is_active=True).exists():
            errors[f"steps.{number}.team"] = _("This does not exist, or you may not see it.")
    if errors:
        raise InvalidInput(errors)


def _found_macro(request: ApiRequest, pk: int) -> Macro:
    found = Macro.objects.visible_to(_actor(request)).select_related("team").filter(pk=pk).first()
    if found is None:
        raise NotVisible(macro=pk)
    return found


def _found_phrase(request: ApiRequest, pk: int) -> Phrase:
    found = Phrase.objects.visible_to(_actor(request)).select_related("team").filter(pk=pk).first()
    if found is None:
        raise NotVisible(phrase=pk)
    return found


def _macro(of: Macro) -> MacroShown:
    return MacroShown.of(id=of.pk, name=of.name, team=of.team.code if of.team else None, steps=of.steps)


def _phrase(of: Phrase) -> PhraseShown:
    return PhraseShown.of(id=of.pk, name=of.name, body=of.body, team=of.team.code if of.team else None)


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
