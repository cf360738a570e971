"""Signing in and out: the name and the password, then the code of the authenticator app."""

from urllib.parse import quote

import segno
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.refusals import TooMany
from shouwen.base.time import now
from shouwen.capabilities.people.choices import SessionStage
from shouwen.capabilities.people.commands import sign_in as doors
from shouwen.capabilities.people.refusals import SignInStale, WrongCode, WrongCredentials
from shouwen.capabilities.workplace.commands.setting_up import is_set_up_open
from shouwen.web import shell
from shouwen.web.access import open_to_all, staff_only
from shouwen.web.people.browsers import browser_of
from shouwen.web.people.sign_in_forms import CodeForm, SignInForm
from shouwen.web.sessions import drop_session, keep_session, session_key

NEXT_PAGE = {
    SessionStage.FULL: "web:today",
    SessionStage.SECOND_FACTOR: "web:sign-in-code",
    SessionStage.SET_UP: "web:sign-in-set-up",
}


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponseBase:
    """Name and password; whoever is in already goes on."""
    if request.actor.is_staff:  # type: ignore[attr-defined]  # see access.DeskRequest
        return HttpResponseRedirect(_way_on(request))
    if request.method == "GET" and is_set_up_open():
        return HttpResponseRedirect(reverse("web:set-up"))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            step = doors.sign_in(browser=browser_of(request), at=now(), **form.cleaned_data)
        except (WrongCredentials, TooMany) as refusal:
            form.add_error(None, refusal.sentence())
            return render(request, "web/people/sign_in.html", {"form": form}, status=refusal.status)
        return _go_on(request, step)
    return render(request, "web/people/sign_in.html", {"form": form}, status=422 if request.POST else 200)


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """The code of the app, or a recovery code."""
    key = session_key(request) or ""
    form = CodeForm(request.POST or None)
    try:
        doors.half_open(key=key, stage=SessionStage.SECOND_FACTOR, at=now())
        if form.is_valid():
            step = doors.pass_second_factor(
                key=key, code=form.cleaned_data["code"], browser=browser_of(request), at=now()
            )
            return _go_on(request, step)
    except SignInStale:
        return _again(request)
    except (WrongCode, TooMany) as refusal:
        form.add_error("code", refusal.sentence())
        return render(request, "web/people/sign_in_code.html", {"form": form}, status=refusal.status)
    return render(
        request, "web/people/sign_in_code.html", {"form": form}, status=422 if request.POST else 200
    )


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponseBase:
    """Put the secret into an app and prove it by a code; then one is in, and sees the recovery codes once."""
    key = session_key(request) or ""
    form = CodeForm(request.POST or None)
    status = 422 if request.POST else 200
    try:
        asked = doors.start_set_up(key=key, at=now())
        if form.is_valid():
            step, codes = doors.finish_set_up(
                key=key, code=form.cleaned_data["code"], browser=browser_of(request), at=now()
            )
            response = render(
                request, "web/people/recovery_codes.html", {"codes": codes, "next_url": _way_on(request)}
            )
            return _let_in(request, response, step.key)
    except SignInStale:
        return _again(request)
    except WrongCode as refusal:
        form.add_error("code", refusal.sentence())
    picture = SafeString(segno.make(asked.uri).svg_inline(scale=5, border=2, light="#fff", omitsize=False))
    facts = {"form": form, "secret": asked.secret, "uri": asked.uri, "picture": picture}
    return render(request, "web/people/sign_in_set_up.html", facts, status=status)


@staff_only
@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """This browser is signed out."""
    doors.sign_out(key=session_key(request) or "", at=now())
    response = shell.see_other(request, reverse("web:sign-in"))
    drop_session(response)
    return response


def _go_on(request: HttpRequest, step: doors.SignIn) -> HttpResponseBase:
    if step.stage == SessionStage.FULL:
        url = _way_on(request)
    else:
        url = f"{reverse(NEXT_PAGE[step.stage])}?next={quote(_way_on(request))}"
    return _let_in(request, shell.see_other(request, url), step.key)


def _let_in(request: HttpRequest, response: HttpResponseBase, key: str) -> HttpResponseBase:
    rotate_token(request)
    keep_session(response, key)
    return response


def _again(request: HttpRequest) -> HttpResponseBase:
    shell.flash(request, SignInStale().sentence(), tone="warn")
    return shell.see_other(request, f"{reverse('web:sign-in')}?next={quote(_way_on(request))}")


def _way_on(request: HttpRequest) -> str:
    """The page asked for before signing in, if it is one of ours."""
    url = request.GET.get("next", "/")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else "/"
