"""Files that came with a form of the portal."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouwen.base.files import LARGEST, UNKNOWN_TYPE, FileTooLarge, keep_bytes, read, safe_name
from shouwen.base.refusals import InvalidInput

MOST = 10
SALT = "portal/kept"
A_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was sent with a form that could not be taken yet; `ticket` brings it back with the next try."""

    name: str
    media_type: str
    content: bytes
    ticket: str


def keep_for_next_try(files: "Iterable[UploadedFile[Any]]", *, contact_id: int) -> list[KeptFile]:
    """The files lie at the desk, so that nobody chooses them twice; only this contact gets them back, for a day."""
    return [_kept(file, contact_id) for file in files]


def kept_before(request: HttpRequest, *, contact_id: int) -> list[KeptFile]:
    """The files of earlier tries that the form still names; a ticket of somebody else's or too old brings nothing."""
    found = []
    for ticket in request.POST.getlist("kept")[:MOST]:
        try:
            told = signing.loads(ticket, salt=f"{SALT}/{contact_id}", max_age=A_DAY)
        except signing.BadSignature:
            continue
        found.append(KeptFile(told["name"], told["type"], read(told["digest"]), ticket))
    return found


def _kept(file: "UploadedFile[Any]", contact_id: int) -> KeptFile:
    file.seek(0)
    content, name = file.read(), safe_name(file.name or "")
    media_type = file.content_type or UNKNOWN_TYPE
    told = {"digest": keep_bytes(content), "name": name, "type": media_type}
    return KeptFile(name, media_type, content, signing.dumps(told, salt=f"{SALT}/{contact_id}"))


def files_given(request: HttpRequest) -> "list[UploadedFile[Any]]":
    """The files, none empty. Raises InvalidInput for more than ten and FileTooLarge above 25 MB each."""
    given = [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile) and file.size]
    if len(given) > MOST:
        raise InvalidInput({"files": _("Add at most %(most)s files.") % {"most": MOST}})
    for file in given:
        if (file.size or 0) > LARGEST:
            raise FileTooLarge(name=safe_name(file.name or ""), megabytes=LARGEST // 1024**2)
    return given
