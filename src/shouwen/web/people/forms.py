"""Forms of the persons' pages: shape and syntax only, the commands decide the rest."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS
from shouwen.base.ranges import labelled
from shouwen.capabilities.people.choices import Language, LeaveReason, TeamLine, Weekday
from shouwen.capabilities.people.commands.duty import Shift
from shouwen.capabilities.people.models import Person, Role, Skill, Team
from shouwen.capabilities.people.permissions import PLAN_DUTY
from shouwen.web.acting import ActForm
from shouwen.web.fields import clock_picker, day_picker, instant_picker, offer, zone_choices

STRETCHES = {"": (_("from"), _("to")), "_2": (_("after the break from"), _("after the break to"))}
SKILL_LEVELS = ((1, _("Knows it")), (2, _("Does it alone")), (3, _("Teaches it")))
LEVEL_NAMES = dict(SKILL_LEVELS)


def grant_choices() -> list[tuple[str, str]]:
    return [(grant.code, f"{grant.title}") for grant in GRANTS.all()]


def for_a_team() -> str:
    """What counts of a role that is given for a team, in words."""
    titles = gettext("; ").join(f"{grant.title}" for grant in GRANTS.all() if grant.for_teams)
    return gettext(
        "Given for a team, it covers the tickets and members of that team and of the teams below "
        "it, and of the role only this: %(titles)s. For everything else give it everywhere."
    ) % {"titles": titles}


class PersonForm(ActForm):
    """What a colleague is called and how he is reached."""

    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=20)
    post = forms.CharField(label=_("Post"), required=False, max_length=60)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)


class InvitationForm(ActForm):
    """Whom to invite, and what he will do here."""

    name = forms.CharField(label=_("Name"), max_length=60)
    user_name = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("For signing in; no spaces, stored in lower case."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("Without one, you hand over the link yourself."),
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=20)
    post = forms.CharField(label=_("Post"), required=False, max_length=60)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    roles = forms.ModelMultipleChoiceField(
        label=_("Roles"), queryset=Role.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    desk_hours = forms.BooleanField(
        label=_("Works the desk's hours"), required=False, initial=True,
        help_text=_("Agents begin earlier by as much as the regulation says. The plan can be changed afterwards."),
    )  # fmt: skip

    def __init__(self, *args: Any, gives_roles: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["roles"], Role.objects.filter(is_active=True).order_by("pk"))
        offer(self.fields["teams"], Team.objects.filter(is_active=True).order_by("pk"))
        if not gives_roles:
            del self.fields["roles"]


class RoleGivenForm(ActForm):
    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.none())
    team = forms.ModelChoiceField(
        label=_("Where"), queryset=Team.objects.none(), required=False, empty_label=_("Everywhere"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["role"], Role.objects.filter(is_active=True).order_by("pk"))
        self.fields["team"].help_text = for_a_team()
        offer(self.fields["team"], Team.objects.filter(is_active=True).order_by("pk"))


class TeamJoinedForm(ActForm):
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["team"], Team.objects.filter(is_active=True).order_by("pk"))


class SkillProvedForm(ActForm):
    skill = forms.ModelChoiceField(label=_("Skill"), queryset=Skill.objects.none())
    level = forms.TypedChoiceField(label=_("How well"), coerce=int, choices=SKILL_LEVELS)
    proved_on = forms.DateField(label=_("Proven on"), widget=day_picker())
    expires_on = forms.DateField(
        label=_("Expires on"), required=False, widget=day_picker(), help_text=_("Empty: it does not expire.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["skill"], Skill.objects.filter(is_active=True).order_by("code"))


class SkillForm(ActForm):
    code = forms.CharField(label=_("Code"), max_length=60)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60)


class TeamForm(ActForm):
    code = forms.CharField(label=_("Code"), max_length=60, help_text=_("As the regulation names it."))
    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60)
    line = forms.ChoiceField(label=_("Kind of work"), choices=TeamLine.choices)
    leader = forms.ModelChoiceField(label=_("Leader"), queryset=Person.objects.none(), required=False)
    parent = forms.ModelChoiceField(label=_("Belongs to"), queryset=Team.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["leader"], Person.objects.active().order_by("name"))
        offer(self.fields["parent"], Team.objects.filter(is_active=True).order_by("pk"))


class RoleForm(ActForm):
    code = forms.CharField(label=_("Code"), max_length=60)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60)
    grants = forms.MultipleChoiceField(
        label=_("Permissions"), choices=grant_choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class WeekForm(ActForm):
    """A weekly plan: for each day from and to, in the person's own zone."""

    valid_from = forms.DateField(label=_("From"), widget=day_picker())
    valid_until = forms.DateField(
        label=_("Until"), required=False, widget=day_picker(), help_text=_("Empty: no end.")
    )
    on_holidays = forms.BooleanField(
        label=_("Also on public holidays"), required=False,
        help_text=_("Otherwise off on the desk's holidays and at work on make-up workdays."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in Weekday.choices:
            for mark, (start, end) in STRETCHES.items():
                for part, words in (("from", start), ("to", end)):
                    field = forms.TimeField(
                        label=labelled(name, words), required=False, widget=clock_picker()
                    )
                    self.fields[f"{part}_{day}{mark}"] = field

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for day, mark in self.stretches():
            if (values.get(f"from_{day}{mark}") is None) != (values.get(f"to_{day}{mark}") is None):
                self.add_error(f"from_{day}{mark}", gettext("Enter both times or neither."))
        return values

    def shifts(self) -> list[Shift]:
        """The shifts that were asked for; a day without times is free."""
        values = self.cleaned_data
        return [
            Shift(day, values[f"from_{day}{mark}"], values[f"to_{day}{mark}"])
            for day, mark in self.stretches()
            if values.get(f"from_{day}{mark}") is not None
        ]

    @staticmethod
    def stretches() -> list[tuple[int, str]]:
        """(weekday, mark of the stretch) for each pair of times."""
        return [(day, mark) for day in Weekday.values for mark in STRETCHES]


class LeaveForm(ActForm):
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())
    starts_at = forms.DateTimeField(label=_("From"), widget=instant_picker())
    ends_at = forms.DateTimeField(label=_("Until"), widget=instant_picker())
    reason = forms.ChoiceField(label=_("Reason"), choices=LeaveReason.choices)
    note = forms.CharField(label=_("Remarks"), required=False, max_length=200)

    def __init__(self, *args: Any, planner: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["person"], Person.objects.within(planner, PLAN_DUTY).active().order_by("name"))


class OwnPasswordForm(ActForm):
    old = forms.CharField(
        label=_("Current password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A sentence is easier to remember than symbols."),
    )  # fmt: skip


class OwnSettingsForm(ActForm):
    phone = forms.CharField(label=_("Phone"), required=False, max_length=20)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    mails_mentions = forms.BooleanField(
        label=_("Also tell me by mail when somebody mentions me with @"), required=False
    )
