"""Secrets of mailboxes lie encrypted in the database; the key is this installation's, outside it."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PURPOSE = b"shouwen mailbox secret"


def seal(secret: str) -> bytes:
    """`secret` encrypted with the newest key; nothing for an empty secret."""
    return _box().encrypt(secret.encode()) if secret else b""


def unseal(sealed: bytes | memoryview) -> str:
    """The secret again; empty when there is none, or when it was sealed with a key this installation has not."""
    try:
        return _box().decrypt(bytes(sealed)).decode() if sealed else ""
    except InvalidToken:
        return ""


def derived_key(purpose: bytes, *, secret_key: str = "") -> bytes:
    """A key of 32 bytes for one purpose only, from the installation's secret key."""
    return hmac.new((secret_key or settings.SECRET_KEY).encode(), purpose, hashlib.sha256).digest()


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(derived_key(PURPOSE, secret_key=key))) for key in keys]
    )
