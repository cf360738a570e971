"""A simulation and what it found out: for each ticket and promise, what was and what would have been."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.simulations.choices import Ending
from shouwen.capabilities.tickets.models import Ticket


class SimulationQuerySet(models.QuerySet["Simulation"]):
    def visible_to(self, actor: Actor) -> Self:
        """Whoever may replay sees the replays of his colleagues; the tickets in them only as far as he sees tickets."""
        return self if actor.may("simulations.run") else self.none()


class Simulation(models.Model):
    """A period of the desk's history under `document`; its job says how far it is.

    `calendar` and `service_level` are {"from": code, "to": code} or empty: what counts as the first
    counts as the second.
    `counts` holds {promise: {list: how many}} once it has ended.
    """

    job = models.OneToOneField(Job, models.PROTECT, primary_key=True, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    period_from = models.DateTimeField(_("from"))
    period_to = models.DateTimeField(_("until"))
    document = models.TextField(_("document"))
    source = models.CharField(max_length=120)
    calendar = models.JSONField(default=dict)
    service_level = models.JSONField(default=dict)
    tickets = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)

    objects = SimulationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="simulation_has_a_period", condition=Q(period_from__lt=F("period_to"))
            )
        ]

    def __str__(self) -> str:
        return self.title


class SimulatedPromise(models.Model):
    """One promise about one ticket: how it ended, and how it would have ended.

    Where a promise was given several times (each day, after a reopening) the worst of them counts.
    """

    simulation = models.ForeignKey(Simulation, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    promise = models.CharField(max_length=70)
    before = models.CharField(max_length=9, choices=Ending)
    after = models.CharField(max_length=9, choices=Ending)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["simulation", "ticket", "promise"], name="simulated_once"),
        ]
        indexes = [
            models.Index(fields=["simulation", "promise", "after", "-ticket"], name="simulated_list"),
        ]

    def __str__(self) -> str:
        return f"{self.promise} of ticket {self.ticket_id}"
