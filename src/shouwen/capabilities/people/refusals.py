"""What the persons' commands may refuse, each with its sentence."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class WrongCredentials(Refusal):
    code = "wrong_credentials"
    status = 422
    message = gettext_noop("Name or password is wrong.")


class WrongCode(Refusal):
    code = "wrong_code"
    status = 422
    message = gettext_noop("This code is wrong or was used already. Take the newest one.")


class SignInStale(Refusal):
    """The half-open sign-in ended before the second step."""

    code = "sign_in_stale"
    status = 401
    message = gettext_noop("Signing in took too long. Begin again.")


class LinkUnusable(Refusal):
    code = "link_unusable"
    status = 410
    message = gettext_noop("This link was used already or is too old. Ask for a new one.")


class PersonExists(Refusal):
    code = "person_exists"
    message = gettext_noop("Somebody already has the user name or e-mail address %(login)s.")


class LastAdministrator(Refusal):
    code = "last_administrator"
    message = gettext_noop(
        "This is the last person who can give roles. Give that role to somebody else first."
    )


class UnknownGrant(Refusal):
    code = "unknown_grant"
    status = 422
    message = gettext_noop("There is no permission called %(grant)s.")


class CodeTaken(Refusal):
    code = "code_taken"
    message = gettext_noop("The code %(taken)s is in use already.")


class PersonDisabled(Refusal):
    code = "person_disabled"
    message = gettext_noop("%(person)s is disabled. Enable the account first.")


class LeadsTheTeam(Refusal):
    code = "leads_the_team"
    message = gettext_noop("%(person)s leads the team. Choose another leader first.")


class TeamCircle(Refusal):
    code = "team_circle"
    status = 422
    message = gettext_noop("A team can't be placed below itself.")


class UnknownScope(Refusal):
    code = "unknown_scope"
    status = 422
    message = gettext_noop(
        "There is no scope called %(scope)s. A scope is an area with :read or :write; the areas are %(areas)s."
    )
