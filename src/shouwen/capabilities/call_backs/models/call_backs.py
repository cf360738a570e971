"""One call-back that is due on a ticket, and each try at it."""

from typing import Self

from django.db import models
from django.db.models import Q

from shouwen.base.actors import Actor
from shouwen.capabilities.call_backs.choices import CallBackState, Purpose, Result
from shouwen.capabilities.tickets.models import Ticket


class CallBackQuerySet(models.QuerySet["CallBack"]):
    def visible_to(self, actor: Actor) -> Self:
        """The call-backs of the tickets that `actor` may see; a customer sees none."""
        if not actor.is_staff and actor.kind != "system":
            return self.none()
        if actor.may("tickets.see_all"):
            return self
        return self.filter(ticket__in=Ticket.objects.visible_to(actor))

    def waiting(self) -> Self:
        return self.filter(state=CallBackState.WAITING)


class CallBack(models.Model):
    """A call-back by one `rule` of the regulation, opened by fact number `seq` of its ticket.

    `due_at` and `late_at` are what its clock promised when it opened; `not_before` is an appointment with the customer.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    purpose = models.CharField(max_length=20, choices=Purpose)
    seq = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=CallBackState, default=CallBackState.WAITING)
    assignee = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=12, choices=Result, blank=True)
    questionnaire = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=60, blank=True)
    points = models.PositiveSmallIntegerField(null=True)
    answers = models.JSONField(default=dict)
    improvement = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    objects = CallBackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "rule", "seq"], name="call_back_once"),
            models.CheckConstraint(
                name="call_back_done_has_result",
                condition=~Q(state="done") | (~Q(result="") & Q(done_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="call_back_due", condition=Q(state="waiting")),
            models.Index(fields=["assignee", "due_at"], name="call_back_mine", condition=Q(state="waiting")),
            models.Index(
                fields=["-done_at", "-id"], name="call_back_made", condition=Q(done_at__isnull=False)
            ),
        ]


class CallBackTry(models.Model):
    """One try to reach the customer."""

    call_back = models.ForeignKey(CallBack, models.PROTECT, related_name="attempts")
    result = models.CharField(max_length=12, choices=Result)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    at = models.DateTimeField()
