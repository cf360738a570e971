"""The closed sets of the persons' capability."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    CHINESE = "zh-hans", "简体中文"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    SYSTEM = "system", _("As on the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    COMPACT = "compact", _("Compact")
    STANDARD = "standard", _("Standard")
    ROOMY = "roomy", _("Spacious")


class TeamLine(models.TextChoices):
    """What kind of work a team does: the lines of the desk and the departments around it."""

    FIRST = "first", _("First line")
    SECOND = "second", _("Second line")
    THIRD = "third", _("Third line")
    RND = "rnd", _("After-sales R&D")
    FIELD = "field", _("Field service")
    QUALITY = "quality", _("Quality")
    BUSINESS = "business", _("Business development")
    OTHER = "other", _("Other department")


class Weekday(models.IntegerChoices):
    """ISO weekdays, as PostgreSQL's isodow counts them."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class LeaveReason(models.TextChoices):
    HOLIDAY = "holiday", _("Holiday")
    ILLNESS = "illness", _("Illness")
    TRAINING = "training", _("Training")
    TRIP = "trip", _("Business trip")
    OTHER = "other", _("Other")


class LinkPurpose(models.TextChoices):
    """What an account link may be used for; a link never serves another purpose."""

    INVITATION = "invitation", _("Invitation")
    PASSWORD_RESET = "password_reset", _("New password")


class SessionStage(models.TextChoices):
    """How far a sign-in has come; only `full` lets anybody in."""

    SECOND_FACTOR = "second_factor", _("Waiting for the second factor")
    SET_UP = "set_up", _("Waiting for the second factor to be set up")
    FULL = "full", _("Signed in")
