"""Reply tokens: signed for one subject and one address, they bring an answer back to where it belongs."""

import base64
import binascii
import hashlib
import hmac
import secrets

from django.conf import settings

from shouwen.capabilities.notifications.sealing import derived_key

PURPOSE = b"shouwen reply token"
_SUBJECT, _NONCE, _MAC = 6, 6, 14
LENGTH = 42  # characters of base32 for 26 bytes; lower case, for mail servers may not keep the case


def new_reply_token(*, subject_id: int | None, address: str) -> str:
    """A token that only somebody who got a mail of ours at `address` about this subject can know."""
    head = (subject_id or 0).to_bytes(_SUBJECT, "big") + secrets.token_bytes(_NONCE)
    return base64.b32encode(head + _mac(head, address, settings.SECRET_KEY)).decode().rstrip("=").lower()


def subject_of_token(token: str, *, address: str) -> int | None:
    """The subject a token was signed for, if it was signed for this very address; nothing otherwise."""
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    head, mac = raw[: _SUBJECT + _NONCE], raw[_SUBJECT + _NONCE :]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if len(raw) != _SUBJECT + _NONCE + _MAC or not any(
        hmac.compare_digest(mac, _mac(head, address, key)) for key in keys
    ):
        return None
    return int.from_bytes(head[:_SUBJECT], "big") or None


def token_in(message_id: str) -> str:
    """The token inside a message id or an address of ours; empty when it has none."""
    local = message_id.strip("<> ").rpartition("@")[0].rpartition("+")[2].lower()
    return local if len(local) == LENGTH and local.isalnum() else ""


def _mac(head: bytes, address: str, key: str) -> bytes:
    signing = derived_key(PURPOSE, secret_key=key)
    return hmac.new(signing, head + address.strip().lower().encode(), hashlib.sha256).digest()[:_MAC]
