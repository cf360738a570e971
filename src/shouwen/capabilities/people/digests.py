"""What is kept of secrets that open doors."""

import hashlib


def digest_of(raw: str) -> bytes:
    """What is kept of a secret that is random enough to need no salt."""
    return hashlib.sha256(raw.encode()).digest()
