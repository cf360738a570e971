"""The set-up on the web: opened by a one-time code from the terminal, answered step by step, carried out at once.

Only while the desk has no administrator. The code is good for one browser; what it answered is kept sealed until the
desk is founded, in one transaction, and is then forgotten for ever.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext

from shouwen.base.actors import SYSTEM
from shouwen.base.limits import Limit, spend
from shouwen.base.models import Setting
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.notifications.commands.mailboxes import MailboxSettings, save_mailbox
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.notifications.sealing import seal, unseal
from shouwen.capabilities.people.commands.accounts import invite_person
from shouwen.capabilities.people.commands.duty import desk_shifts
from shouwen.capabilities.people.commands.sign_in import Browser, SignIn, sign_in
from shouwen.capabilities.people.digests import digest_of
from shouwen.capabilities.people.models import Person, Role, Team
from shouwen.capabilities.workplace.commands.founding import (
    Company,
    add_administrator,
    adopt_company,
    has_administrator,
    lock_founding,
)
from shouwen.capabilities.workplace.refusals import SetUpElsewhere, SetUpOver, WrongSetUpCode

KEY: Final = "set_up"
LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are taken for each other when they are read from a screen."""
VALID: Final = timedelta(hours=24)
CODE_BY_ADDRESS = Limit("set_up_address", 8, timedelta(minutes=15))
CODE_BY_ALL = Limit("set_up", 60, timedelta(hours=1))
WEB: Final = SYSTEM.through("web")


@dataclass(frozen=True, slots=True)
class Founded:
    """The desk that was set up: its administrator's sign-in, and each colleague with the token of his invitation."""

    sign_in: SignIn
    invitations: list[tuple[Person, str]] = field(default_factory=list)


@transaction.atomic
def issue_set_up_code(*, at: datetime) -> str:
    """A new code, told once, like `K7PM-2QXA-9TRC`; earlier ones are dead and so is a set-up half done elsewhere.

    Its answers stay for whoever comes with the new code. Raises SetUpOver once the desk has an administrator.
    """
    lock_founding()
    if has_administrator():
        raise SetUpOver()
    plain = "".join(secrets.choice(LETTERS) for _ in range(12))
    kept = _kept()
    _keep({"code": _digest(plain), "until": (at + VALID).isoformat(), "answers": kept.get("answers", "")})
    return "-".join((plain[:4], plain[4:8], plain[8:]))


@transaction.atomic
def close_set_up() -> None:
    """Nobody can set up this desk on the web any more; what was answered is forgotten."""
    Setting.objects.filter(key=KEY).delete()


def is_set_up_open() -> bool:
    """Whether a code was told at the terminal and the desk still has no administrator; at most two statements."""
    return Setting.objects.filter(key=KEY).exists() and not has_administrator()


def claim_set_up(*, code: str, address: str, at: datetime) -> str:
    """This browser sets up the desk: the token for its cookie. The code is used up.

    Raises TooMany before anything is looked at, SetUpOver, SetUpElsewhere when another browser used the code, and
    WrongSetUpCode.
    """
    spend(CODE_BY_ADDRESS, address)
    spend(CODE_BY_ALL, "all")
    with transaction.atomic():
        kept = _open_one()
        if not kept.get("code"):
            raise SetUpElsewhere()
        given = _digest("".join(sign for sign in code.upper() if sign.isalnum()))
        if at.isoformat() >= kept["until"] or not hmac.compare_digest(given, kept["code"]):
            raise WrongSetUpCode()
        token = secrets.token_urlsafe(32)
        _keep(
            {"browser": _digest(token), "until": (at + VALID).isoformat(), "answers": kept.get("answers", "")}
        )
        return token


def answers_of(*, token: str, at: datetime) -> dict[str, Any]:
    """What this browser has answered so far, by step. Raises SetUpOver and SetUpElsewhere."""
    if has_administrator():
        raise SetUpOver()
    return _answers(_claimed(_kept(), token, at))


@transaction.atomic
def keep_answers(*, token: str, step: str, answers: Any, at: datetime) -> dict[str, Any]:
    """The answers of one step are kept in place of earlier ones; returns all. Raises as `answers_of`.

    Half an answer goes under the step's name with a question mark, and is forgotten with the whole one.
    """
    kept = _claimed(_open_one(), token, at)
    told = {**_answers(kept), step: answers}
    told.pop(f"{step}?", None)
    _keep({**kept, "answers": seal(json.dumps(told)).decode()})
    return told


