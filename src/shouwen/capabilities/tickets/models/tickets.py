"""The ticket: one piece of work asked of the desk."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import NO_TEAM, Actor
from shouwen.base.among import Among as Among  # makes pk__among known
from shouwen.capabilities.tickets.choices import Channel, Lane, Restored, State

OPEN_STATES = ("new", "accepted", "dispatched", "in_progress", "suspended", "completed", "verified")
IN_HAND = ("accepted", "dispatched", "in_progress", "suspended")
"""Somebody answers for it and there is work left: taken on, and not completed."""
IS_OPEN = Func(
    F("state"),
    template="%(expressions)s IN ({})".format(", ".join(f"'{state}'" for state in OPEN_STATES)),
    output_field=models.BooleanField(),
)
QUEUE_ORDER = ("priority", F("next_due_at").asc(nulls_last=True), "pk")


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, actor: Actor) -> Self:
        """The tickets `actor` may know of: all by grant, else those of his teams and those he is involved in.

        A contact's are those of his company.
        """
        if actor.kind == "contact":
            return self.filter(customer_id=actor.customer_id) if actor.customer_id else self.none()
        if actor.may("tickets.see_all"):
            return self
        return self.filter(pk__among=involving(actor)) if actor.is_staff else self.none()

    def open(self) -> Self:
        """Those whose work is not over.

        The states stand in the SQL itself: with values in their place no plan that serves all of them could prove that
        the indexes of open tickets hold what is asked for.
        """
        return self.filter(IS_OPEN)

    def in_hand(self) -> Self:
        """Those that somebody works on or is to begin with; what is completed waits for the customer's word alone."""
        return self.open().filter(state__in=IN_HAND)


def involving(actor: Actor) -> models.QuerySet["Ticket", dict[str, int]]:
    """Ids of tickets that `actor` has a part in, some twice: indexed branches, never an OR."""
    from shouwen.capabilities.tickets.models.work import Involvement

    mine = Ticket.objects.order_by()
    branches = [
        mine.filter(owner_id=actor.id).values("pk"),
        mine.filter(stand_in_id=actor.id).values("pk"),
        mine.filter(responsible_id=actor.id).values("pk"),
        mine.filter(handler_id=actor.id).values("pk"),
        Involvement.objects.filter(person=actor.id or 0).values("ticket_id"),
    ]
    if teams := seen_teams(actor) - {NO_TEAM}:
        branches.append(mine.filter(team_id__in=teams).values("pk"))
    if NO_TEAM in seen_teams(actor):
        branches.append(mine.filter(team__isnull=True).values("pk"))
    return branches[0].union(*branches[1:], all=True)  # type: ignore[return-value]


def seen_teams(actor: Actor) -> frozenset[int]:
    """The teams whose tickets `actor` sees: his own, and those he was given a role for that sees every ticket.

    NO_TEAM among them stands for tickets with no team.
    """
    return actor.team_ids | actor.teams_where("tickets.see_all")


def _code(**options: Any) -> Any:
    """A code of the regulation. Not indexed: codes are never removed, and no list is long enough by one alone."""
    return models.ForeignKey("regulations.Code", models.PROTECT, related_name="+", db_index=False, **options)


