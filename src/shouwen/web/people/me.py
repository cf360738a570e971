"""One's own settings: language and zone, password, recovery codes, browsers, API tokens."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.refusals import InvalidInput, NotVisible, Refusal
from shouwen.base.time import now
from shouwen.capabilities.people.commands.links import change_password
from shouwen.capabilities.people.commands.preferences import change_preferences
from shouwen.capabilities.people.commands.second_factors import make_recovery_codes
from shouwen.capabilities.people.commands.sign_in import end_sessions
from shouwen.capabilities.people.commands.tokens import make_token, revoke_token
from shouwen.capabilities.people.models import ApiToken, Person, RecoveryCode, SecondFactor, Session
from shouwen.capabilities.people.queries.calendars import calendar_door_of
from shouwen.ui.components import Fact
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.people.browsers import browser_words
from shouwen.web.people.forms import OwnPasswordForm, OwnSettingsForm
from shouwen.web.people.scopes import TokenForm, scope_words
from shouwen.web.repeats import shown_once


@staff_only
@require_safe
def page(request: DeskRequest) -> HttpResponse:
    """Everything about oneself on one page."""
    person, at = _own(request), now()
    facts = {
        "person": person,
        "own_facts": [
            Fact(_("Name"), person.name),
            Fact(_("User name"), person.user_name),
            Fact(_("E-mail"), person.email or ""),
            Fact(_("Phone"), person.phone),
            Fact(_("Language"), person.get_language_display()),
            Fact(_("Time zone"), person.time_zone),
        ],
        "sessions": [(session, browser_words(session.browser)) for session in _sessions(person, at)],
        "here": request.actor.extras.get("session_id"),
        "tokens": [
            (token, scope_words(token.scopes))
            for token in ApiToken.objects.filter(person=person, revoked_at=None).order_by("pk")
        ],
        "has_factor": SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).exists(),
        "codes_left": RecoveryCode.objects.filter(person=person, used_at=None).count(),
        "calendar": calendar_door_of(person.pk),
        "may_make_tokens": request.actor.may("people.use_tokens"),
    }
    return render(request, "web/people/me.html", facts)


@staff_only
@require_http_methods(["GET", "POST"])
def change(request: DeskRequest) -> HttpResponseBase:
    person = _own(request)
    initial = {name: getattr(person, name) for name in OwnSettingsForm.base_fields}
    form = OwnSettingsForm(request.POST or None, initial=initial)
    if form.is_valid():
        change_preferences(person=person, actor=request.actor, at=now(), **form.cleaned_data)
        response = _back(request, _("Saved"))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], max_age=31536000, samesite="Lax"
        )
        return response
    return _form_page(request, form, _("My settings"))


@staff_only
@require_http_methods(["GET", "POST"])
def password(request: DeskRequest) -> HttpResponseBase:
    """A new password, proved by the old; other browsers are signed out."""
    form = OwnPasswordForm(request.POST or None)
    if form.is_valid():
        session_id = request.actor.extras.get("session_id")
        try:
            change_password(
                person=_own(request), actor=request.actor, at=now(), **form.cleaned_data,
                session_id=session_id if isinstance(session_id, int) else None,
            )  # fmt: skip
            return _back(request, _("The password is changed; other browsers are signed out"))
        except InvalidInput as refusal:
            form.tell(refusal, also={"password": "new"})
        except Refusal as refusal:
            form.add_error("old", refusal.sentence())
    return _form_page(request, form, _("Change the password"))


@staff_only
@require_POST
def codes(request: DeskRequest) -> HttpResponse:
    """New recovery codes, shown once; the former are void."""
    made = make_recovery_codes(person=_own(request), actor=request.actor, at=now())
    return shown_once(
        render(request, "web/people/recovery_codes.html", {"codes": made, "next_url": reverse("web:me")})
    )


@staff_only
@require_POST
def end_others(request: DeskRequest) -> HttpResponseBase:
    session_id = request.actor.extras.get("session_id")
    here = session_id if isinstance(session_id, int) else None
    end_sessions(person=_own(request), actor=request.actor, at=now(), but=here)
    return _back(request, _("All other browsers are signed out"))


@staff_only
@require_http_methods(["GET", "POST"])
def token(request: DeskRequest) -> HttpResponseBase:
    """Make an API token; its text is shown once."""
    form = TokenForm(request.POST or None, initial={"days": 90})
    if form.is_valid():
        at, days = now(), form.cleaned_data["days"]
        expires_at = at + timedelta(days=days) if days else None
        values = {name: form.cleaned_data[name] for name in ("name", "scopes")}
        made, raw = make_token(
            person=_own(request), actor=request.actor, at=at, expires_at=expires_at, **values
        )
        return shown_once(
            render(
                request,
                "web/people/token.html",
                {"token": made, "raw": raw, "scopes": scope_words(made.scopes)},
            )
        )
    return _form_page(request, form, _("Create an API token"), keyed=False)


@staff_only
@require_POST
def revoke(request: DeskRequest, token_id: int) -> HttpResponseBase:
    """The token opens nothing any more; whoever manages persons may revoke others' too."""
    found = ApiToken.objects.select_related("person").filter(pk=token_id)
    mine = found if request.actor.may("people.manage") else found.filter(person_id=request.actor.id or 0)
    chosen = mine.first()
    if chosen is None:
        raise NotVisible(token=token_id)
    revoke_token(token=chosen, actor=request.actor, at=now())
    shell.flash(request, _("The token is revoked"))
    is_own = chosen.person_id == request.actor.id
    return shell.see_other(
        request, reverse("web:me") if is_own else reverse("web:person", args=[chosen.person_id])
    )


def _own(request: DeskRequest) -> Person:
    person: Person = Person.objects.get(pk=request.actor.id)
    return person


def _sessions(person: Person, at: Any) -> Any:
    return Session.objects.filter(person=person, ended_at=None, stage="full", expires_at__gt=at).order_by(
        "-seen_at"
    )


def _back(request: DeskRequest, said: str) -> HttpResponse:
    shell.flash(request, said)
    return shell.see_other(request, reverse("web:me"))  # type: ignore[return-value]  # always a plain response


def _form_page(request: DeskRequest, form: Any, title: str, *, keyed: bool = True) -> HttpResponse:
    facts = {
        "form": form,
        "title": title,
        "action": request.path,
        "back_url": reverse("web:me"),
        "unkeyed": not keyed,
    }
    return render(request, "web/form.html", facts, status=422 if request.POST else 200)