def finish_set_up(*, token: str, browser: Browser, at: datetime) -> Founded:
    """The desk is founded as it was answered, all or nothing, and the set-up is closed for ever.

    The administrator's name and password are proved: what is left is his second factor. Raises as `answers_of`, and
    InvalidInput and other refusals of the commands it consists of.
    """
    with transaction.atomic():
        told = _answers(_claimed(_open_one(), token, at))
        if missing := [step for step in ("company", "rules") if not told.get(step)]:
            raise InvalidInput({step: gettext("This step is not answered yet.") for step in missing})
        company = told["company"]
        adopt_company(company=_company(company, told["rules"], told.get("mail") or {}), actor=WEB, at=at)
        person = add_administrator(
            user_name=company["user_name"],
            name=company["admin_name"],
            email=company["email"] or None,
            password=company["password"],
            actor=WEB,
            at=at,
        )
        if person is None:
            raise InvalidInput({"user_name": gettext("This user name is already taken.")})
        if told.get("mail"):
            _keep_mailbox(told["mail"], company["company"], at)
        invitations = [_invite(one, told["rules"]["time_zone"], at) for one in told.get("people") or ()]
        close_set_up()
    proved = sign_in(login=person.user_name, password=company["password"], browser=browser, at=at)
    return Founded(proved, invitations)


def _company(company: Mapping[str, str], rules: Mapping[str, str], mail: Mapping[str, Any]) -> Company:
    return Company(
        name=company["company"],
        name_en=company["company_en"],
        hotline=company["hotline"],
        mail=mail.get("address", ""),
        preset=rules["preset"],
        calendar=rules["calendar"],
        time_zone=rules["time_zone"],
    )


def _keep_mailbox(mail: Mapping[str, Any], name: str, at: datetime) -> None:
    box = Mailbox.objects.filter(address=mail["address"].lower()).first()
    save_mailbox(settings=mailbox_settings(mail, name=name), actor=WEB, at=at, mailbox=box)


def mailbox_settings(mail: Mapping[str, Any], *, name: str) -> MailboxSettings:
    """The mailbox as it was answered; one user and one password for both servers."""
    places: dict[str, Any] = {}
    for kind in ("smtp", "imap"):
        if mail[f"{kind}_host"]:
            places |= {
                f"{kind}_host": mail[f"{kind}_host"],
                f"{kind}_port": mail[f"{kind}_port"],
                f"{kind}_security": mail[f"{kind}_security"],
                f"{kind}_user": mail["user"] or mail["address"],
                f"{kind}_secret": mail["secret"],
            }
    return MailboxSettings(address=mail["address"], name=name, **places)


def _invite(one: Mapping[str, str], time_zone: str, at: datetime) -> tuple[Person, str]:
    roles = list(Role.objects.filter(code=one["role"]))
    return invite_person(
        user_name=one["user_name"],
        name=one["name"],
        email=one["email"] or None,
        roles=roles,
        teams=list(Team.objects.filter(code=one["team"])),
        shifts=desk_shifts(roles),
        time_zone=time_zone,
        actor=WEB,
        at=at,
    )


def _open_one() -> dict[str, Any]:
    """What is kept, locked until the transaction ends. Raises SetUpOver."""
    lock_founding()
    kept = _kept()
    if not kept or has_administrator():
        raise SetUpOver()
    return kept


def _claimed(kept: dict[str, Any], token: str, at: datetime) -> dict[str, Any]:
    if not kept:
        raise SetUpOver()
    is_ours = hmac.compare_digest(kept.get("browser", ""), _digest(token))
    if not token or not is_ours or at.isoformat() >= kept["until"]:
        raise SetUpElsewhere()
    return kept


def _answers(kept: Mapping[str, Any]) -> dict[str, Any]:
    told = unseal(str(kept.get("answers", "")).encode())
    return dict(json.loads(told)) if told else {}


def _kept() -> dict[str, Any]:
    row = Setting.objects.filter(key=KEY).first()
    return dict(row.value) if row else {}


def _keep(value: Mapping[str, Any]) -> None:
    Setting.objects.update_or_create(key=KEY, defaults={"value": dict(value)})


def _digest(secret: str) -> str:
    return digest_of(secret).hex()
