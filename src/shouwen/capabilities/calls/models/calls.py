"""One call that rang at the hotline."""

from typing import Self

from django.db import models
from django.db.models import Q

from shouwen.base.actors import Actor
from shouwen.base.models import Subject
from shouwen.capabilities.calls.choices import Ending
from shouwen.capabilities.calls.permissions import SEE
from shouwen.capabilities.customers.models import Contact, Customer
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.models import Ticket

UNANSWERED = ("missed", "abandoned")


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, actor: Actor) -> Self:
        """The hotline is everybody's who may see calls at all."""
        return self if actor.may(SEE) else self.none()

    def to_call_back(self) -> Self:
        """Those that nobody answered and nobody has called back."""
        return self.filter(ending__in=UNANSWERED, called_back_at=None)

    def going(self) -> Self:
        return self.filter(ended_at=None)


class Call(models.Model):
    """A call that came in (来电). `reference` is what the telephone system calls it, and there is one of each.

    `told_number` is the caller's number as it was told, `number` and `extension` are as numbers are kept: empty where
    it can't be read. It rings at `person`, or at nobody in particular; whoever answered is `person` from then on.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    reference = models.CharField(max_length=120, unique=True)
    told_number = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=16, blank=True)
    extension = models.CharField(max_length=10, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")
    called_back_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    called_back_at = models.DateTimeField(null=True)
    called_back_note = models.TextField(blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_ended_says_how",
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
            ),
            models.CheckConstraint(
                name="call_called_back_by_somebody",
                condition=Q(called_back_at=None) | Q(called_back_by__isnull=False, ending__in=UNANSWERED),
            ),
        ]
        indexes = [
            models.Index(fields=["-began_at", "-subject"], name="call_newest"),
            models.Index(fields=["number", "-began_at"], name="call_of_number"),
            models.Index(fields=["person"], name="call_going", condition=Q(ended_at=None)),
            models.Index(
                fields=["-began_at"],
                name="call_to_call_back",
                condition=Q(ending__in=UNANSWERED, called_back_at=None),
            ),
        ]

    @property
    def is_to_call_back(self) -> bool:
        return self.ending in UNANSWERED and self.called_back_at is None
