"""Files that come inside a JSON body."""

import base64
import binascii
import io

from django.utils.translation import gettext as _

from shouwen.api.schemas.shared import FileGiven
from shouwen.base.files import Upload
from shouwen.base.refusals import InvalidInput


def uploads_of(files: list[FileGiven]) -> tuple[Upload, ...]:
    """The files, ready to be kept. Raises InvalidInput for what is no Base64."""
    return tuple(_upload(number, file) for number, file in enumerate(files))


def _upload(number: int, file: FileGiven) -> Upload:
    try:
        content = base64.b64decode(file.content)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput({f"files.{number}.content": _("This is not Base64.")}) from error
    return Upload(io.BytesIO(content), file.name or "file", file.media_type)
