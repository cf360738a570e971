"""Files: as they come inside a JSON body and become files to keep, and as programs see those of a ticket."""

import base64
import binascii
import io
from datetime import datetime
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from shouwen.api.kinds import Given, Line, Shown
from shouwen.base.files import Upload
from shouwen.base.models import Attachment
from shouwen.base.refusals import InvalidInput

Base64 = Annotated[str, StringConstraints(max_length=5_000_000, pattern=r"^[A-Za-z0-9+/=\s]*$")]


class FileGiven(Given):
    """A file inside a JSON body."""

    name: Line
    media_type: Annotated[Line, StringConstraints(max_length=100)] = "application/octet-stream"
    content: Base64 = Field(description="The bytes in Base64.")


def uploads_of(files: list[FileGiven]) -> tuple[Upload, ...]:
    """The files, ready to be kept. Raises InvalidInput for what is no Base64."""
    return tuple(_upload(number, file) for number, file in enumerate(files))


def _upload(number: int, file: FileGiven) -> Upload:
    try:
        content = base64.b64decode(file.content)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput({f"files.{number}.content": _("This is not Base64.")}) from error
    return Upload(io.BytesIO(content), file.name or "file", file.media_type)


class AttachmentShown(Shown):
    token: str
    name: str
    media_type: str
    size: int
    visibility: str
    width: int | None
    height: int | None
    created_at: datetime
    url: str


class AttachmentList(Shown):
    items: list[AttachmentShown]


def attachment(of: Attachment, *, size: int, url: str) -> AttachmentShown:
    return AttachmentShown.of(
        token=of.token,
        name=of.name,
        media_type=of.media_type,
        size=size,
        visibility=of.visibility,
        width=of.width,
        height=of.height,
        created_at=of.created_at,
        url=url,
    )
