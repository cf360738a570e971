"""Files that come inside a JSON body: their shape, and how they become files to keep."""

import base64
import binascii
import io
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from shouwen.api.kinds import Given, Line
from shouwen.base.files import Upload
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
