"""The pages of the set-up: the code, then company, rules, mail and people; the last one founds the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouwen.base.addresses import address_of
from shouwen.base.languages import reader_language
from shouwen.base.limits import Limit, spend
from shouwen.base.refusals import InvalidInput, Refusal, TooMany
from shouwen.base.time import now
from shouwen.capabilities.notifications.queries import Account
from shouwen.capabilities.people.choices import LinkPurpose
from shouwen.capabilities.regulations.queries import SHIPPED, preset
from shouwen.capabilities.workplace.commands.setting_up import (
    Founded,
    answers_of,
    claim_set_up,
    finish_set_up,
    is_set_up_open,
    keep_answers,
)
from shouwen.capabilities.workplace.refusals import SetUpElsewhere, SetUpOver, WrongSetUpCode
from shouwen.gateways.mail.trying import try_reading, try_sending
from shouwen.runtime.folders import keep_fact
from shouwen.ui.components.pieces import Step
from shouwen.web import shell
from shouwen.web.access import open_to_all
from shouwen.web.people.browsers import browser_of
from shouwen.web.people.letters import link_address, send_link
from shouwen.web.repeats import shown_once
from shouwen.web.sessions import keep_session
from shouwen.web.set_up.forms import FITS, ROWS, CodeForm, ColleagueForm, CompanyForm, MailForm, RulesForm

COOKIE: Final = "shouwen_set_up"
MAIL_TRIALS = Limit("set_up_mail", 20, timedelta(minutes=15))
STEPS: Final = (
    ("company", gettext_lazy("Company and you")),
    ("rules", gettext_lazy("Regulation and hours")),
    ("mail", gettext_lazy("Mail")),
    ("people", gettext_lazy("Colleagues")),
)
ADVICE: Final = (
    ("refused", gettext_lazy("Nothing is listening at this server and port.")),
    (
        "timed out",
        gettext_lazy("The server does not answer: look at its name, the port, and the firewall between."),
    ),
    ("not known", gettext_lazy("There is no server of this name.")),
    ("name resolution", gettext_lazy("There is no server of this name.")),
    ("wrong_version", gettext_lazy("The server does not speak this encryption at this port.")),
    ("certificate", gettext_lazy("The server's certificate can't be trusted.")),
    ("auth extension", gettext_lazy("The server lets nobody sign in unencrypted: choose STARTTLS.")),
    ("auth", gettext_lazy("The server does not take this user name with this password.")),
    ("535", gettext_lazy("The server does not take this user name with this password.")),
)
"""Mark in what a server or the network said -> what it usually means."""
FIELDS_OF: Final = {"company": "company", "user_name": "company", "email": "company", "calendar": "rules"}
"""Field that a command may refuse -> the step that has it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a mail server said, nothing when all is well, and what that usually means."""

    name: str
    fault: str

    @property
    def advice(self) -> str:
        said = self.fault.lower()
        return next((str(words) for mark, words in ADVICE if mark in said), "")


@dataclass(frozen=True, slots=True)
class Kind:
    """One preset on offer, in two sentences."""

    code: str
    name: str
    about: str
    fits: str


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponseBase:
    """The one-time code from the terminal; a browser that gave it goes on where it stood."""
    if not is_set_up_open():
        raise SetUpOver()
    token = request.COOKIES.get(COOKIE, "")
    form = CodeForm(request.POST or None)
    try:
        if request.method != "POST":
            return _go(request, _next_of(answers_of(token=token, at=now())))
        if form.is_valid():
            address = address_of(request) or "unknown"
            token = claim_set_up(code=form.cleaned_data["code"], address=address, at=now())
            response = _go(request, _next_of(answers_of(token=token, at=now())))
            response.set_cookie(
                COOKIE, token, path="/set-up/", httponly=True, samesite="Lax", secure=request.is_secure()
            )
            return response
    except SetUpElsewhere as refusal:
        if request.method == "POST":
            form.add_error("code", refusal.sentence())
    except TooMany as refusal:
        form.add_error(None, refusal.sentence())
        return render(request, "web/set_up/code.html", {"form": form}, status=refusal.status)
    except WrongSetUpCode as refusal:
        form.add_error("code", refusal.sentence())
    status = 422 if request.method == "POST" else 200
    return render(request, "web/set_up/code.html", {"form": form}, status=status)


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: HttpRequest) -> HttpResponseBase:
    """Step 1: whose desk it is, and who administers it."""
    told = _told(request)
    held = told.get("company", {})
    initial = {name: value for name, value in held.items() if name != "password"}
    form = CompanyForm(request.POST or None, initial=initial, has_password=bool(held.get("password")))
    if form.is_valid():
        password = form.cleaned_data["password"] or held["password"]
        return _keep(request, "company", {**form.cleaned_data, "password": password})
    return _page(request, "company", told, form=form)


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponseBase:
    """Step 2: one of the five presets, its hours and the zone they are told in."""
    told = _told(request)
    form = RulesForm(request.POST or None, initial=told.get("rules", {"preset": "desk"}))
    if form.is_valid():
        return _keep(request, "rules", form.cleaned_data)
    language = reader_language()
    kinds = [
        Kind(
            code,
            shipped.name.in_language(language),
            shipped.about.in_language(language) if shipped.about else "",
            str(FITS[code]),
        )
        for code, shipped in ((code, preset(code)) for code in SHIPPED)
    ]
    return _page(request, "rules", told, form=form, kinds=kinds, chosen=form["preset"].value())


@open_to_all
@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest) -> HttpResponseBase:
    """Step 3: the mailbox, tried by a press before one goes on; may be left for later."""
    told = _told(request)
    held = told.get("mail") or {}
    if "skip" in request.POST:
        return _keep(request, "mail", {})
    initial = {name: value for name, value in {**held, **told.get("mail?", {})}.items() if name != "secret"}
    form = MailForm(request.POST or None, initial=initial, has_secret=bool(held.get("secret")))
    if form.is_valid():
        values = {**form.cleaned_data, "secret": form.cleaned_data["secret"] or held.get("secret", "")}
        if "try" not in request.POST:
            return _keep(request, "mail", values)
        try:
            spend(MAIL_TRIALS, address_of(request) or "unknown")
        except TooMany as refusal:
            form.add_error(None, refusal.sentence())
            return _page(request, "mail", told, status=refusal.status, form=form)
        return _page(request, "mail", told, status=200, form=form, trials=_trials(values))
    if "back" in request.POST:
        return _keep(request, "mail?", request.POST.dict())
    return _page(request, "mail", told, form=form)


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponseBase:
    """Step 4: the first colleagues, or none yet; then the desk is founded and the administrator signs in."""
    told = _told(request)
    if missing := [step for step in ("company", "rules") if not told.get(step)]:
        return _go(request, missing[0])
    held, half = told.get("people") or [], told.get("people?", {})
    rows = [
        ColleagueForm(
            request.POST or None,
            prefix=f"p{n}",
            preset_code=told["rules"]["preset"],
            initial=_row(half, n) or (held[n] if n < len(held) else {"role": "agent", "team": "first_line"}),
        )
        for n in range(ROWS)
    ]
    right = [row.is_valid() for row in rows]  # each of them, so that each says what is wrong with it
    if request.method == "POST" and all(right):
        token = request.COOKIES.get(COOKIE, "")
        chosen = [row.cleaned_data for row in rows if row.cleaned_data.get("name")]
        told = keep_answers(token=token, step="people", answers=chosen, at=now())
        if "back" in request.POST:
            return _go(request, "mail")
        try:
            founded = finish_set_up(token=token, browser=browser_of(request), at=now())
        except InvalidInput as refusal:
            return _page(request, "people", told, status=422, rows=rows, problems=_problems(refusal))
        except (SetUpOver, SetUpElsewhere):
            raise
        except Refusal as refusal:
            return _page(request, "people", told, status=422, rows=rows, problems=[(refusal.sentence(), "")])
        return _ready(request, founded, told)
    if "back" in request.POST:
        return _keep(request, "people?", request.POST.dict())
    return _page(request, "people", told, rows=rows)


def _ready(request: HttpRequest, founded: Founded, told: Mapping[str, Any]) -> HttpResponse:
    """What was set up, each invitation's link told once, and the way on: the second step of signing in, then Today."""
    if told["rules"]["time_zone"] != settings.TIME_ZONE:
        keep_fact(settings.DATA_FOLDER, "time_zone", told["rules"]["time_zone"])
    at = now()
    links = []
    for person, raw in founded.invitations:
        letter = (
            send_link(person=person, purpose=LinkPurpose.INVITATION, raw=raw, at=at) if told["mail"] else None
        )
        links.append((person.name, link_address(LinkPurpose.INVITATION, raw), letter is not None))
    facts = {
        "company": told["company"]["company"],
        "preset": preset(told["rules"]["preset"]).name.in_language(reader_language()),
        "links": links,
        "steps": [Step(str(name), "done") for _code, name in STEPS],
    }
    response = shown_once(render(request, "web/set_up/ready.html", facts))
    keep_session(response, founded.sign_in.key)
    response.delete_cookie(COOKIE, path="/set-up/")
    return response


