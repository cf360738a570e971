"""What happens around a ticket: checks, dispatches, hand-overs, tasks, involvement, links, merges."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from shouwen.capabilities.tickets.choices import HandOverState, LeadersWord, LinkKind, Outcome, Why


class RequestCheck(models.Model):
    """One check whether a request is ours to serve, with its two answers apart and its evidence (SA-6)."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="checks", db_index=False)
    contract = models.ForeignKey("customers.Contract", models.PROTECT, null=True, related_name="+")
    is_valid_customer = models.BooleanField()
    is_within_services = models.BooleanField()
    findings = models.JSONField(default=list)
    evidence = models.JSONField(default=dict)
    overridden_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    override_reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="check_of_ticket")]
        constraints = [
            models.CheckConstraint(
                name="check_override_says_why",
                condition=Q(overridden_by__isnull=True) | ~Q(override_reason=""),
            )
        ]


class Dispatch(models.Model):
    """One decision who works on a ticket, what was suggested, and what became of it (SD-22)."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="dispatches")
    engineer = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    dispatched_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    suggested = models.JSONField(default=list)
    was_suggested = models.BooleanField(default=False)
    leader = models.CharField(max_length=10, choices=LeadersWord, blank=True, default="", db_default="")
    reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    outcome_reason = models.CharField(max_length=60, blank=True)
    outcome_text = models.TextField(blank=True)
    outcome_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "-id"], name="dispatch_of_ticket"),
            models.Index(fields=["engineer", "outcome"], name="dispatch_of_engineer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], name="one_open_dispatch", condition=Q(outcome="open"))
        ]


class HandOver(models.Model):
    """The hand-over package from one line to another: nobody has to ask twice (SD-30).

    `reason` is a code of the regulation or plain words, as it was given.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="hand_overs")
    from_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    from_team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    to_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    tried = models.TextField()
    found = models.TextField(blank=True)
    asked = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=HandOverState, default=HandOverState.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="hand_over_of_ticket")]


class Task(models.Model):
    """What a helper is asked to do on a ticket that somebody else answers for (RS-6); a ladder asks as nobody."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="tasks")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    wish = models.TextField()
    due_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "id"], name="task_of_ticket"),
            models.Index(fields=["person"], name="task_open", condition=Q(finished_at__isnull=True)),
        ]


class Involvement(models.Model):
    """Why somebody who doesn't hold a ticket may see it."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="involvements")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person", "why"], name="involved_once")]
        indexes = [models.Index(fields=["person", "ticket"], name="involved_person")]


class TicketLink(models.Model):
    """`ticket` is `kind` of `other`."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="links")
    other = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=LinkKind)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other", "kind"], name="linked_once"),
            models.CheckConstraint(name="no_link_to_itself", condition=~Q(ticket=models.F("other"))),
        ]


class Merge(models.Model):
    """One ticket absorbed by another, and what it was before, so that it can be undone."""

    absorbed = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+")
    survivor = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="merges")
    state_before = models.CharField(max_length=12)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["absorbed", "-id"], name="merge_of_absorbed")]
