"""Links that set a password: the invitation, and the password forgotten."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouwen.base.addresses import address_of
from shouwen.base.evenly import taking_alike
from shouwen.base.refusals import InvalidInput, TooMany
from shouwen.base.time import now
from shouwen.capabilities.people.choices import LinkPurpose
from shouwen.capabilities.people.commands.links import ask_new_password, person_of_link, set_password_by_link
from shouwen.capabilities.people.refusals import LinkUnusable
from shouwen.web import shell
from shouwen.web.access import open_to_all
from shouwen.web.people.letters import send_link
from shouwen.web.people.sign_in_forms import ForgottenForm, NewPasswordForm


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """The invited person chooses a password."""
    return _choose(request, token, LinkPurpose.INVITATION)


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, token: str) -> HttpResponseBase:
    """A new password takes the place of the old one."""
    return _choose(request, token, LinkPurpose.PASSWORD_RESET)


@open_to_all
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link by mail; the answer and its time are the same whether the account exists or not."""
    form = ForgottenForm(request.POST or None)
    if not form.is_valid():
        return render(
            request, "web/people/forgotten.html", {"form": form}, status=422 if request.POST else 200
        )
    at = now()
    try:
        with taking_alike():
            asked = ask_new_password(
                login=form.cleaned_data["login"], address=address_of(request) or "unknown", at=at
            )
            if asked is not None:
                send_link(person=asked[0], purpose=LinkPurpose.PASSWORD_RESET, raw=asked[1], at=at)
    except TooMany as refusal:
        form.add_error(None, refusal.sentence())
        return render(request, "web/people/forgotten.html", {"form": form}, status=refusal.status)
    return render(request, "web/people/forgotten_sent.html")


def _choose(request: HttpRequest, token: str, purpose: LinkPurpose) -> HttpResponseBase:
    form = NewPasswordForm(request.POST or None)
    try:
        person = person_of_link(raw=token, purpose=purpose, at=now())
        if form.is_valid():
            set_password_by_link(raw=token, purpose=purpose, password=form.cleaned_data["password"], at=now())
            shell.flash(request, _("The password is set. Sign in with it."))
            return shell.see_other(request, reverse("web:sign-in"))
    except LinkUnusable as refusal:
        facts = {"sentence": refusal.sentence(), "is_invitation": purpose == LinkPurpose.INVITATION}
        return render(request, "web/people/link_unusable.html", facts, status=refusal.status)
    except InvalidInput as refusal:
        form.tell(refusal)
    status = 422 if request.POST else 200
    return _choose_page(request, form, person.name, person.user_name, purpose, status)


def _choose_page(
    request: HttpRequest, form: NewPasswordForm, name: str, user_name: str, purpose: LinkPurpose, status: int
) -> HttpResponse:
    facts = {
        "form": form,
        "name": name,
        "user_name": user_name,
        "is_invitation": purpose == LinkPurpose.INVITATION,
    }
    return render(request, "web/people/new_password.html", facts, status=status)
