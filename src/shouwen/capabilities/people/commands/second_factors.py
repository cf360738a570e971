"""The second factor: time-based codes (RFC 6238, SHA-1, 30 s, 6 digits) and recovery codes."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.capabilities.people.models import Person, RecoveryCode, SecondFactor
from shouwen.capabilities.people.permissions import can_manage_person
from shouwen.capabilities.people.queries.actors import actor_of
from shouwen.capabilities.people.queries.powers import holds_power
from shouwen.capabilities.people.refusals import WrongCode

STEP = 30
DRIFT = 1  # steps a phone's clock may be off
RECOVERY_CODES = 10
ISSUER = "Shouwen"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What an authenticator app needs: the secret to type and the address to scan."""

    secret: str
    uri: str


@transaction.atomic
def begin_second_factor(*, person: Person) -> SetUp:
    """An unconfirmed secret waits for its first code; asking again while it waits gives the same one.

    A confirmed factor is never replaced here: raises WrongCode then.
    """
    factor = SecondFactor.objects.select_for_update().filter(person=person).first()
    if factor is not None and factor.confirmed_at is not None:
        raise WrongCode()
    if factor is None:
        raw = secrets.token_bytes(20)
        SecondFactor.objects.create(person=person, secret=_box().encrypt(raw))
    else:
        raw = _box().decrypt(bytes(factor.secret))
    secret = base64.b32encode(raw).decode()
    label = quote(f"{ISSUER}:{person.user_name}")
    return SetUp(secret, f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}")


@transaction.atomic
def confirm_second_factor(*, person: Person, code: str, at: datetime) -> None:
    """The app's first code proves that the secret arrived; from now on signing in asks for codes. Raises WrongCode."""
    subject = journal.lock(person.subject_id)
    factor = SecondFactor.objects.select_for_update().filter(person=person, confirmed_at=None).first()
    step = _matching_step(factor, code, at) if factor else None
    if factor is None or step is None:
        raise WrongCode()
    factor.confirmed_at, factor.last_step = at, step
    factor.save(update_fields=["confirmed_at", "last_step"])
    journal.record(subject, "person.second_factor_set_up", actor=actor_of(person), at=at)


def is_right_code(*, person: Person, code: str, at: datetime) -> bool:
    """Whether `code` is the app's code of now (or a step beside it) or an unused recovery code; both are used up by it.

    Call it inside a transaction that holds the person's subject.
    """
    typed = code.replace(" ", "").replace("-", "").lower()
    if len(typed) == 6 and typed.isdigit():
        factor = SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()
        step = _matching_step(factor, typed, at) if factor else None
        if factor is None or step is None:
            return False
        return bool(SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step))
    codes = RecoveryCode.objects.filter(person=person, digest=_recovery_digest(person, typed), used_at=None)
    return bool(codes.update(used_at=at))


@transaction.atomic
def make_recovery_codes(*, person: Person, actor: Actor, at: datetime) -> list[str]:
    """Ten new codes, returned once; the former ones are void."""
    require(actor.is_person(person.pk) and actor.token_id is None)
    subject = journal.lock(person.subject_id)
    RecoveryCode.objects.filter(person=person).delete()
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=_recovery_digest(person, code)) for code in codes
    )
    journal.record(subject, "person.recovery_codes_made", actor=actor, at=at, count=len(codes))
    return ["-".join(code[i : i + 4] for i in range(0, 16, 4)) for code in codes]


@transaction.atomic
def remove_second_factor(*, person: Person, actor: Actor, at: datetime) -> None:
    """`person` must set up a second factor anew at the next sign-in: the phone was lost."""
    require(can_manage_person(actor, is_powerful=holds_power(person)))
    subject = journal.lock(person.subject_id)
    removed, _rows = SecondFactor.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    if removed:
        journal.record(subject, "person.second_factor_removed", actor=actor, at=at)


def one_time_code(raw: bytes, step: int) -> str:
    """The six digits of `step` (RFC 4226, section 5.3)."""
    mac = hmac.new(raw, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def _matching_step(factor: SecondFactor, code: str, at: datetime) -> int | None:
    raw = _box().decrypt(bytes(factor.secret))
    current = int(at.timestamp()) // STEP
    typed = code.replace(" ", "")
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(one_time_code(raw, step).encode(), typed.encode()):
            return step
    return None


def _recovery_digest(person: Person, code: str) -> bytes:
    return hashlib.sha256(f"{person.pk}:{code}".encode()).digest()


def _box() -> MultiFernet:
    """Encrypts with the newest secret key, reads what older ones wrote."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return hmac.new(key.encode(), b"shouwen second factor", hashlib.sha256).digest()