def _told(request: HttpRequest) -> dict[str, Any]:
    return answers_of(token=request.COOKIES.get(COOKIE, ""), at=now())


def _keep(request: HttpRequest, step: str, answers: Any) -> HttpResponseBase:
    """The answers are kept; one goes on to the next step, or by "Back" to the one before.

    What is not whole yet is kept as `<step>?`, until the step is.
    """
    keep_answers(token=request.COOKIES.get(COOKIE, ""), step=step, answers=answers, at=now())
    codes = [code for code, _name in STEPS]
    return _go(request, codes[codes.index(step.rstrip("?")) + (-1 if "back" in request.POST else 1)])


def _row(half: Mapping[str, str], n: int) -> dict[str, str]:
    """What was half typed in one row of colleagues."""
    return {name.removeprefix(f"p{n}-"): value for name, value in half.items() if name.startswith(f"p{n}-")}


def _next_of(told: Mapping[str, Any]) -> str:
    """The first step that is not answered yet, the last when all are."""
    return next((code for code, _name in STEPS if code not in told), STEPS[-1][0])


def _go(request: HttpRequest, step: str) -> HttpResponseBase:
    return shell.see_other(request, reverse(f"web:set-up-{step}"))


def _page(
    request: HttpRequest, step: str, told: Mapping[str, Any], *, status: int = 0, **facts: Any
) -> HttpResponse:
    codes = [code for code, _name in STEPS]
    place = codes.index(step)
    facts["steps"] = [
        Step(str(name), "now" if code == step else "done" if code in told else "ahead")
        for code, name in STEPS
    ]
    facts["back_url"] = reverse(f"web:set-up-{codes[place - 1]}") if place else ""
    facts["title"] = str(STEPS[place][1])
    status = status or (422 if request.method == "POST" else 200)
    return render(request, f"web/set_up/{step}.html", facts, status=status)


def _trials(values: Mapping[str, Any]) -> list[Trial]:
    user = values["user"] or values["address"]

    def account(kind: str) -> Account:
        host, port = values[f"{kind}_host"], values[f"{kind}_port"]
        return Account(host, port, values[f"{kind}_security"], user, values["secret"])

    trials = []
    if values["smtp_host"]:
        trials.append(Trial(f"{_('Sending')} · {values['smtp_host']}", try_sending(account("smtp"))))
    if values["imap_host"]:
        trials.append(
            Trial(f"{_('Reading')} · {values['imap_host']}", try_reading(account("imap"), folder="INBOX"))
        )
    return trials


def _problems(refusal: InvalidInput) -> list[tuple[str, str]]:
    """Each sentence with the address of the step that can mend it."""
    return [
        (sentence, reverse(f"web:set-up-{FIELDS_OF[name]}") if name in FIELDS_OF else "")
        for name, sentence in refusal.errors.items()
    ]
