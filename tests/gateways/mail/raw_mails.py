"""Mails as bytes, the way Chinese customers' programs really write them."""

import base64

CRLF = b"\r\n"


def encoded_word(text: str, charset: str = "utf-8", *, label: str | None = None) -> str:
    """One base64 encoded word, labelled otherwise than it is if `label` is given."""
    return f"=?{label or charset}?B?{base64.b64encode(text.encode(charset)).decode('ascii')}?="


def a_raw_mail(
    text: str = "服务器登录不了，请处理。",
    *,
    charset: str = "utf-8",
    label: str | None = None,
    subject: str = "=?utf-8?B?55m75b2V5aSx6LSl?=",
    sender: str = "zhang@example.com",
    to: str = "desk@example.net",
    message_id: str | None = "<first@example.com>",
    more: str = "",
    media_type: str = "text/plain",
) -> bytes:
    """A mail of one part; `label` is the charset it claims, `more` further header lines."""
    head = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", "Date: Fri, 20 Nov 2026 10:00:00 +0800"]
    if message_id:
        head.append(f"Message-ID: {message_id}")
    head += [line for line in more.split("\n") if line]
    head += ["MIME-Version: 1.0", f'Content-Type: {media_type}; charset="{label or charset}"']
    head += ["Content-Transfer-Encoding: base64"]
    body = base64.encodebytes(text.encode(charset)).replace(b"\n", CRLF)
    return CRLF.join(line.encode("utf-8", "surrogateescape") for line in head) + CRLF * 2 + body


def a_multipart(
    *parts: bytes,
    kind: str = "mixed",
    more: str = "",
    parameters: str = "",
    sender: str = "zhang@example.com",
) -> bytes:
    """A mail of several parts, each given with its own header."""
    head = f"From: {sender}\r\nTo: desk@example.net\r\nSubject: parts\r\nMessage-ID: <parts@example.com>\r\n{more}"
    head += f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="==b=="{parameters}\r\n\r\n'
    return head.encode() + b"".join(b"--==b==\r\n" + part + CRLF for part in parts) + b"--==b==--\r\n"


def a_part(content: bytes, *, head: str) -> bytes:
    """One part in base64 under the given header lines."""
    packed = base64.encodebytes(content).replace(b"\n", CRLF)
    lines = head.strip().replace("\n", "\r\n").encode("utf-8", "surrogateescape")
    return lines + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + packed
