"""What the receiving server we trust found out about a sender (RFC 8601); a mail's own claims count for nothing."""

import re
from email.message import Message

from shouwen.capabilities.intake.ports import Authentication, Verdict
from shouwen.gateways.mail.headers import addresses, raw_values

_RESULT = re.compile(r"^\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_DOMAIN = re.compile(
    r"\b(?:header\.d|header\.i|smtp\.mailfrom)\s*=\s*\"?(?:[^\s;@\"]*@)?([\w.-]+)", re.IGNORECASE
)


def authentication_of(message: Message, *, trusted_servers: frozenset[str]) -> Authentication:
    """The findings of the first `Authentication-Results` of a trusted server; none where we trust no server.

    Only the topmost field of a trusted server is read: the receiving server writes it last, so above all others.
    """
    own = next(
        (
            value
            for value in raw_values(message, "Authentication-Results")
            if _server_of(value) in trusted_servers
        ),
        None,
    )
    senders = addresses(message, "From")
    if own is None or len(senders) != 1 or len(raw_values(message, "From")) != 1:
        return Authentication()
    findings: dict[str, str] = {}
    aligned = False
    for part in re.sub(r"\([^()]*\)", " ", own[:8000]).split(";")[1:]:
        if not (result := _RESULT.match(part)):
            continue
        method, value = result[1].lower(), result[2].lower()
        if findings.get(method) != "pass":
            findings[method] = value
        if value == "pass" and method != "dmarc" and (domain := _DOMAIN.search(part)):
            aligned = aligned or _is_aligned(domain[1].lower(), senders[0].domain)
    return Authentication(verdict=_verdict(findings, aligned=aligned), **findings)


def _server_of(value: str) -> str:
    return value.partition(";")[0].strip().split(" ")[0].lower()


def _verdict(findings: dict[str, str], *, aligned: bool) -> Verdict:
    if findings.get("dmarc") == "pass" or (aligned and findings.get("dmarc") != "fail"):
        return Verdict.PASS
    if findings.get("dmarc") == "fail" or findings.get("spf") == "fail" or findings.get("dkim") == "fail":
        return Verdict.FAIL
    return Verdict.NONE


def _is_aligned(proved: str, claimed: str) -> bool:
    """Whether a proof for one domain holds for another: the same one, or one above it (never a bare top-level one)."""
    return proved == claimed or (proved.count(".") >= 1 and claimed.endswith("." + proved))