class Ticket(models.Model):
    """A piece of work asked of the desk (工单).

    Three persons, never mixed: `owner` answers to the customer, `responsible` leads the work, `handler` works on it.
    While the owner is off duty a `stand_in` may act for him; the owner stays.
    Codes (`klass`, `level`, …) are foreign keys to the projected codes of all regulations. `evidence` holds what the
    closing rule has been shown so far: codes, grades and instants, no texts.
    """

    is_involved: bool
    has_open_task: bool
    has_link: bool
    has_file: bool
    """Whether the reader is involved in it and what hangs on it: told when it is read with its company."""
    is_held = False
    """Whether its row was read to be changed and has not been since."""
    is_outdated = False
    """Whether a command worked on another object of its row."""
    entry_key: int | None = None
    """The key of the text that is written on it first, drawn when its row was held."""

    subject = models.OneToOneField("base.Subject", models.PROTECT, primary_key=True, related_name="+")
    number = models.CharField(_("ticket number"), max_length=24, unique=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW)
    state_before = models.CharField(max_length=12, choices=State, blank=True)
    step = models.CharField(max_length=60, blank=True)

    klass = _code(verbose_name=_("class"))
    category = _code(null=True)
    impact = _code(null=True)
    urgency = _code(null=True)
    difficulty = _code(null=True)
    level = _code(null=True)
    service_level = _code(null=True)
    route = _code(null=True)
    regulation = models.ForeignKey(
        "regulations.RegulationVersion", models.PROTECT, related_name="+", db_index=False
    )
    rank = models.PositiveSmallIntegerField(default=4)
    priority = models.PositiveSmallIntegerField(_("priority"), default=4)
    is_major = models.BooleanField(_("major"), default=False)

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey("customers.Contact", models.PROTECT, null=True, related_name="+")
    contract = models.ForeignKey("customers.Contract", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("customers.Site", models.PROTECT, null=True, related_name="+")
    product = models.ForeignKey("customers.Product", models.PROTECT, null=True, related_name="+")
    caller_name = models.CharField(max_length=100, blank=True)
    caller_phone = models.CharField(max_length=40, blank=True)
    caller_mail = models.CharField(max_length=254, blank=True)
    caller_company = models.CharField(max_length=200, blank=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)

    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    responsible = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    handler = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    stand_in = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    stand_in_at = models.DateTimeField(null=True)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    lane = models.CharField(max_length=10, choices=Lane, default=Lane.AGENT)

    occurred_at = models.DateTimeField(_("occurred at"), null=True)
    reported_at = models.DateTimeField(_("reported at"))
    registered_at = models.DateTimeField(_("registered at"))
    accepted_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    suspended_until = models.DateTimeField(null=True)
    suspend_reason = models.CharField(max_length=60, blank=True)
    estimate_at = models.DateTimeField(null=True)
    estimate_asked_at = models.DateTimeField(null=True)
    escalated_to = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    next_due_at = models.DateTimeField(null=True)
    next_due_name = models.CharField(max_length=60, blank=True)
    last_word_at = models.DateTimeField(null=True)
    awaits_answer = models.BooleanField(default=False)
    urged = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)

    cause = models.TextField(_("cause"), blank=True)
    process = models.TextField(_("process"), blank=True)
    solution = models.TextField(_("solution"), blank=True)
    workaround = models.TextField(_("workaround"), blank=True)
    proposal = models.TextField(_("proposed solution"), blank=True)
    proposal_confirmed_at = models.DateTimeField(null=True)
    restored_by = models.CharField(max_length=12, choices=Restored, blank=True)
    solved_by = models.CharField(max_length=12, blank=True)
    solved_how = models.CharField(max_length=12, blank=True)
    close_kind = models.CharField(max_length=20, blank=True)
    evidence = models.JSONField(default=dict)

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="absorbed", db_index=False
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ticket_state_is_known", condition=Q(state__in=[s.value for s in State])
            ),
            models.CheckConstraint(name="ticket_priority_1_to_4", condition=Q(priority__range=(1, 4))),
            models.CheckConstraint(
                name="ticket_dispatched_has_somebody",
                condition=~Q(state="dispatched") | Q(handler__isnull=False) | Q(team__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_in_progress_has_handler",
                condition=~Q(state="in_progress") | Q(handler__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_suspended_says_why",
                condition=~Q(state="suspended") | (~Q(suspend_reason="") & Q(suspended_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="ticket_merged_names_survivor",
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                "priority", F("next_due_at").asc(nulls_last=True), "subject",
                name="ticket_queue", condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                "handler", "priority", F("next_due_at").asc(nulls_last=True), "subject",
                name="ticket_handler_queue", condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                "owner", "priority", F("next_due_at").asc(nulls_last=True), "subject",
                name="ticket_owner_queue", condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                "responsible", "priority", F("next_due_at").asc(nulls_last=True), "subject",
                name="ticket_responsible_queue", condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                "team", "priority", F("next_due_at").asc(nulls_last=True), "subject",
                name="ticket_team_queue", condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(fields=["owner", "state"], name="ticket_owner_state"),
            models.Index(fields=["responsible", "state"], name="ticket_responsible_state"),
            models.Index(fields=["state", "next_due_at"], name="ticket_state_due"),
            models.Index(fields=["customer", "-reported_at"], name="ticket_of_customer"),
            models.Index(fields=["-reported_at", "-subject"], name="ticket_newest"),
            models.Index(fields=["caller_phone"], name="ticket_caller", condition=~Q(caller_phone="")),
            models.Index(fields=["parent"], name="ticket_parts", condition=Q(parent__isnull=False)),
            models.Index(fields=["merged_into"], name="ticket_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["stand_in"], name="ticket_stand_in", condition=Q(stand_in__isnull=False)),
            models.Index(fields=["escalated_to"], name="ticket_escalated", condition=Q(escalated_to__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
