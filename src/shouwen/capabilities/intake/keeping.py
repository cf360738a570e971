"""The files of what came in: kept on the item, and handed on to the ticket it becomes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import repeat

from django.db import connection

from shouwen.base import files
from shouwen.base.actors import Actor
from shouwen.base.models import Attachment
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.intake.ports import MailAttachment

LARGEST = 40_000_000
DRAW_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
_CID = re.compile(r'(<img[^>]*?\bsrc=")\s*cid:([^"]+)(")', re.IGNORECASE)


def keep_attachments(
    *, subject_id: int, attachments: Iterable[MailAttachment], actor: Actor
) -> dict[str, str]:
    """Every file that is not empty lies on the subject; returns what the HTML calls each by (`cid`), to its token.

    A picture that can't be drawn anew is kept as an ordinary file: nothing a customer sent is lost.
    """
    tokens: dict[str, str] = {}
    for attachment in attachments:
        if attachment.content:
            kept = _keep(subject_id, attachment, actor)
            if attachment.content_id:
                tokens[attachment.content_id] = kept.token
    return tokens


def file_keys(count: int) -> list[int]:
    """Keys for so many attachments, so that a fact can tell of them before they lie there; one statement, or none."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(DRAW_KEYS, [Attachment._meta.db_table, count])
        return [row[0] for row in cursor.fetchall()]


def hand_on(*, from_subject_id: int, to_subject_id: int, keys: Sequence[int] = ()) -> dict[str, Attachment]:
    """The other subject holds the same files too, under `keys` if they are drawn already; returns the token of each
    here, to the attachment there.
    """
    files_here = list(Attachment.objects.filter(subject_id=from_subject_id).order_by("pk"))
    drawn: Iterable[int | None] = keys or repeat(None, len(files_here))
    copies = [
        Attachment(
            pk=key,
            subject_id=to_subject_id,
            blob_id=kept.blob_id,
            name=kept.name,
            media_type=kept.media_type,
            visibility=kept.visibility,
            actor_kind=kept.actor_kind,
            actor_id=kept.actor_id,
            width=kept.width,
            height=kept.height,
        )
        for kept, key in zip(files_here, drawn, strict=True)
    ]
    Attachment.objects.bulk_create(copies)
    return {here.token: there for here, there in zip(files_here, copies, strict=True)}


def with_tokens_of(html: str, handed: Mapping[str, Attachment]) -> str:
    """`html` with its pictures taken from the files handed on."""
    for here, there in handed.items():
        html = html.replace(_address(here), _address(there.token))
    return html


def with_inner_pictures(html: str, tokens: dict[str, str]) -> str:
    """`html` with its pictures taken from the files kept; a picture that was not kept shows nothing."""
    return _CID.sub(lambda found: f"{found[1]}{_address(tokens.get(found[2].strip(), ''))}{found[3]}", html)


def _address(token: str) -> str:
    return f"/files/{token}" if token else ""


def _keep(subject_id: int, attachment: MailAttachment, actor: Actor) -> Attachment:
    try:
        return files.keep(
            BytesIO(attachment.content),
            name=attachment.name,
            media_type=attachment.media_type,
            subject_id=subject_id,
            actor=actor,
            largest=LARGEST,
        )
    except InvalidInput:
        return files.keep(
            BytesIO(attachment.content),
            name=attachment.name,
            media_type="application/octet-stream",
            subject_id=subject_id,
            actor=actor,
            largest=LARGEST,
        )
