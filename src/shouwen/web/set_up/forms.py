"""The four forms of the set-up: shape and syntax, the commands decide the rest."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base.languages import name_in, reader_language
from shouwen.capabilities.notifications.choices import Security
from shouwen.capabilities.people.models import Role
from shouwen.capabilities.regulations.queries import SHIPPED, preset
from shouwen.web.fields import zone_choices

ROWS: Final = 5
FITS: Final = {
    "desk": _("Fits one organisation with a hotline, lines behind it and field engineers."),
    "sla": _("Fits suppliers who serve many customers, each by his contract."),
    "always-on": _("Fits services that must not stand still, with shifts round the clock."),
    "dealer": _("Fits repair and maintenance of devices, visit by visit."),
    "software": _("Fits makers of software who also send engineers to the customer."),
    "default": _("Fits whoever has no written regulation yet."),
}
"""The second sentence about each preset; the first is what it says of itself."""


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Set-up code"),
        max_length=40,
        help_text=_("It is shown in the terminal in which the desk was started."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "autofocus": True}
        ),
    )


class CompanyForm(forms.Form):
    company = forms.CharField(label=_("Name of the company or desk"), max_length=100)
    company_en = forms.CharField(label=_("Its name in English"), max_length=100, required=False)
    hotline = forms.CharField(
        label=_("Hotline"), max_length=40, help_text=_("Customers read it on every page and in every mail.")
    )
    admin_name = forms.CharField(label=_("Your name"), max_length=100)
    user_name = forms.CharField(
        label=_("User name to sign in with"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    email = forms.EmailField(label=_("Your mail address"), required=False)
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, has_password: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_password:
            self.fields["password"].required = False
            self.fields["password"].help_text = gettext("Yours is stored. Leave it empty to keep it.")

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if password:
            validate_password(password)
        return password


class RulesForm(forms.Form):
    preset = forms.ChoiceField(label=_("Regulation"), choices=[(code, code) for code in SHIPPED])
    calendar = forms.ChoiceField(label=_("Working hours"), required=False, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = reader_language()
        calendars = preset("desk").calendars  # all presets stand on this one and have its calendars
        self.fields["calendar"].choices = [  # type: ignore[attr-defined]  # a ChoiceField, see above
            ("", gettext("As the regulation says")),
            *((code, calendar.name.in_language(language)) for code, calendar in calendars.items()),
        ]
        self.fields["time_zone"].choices = zone_choices()  # type: ignore[attr-defined]
        self.fields["time_zone"].initial = settings.TIME_ZONE


class MailForm(forms.Form):
    address = forms.EmailField(label=_("The desk's own address"))
    user = forms.CharField(
        label=_("User name at the servers"),
        max_length=200,
        required=False,
        help_text=_("Empty: the address."),
    )
    secret = forms.CharField(
        label=_("Password at the servers"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
    )
    smtp_host = forms.CharField(label=_("Server that sends (SMTP)"), max_length=200, required=False)
    smtp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=465)
    smtp_security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    imap_host = forms.CharField(label=_("Server that is read (IMAP)"), max_length=200, required=False)
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    imap_security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)

    def __init__(self, *args: Any, has_secret: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_secret:
            self.fields["secret"].help_text = gettext("Yours is stored. Leave it empty to keep it.")

    def clean(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        if not told.get("smtp_host") and not told.get("imap_host"):
            raise ValidationError(gettext("Name a server, or go on without mail."))
        return told


class ColleagueForm(forms.Form):
    """One colleague; a row without a name is nobody."""

    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    user_name = forms.CharField(label=_("User name"), max_length=60, required=False)
    email = forms.EmailField(label=_("Mail address"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)

    def __init__(self, *args: Any, preset_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = reader_language()
        teams = preset(preset_code).teams
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # a ChoiceField, see above
            (role.code, name_in(role.names)) for role in Role.objects.order_by("pk")
        ]
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            ("", gettext("None in particular")),
            *((code, team.name.in_language(language)) for code, team in teams.items()),
        ]

    def clean(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        if any(told.get(part) for part in ("name", "user_name", "email")):
            for part in ("name", "user_name"):
                if not told.get(part) and part not in self.errors:
                    self.add_error(part, gettext("This is needed to invite a colleague."))
        return told
