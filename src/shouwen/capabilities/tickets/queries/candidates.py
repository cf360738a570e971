"""Who could get a ticket: ranked by the regulation's weights, each with his reasons (RS-4)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from shouwen.capabilities.people.models import Membership, Person, Team
from shouwen.capabilities.people.queries import Colleague, colleagues, dispatchable_ids
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import Outcome
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.models import Dispatch, Ticket
from shouwen.domain.dispatching import Applicant, Reason, Weighing, rank
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.desk import Lane

REMEMBERED = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person who could get the ticket, with points and reasons; the first of the list is the suggestion."""

    person_id: int
    name: str
    post: str
    points: int
    is_on_duty: bool
    duty_starts_at: datetime | None
    duty_ends_at: datetime | None
    away_until: datetime | None
    open_tickets: int
    reasons: tuple[Reason, ...]


def candidates(*, ticket: Ticket, at: datetime, limit: int = 20) -> tuple[Candidate, ...]:
    """Who could work on `ticket`, best first: at most five statements, whatever the number of persons."""
    document = regulation_of(ticket.regulation_id).document
    team_codes, _skill = asked_of(document, ticket)
    teams = list(Team.objects.filter(code__in=team_codes)) if team_codes else []
    ids = dispatchable_ids(teams=teams or None)
    people = {person.id: person for person in colleagues(person_ids=ids, at=at, today=at.date())}
    load = _load(list(people), besides=ticket.pk)
    visits = _visits(ticket, list(people), at)
    refused = _refusals([ticket]).get(ticket.pk, set())
    return _ranked(document, ticket, people, load, visits, refused, at)[:limit]


def ranked_among(*, ticket: Ticket, person_ids: Iterable[int], at: datetime) -> tuple[Candidate, ...]:
    """These persons by the same weights, best first; at most three statements."""
    document = regulation_of(ticket.regulation_id).document
    people = {person.id: person for person in colleagues(person_ids=person_ids, at=at, today=at.date())}
    load = _load(list(people), besides=ticket.pk)
    refused = _refusals([ticket]).get(ticket.pk, set())
    return _ranked(document, ticket, people, load, _visits(ticket, list(people), at), refused, at)


def candidates_of_many(
    *, tickets: Iterable[Ticket], at: datetime, limit: int = 1
) -> dict[int, tuple[Candidate, ...]]:
    """The first candidates of each of `tickets`, by its pk: at most five statements, whatever their number."""
    asked = {ticket.pk: ticket for ticket in tickets}
    documents = {pk: regulation_of(ticket.regulation_id).document for pk, ticket in asked.items()}
    team_ids = dict(Team.objects.filter(is_active=True).values_list("code", "pk"))
    everybody = colleagues(person_ids=dispatchable_ids(), at=at, today=at.date()) if asked else []
    load = _load([person.id for person in everybody])
    visits = _visits_of_customers({ticket.customer_id for ticket in asked.values()}, at)
    refusals = _refusals(asked.values())
    found = {}
    for pk, ticket in asked.items():
        wanted = {team_ids[code] for code in asked_of(documents[pk], ticket)[0] if code in team_ids}
        people = {one.id: one for one in everybody if not wanted or wanted & one.team_ids}
        here = {person: n for (customer, person), n in visits.items() if customer == ticket.customer_id}
        refused = refusals.get(pk, set())
        found[pk] = _ranked(documents[pk], ticket, people, load, here, refused, at)[:limit]
    return found


def _ranked(
    document: Regulation,
    ticket: Ticket,
    people: dict[int, Colleague],
    load: dict[int, int],
    visits: dict[int, int],
    refused: Collection[int],
    at: datetime,
) -> tuple[Candidate, ...]:
    """All of `people` by the weights of the regulation, best first. No statement."""
    _teams, skill = asked_of(document, ticket)
    manager = _incident_manager(document, ticket)
    weights = document.dispatch.weights
    ranked = rank(
        (_applicant(person, skill, at, load, visits, refused, manager) for person in people.values()),
        weighing=Weighing(
            weights.skill, weights.duty, weights.load, weights.site, document.dispatch.most_open
        ),
        skill_asked=bool(skill),
    )
    return tuple(
        Candidate(
            person_id=one.applicant.person_id,
            name=people[one.applicant.person_id].name,
            post=people[one.applicant.person_id].post,
            points=one.points,
            is_on_duty=one.applicant.is_on_duty,
            duty_starts_at=people[one.applicant.person_id].duty_starts_at,
            duty_ends_at=people[one.applicant.person_id].duty_ends_at,
            away_until=people[one.applicant.person_id].away_until,
            open_tickets=one.applicant.open_tickets,
            reasons=one.reasons,
        )
        for one in ranked
    )


