"""What people made of tickets they were hinted at: the choices from which the order of hints follows."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.choices import HintAct, HintReason


class HintChoice(models.Model):
    """On `ticket`, `person` linked or ignored the `other` one, hinted at for `reasons`; the last word counts.

    `share` is how much of the words was the same, in percent.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    act = models.CharField(max_length=10, choices=HintAct)
    reasons = ArrayField(models.CharField(max_length=10, choices=HintReason), default=list)
    share = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "other"], name="hint_chosen_once")]
        indexes = [models.Index(fields=["at"], name="hint_chosen_at")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.act} {self.other_id}"
