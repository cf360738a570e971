"""Reviews: the draft of an answer that a colleague looks over before it is sent."""

from typing import Final, Self

from django.db import models
from django.db.models import Q

from shouwen.base.actors import Actor
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.choices import Verdict
from shouwen.capabilities.workplace.models.drafts import Draft

REWORDED: Final = ("body", "found", "next_step")
"""The texts of an answer that a reviewer may change; whom it goes to stays the writer's."""


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the writer and of whom he asked, as long as each may see the ticket."""
        if not actor.is_staff:
            return self.none()
        mine = self.filter(Q(draft__person=actor.id) | Q(reviewer=actor.id))
        return mine.filter(ticket__in=Ticket.objects.visible_to(actor))


class Review(models.Model):
    """`reviewer` may read and change the `draft` of an answer on `ticket`, and says what he thinks of it.

    It lasts as long as the draft is with him; what came of it stays in the journal. `turns` counts what he did: the
    writer's page sends the number it has shown, so that nothing goes out over words he has not read.
    """

    draft = models.OneToOneField(Draft, models.CASCADE, related_name="review")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(Person, models.CASCADE, related_name="+")
    question = models.TextField(blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    comment = models.TextField(blank=True)
    turns = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)

    told: list["Wording"]  # its wordings, the oldest first, where a query brought them

    objects = ReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.draft.place} · {self.reviewer_id}"


class Wording(models.Model):
    """The draft as `person` left it while it was under review; what one writes in a row is one wording."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    texts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="wording_once")]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.number}"