def dispatches_of(ticket_id: int) -> list[Dispatch]:
    """Every dispatch of a ticket, newest first; one statement."""
    rows = Dispatch.objects.filter(ticket_id=ticket_id).select_related("engineer", "team", "dispatched_by")
    return list(rows.order_by("-pk"))


def asked_of(document: Regulation, ticket: Ticket) -> tuple[tuple[str, ...], str]:
    """The teams (codes) whose members may get it and the skill it asks for; empty means all, and none.

    Where neither category nor class names a team, those behind the desk: every line that is not the agents' own.
    """
    category = document.categories.get(code_of(ticket.category_id))
    klass = document.classes[code_of(ticket.klass_id)]
    team = (category.team if category else None) or klass.team
    behind = (code for code, one in document.teams.items() if one.kind == "line" and one.lane != Lane.AGENT)
    return ((team,) if team else tuple(behind)), (category.skill or "" if category else "")


def home_team(person: Person, ticket: Ticket) -> Team | None:
    """The team in which `person` would work on `ticket`: the one asked for if he is in it, else his first."""
    document = regulation_of(ticket.regulation_id).document
    wanted, _ = asked_of(document, ticket)
    teams = [m.team for m in Membership.objects.filter(person=person).select_related("team").order_by("pk")]
    return next((team for team in teams if team.code in wanted), teams[0] if teams else None)


def _applicant(
    person: Colleague,
    skill: str,
    at: datetime,
    load: dict[int, int],
    visits: dict[int, int],
    refused: Collection[int],
    manager: str,
) -> Applicant:
    return Applicant(
        person_id=person.id,
        skill_level=person.skills.get(skill, 0) if skill else 0,
        is_on_duty=person.is_on_duty(at),
        open_tickets=load.get(person.id, 0),
        times_at_site=visits.get(person.id, 0),
        is_incident_manager=bool(manager) and person.name == manager,
        has_refused=person.id in refused,
    )


def _load(person_ids: list[int], *, besides: int = 0) -> dict[int, int]:
    """How many tickets each has in hand, `besides` the one that is asked about; what is completed no longer is."""
    rows = Ticket.objects.in_hand().filter(handler_id__in=person_ids).exclude(pk=besides).order_by()
    return dict(rows.values_list("handler_id").annotate(n=Count("pk")))


def _refusals(tickets: Iterable[Ticket]) -> dict[int, set[int]]:
    """Who has refused which of these tickets; one statement, none where no team was given any of them yet."""
    given = [ticket.pk for ticket in tickets if ticket.team_id is not None]
    found: dict[int, set[int]] = defaultdict(set)
    if given:
        rows = Dispatch.objects.filter(ticket_id__in=given, outcome=Outcome.REFUSED, engineer__isnull=False)
        for ticket_id, engineer in rows.values_list("ticket_id", "engineer_id"):
            found[ticket_id].add(engineer)
    return found


def _visits(ticket: Ticket, person_ids: list[int], at: datetime) -> dict[int, int]:
    """How often each has completed work for the same site, or the same customer when no site is named."""
    if ticket.customer_id is None:
        return {}
    place = Q(site_id=ticket.site_id) if ticket.site_id else Q(customer_id=ticket.customer_id)
    rows = Ticket.objects.filter(
        place, handler_id__in=person_ids, completed_at__gte=at - REMEMBERED
    ).order_by()
    return dict(rows.values_list("handler_id").annotate(n=Count("pk")))


def _visits_of_customers(customer_ids: set[int | None], at: datetime) -> dict[tuple[int, int], int]:
    """How often each person has completed work for each of the customers."""
    rows = Ticket.objects.filter(
        customer_id__in=[pk for pk in customer_ids if pk], completed_at__gte=at - REMEMBERED
    ).order_by()
    counted = rows.exclude(handler=None).values_list("customer_id", "handler_id").annotate(n=Count("pk"))
    return {(customer, handler): n for customer, handler, n in counted if customer and handler}


def _incident_manager(document: Regulation, ticket: Ticket) -> str:
    category = document.categories.get(code_of(ticket.category_id))
    wanted = document.dispatch.prefer_incident_manager and category
    return category.incident_manager if wanted and category else ""
