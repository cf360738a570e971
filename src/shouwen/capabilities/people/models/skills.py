"""Skills, and who has proved them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from shouwen.capabilities.people.models.persons import Person


class Skill(models.Model):
    """Something one must be able to do for a kind of work (资质). `names` is {"zh": …, "en": …}."""

    code = models.CharField(max_length=60, unique=True)
    names = models.JSONField()
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class PersonSkill(models.Model):
    """`person` proved `skill` at `level` (1 knows, 2 does alone, 3 teaches); it counts to before `expires_on`."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    proved_on = models.DateField()
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="person_skill_once"),
            models.CheckConstraint(name="person_skill_level", condition=Q(level__gte=1, level__lte=3)),
            models.CheckConstraint(
                name="person_skill_expires_later",
                condition=Q(expires_on=None) | Q(expires_on__gt=F("proved_on")),
            ),
        ]
