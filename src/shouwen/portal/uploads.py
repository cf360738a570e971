"""Files that came with a form of the portal: what can't be taken is named, and nothing else is lost with it."""

import io
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouwen.base.files import LARGEST, UNKNOWN_TYPE, FileTooLarge, Upload, keep_bytes, read, safe_name

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

    @property
    def upload(self) -> Upload:
        return Upload(io.BytesIO(self.content), self.name, self.media_type)


@dataclass(frozen=True, slots=True)
class Given:
    """What came with a form: files `kept` from earlier tries, `new` ones, and in words what can't be taken."""

    kept: list[KeptFile]
    new: "list[UploadedFile[Any]]"
    faults: list[str]

    def __len__(self) -> int:
        return len(self.kept) + len(self.new)

    @property
    def uploads(self) -> list[Upload]:
        return [*(one.upload for one in self.kept), *map(Upload.of_form, self.new)]

    def for_next_try(self, *, owner: str) -> "Given":
        """The new files lie at the desk too: nobody chooses them twice, and only `owner` gets them back, for a day."""
        return Given([*self.kept, *(_kept(file, owner) for file in self.new)], [], self.faults)


NOTHING_GIVEN = Given([], [], [])


def files_given(request: HttpRequest, *, owner: str) -> Given:
    """The files of the form, none empty, at most ten with those of earlier tries, and none above 25 MB."""
    kept = _kept_before(request, owner)
    new, faults = [], []
    for file in request.FILES.getlist("files"):
        if not isinstance(file, UploadedFile) or not file.size:
            continue
        if file.size > LARGEST:
            too_large = FileTooLarge(name=safe_name(file.name or ""), megabytes=LARGEST // 1024**2)
            faults.append(too_large.sentence())
        else:
            new.append(file)
    room = MOST - len(kept)
    if left_out := new[room:]:
        names = _(", ").join(safe_name(file.name or "") for file in left_out)
        faults.append(_("Add at most %(most)s files. Left out: %(names)s") % {"most": MOST, "names": names})
    return Given(kept, new[:room], faults)


def _kept_before(request: HttpRequest, owner: str) -> list[KeptFile]:
    """The files of earlier tries that the form still names; a ticket of somebody else's or too old brings nothing."""
    found = []
    for ticket in request.POST.getlist("kept")[:MOST]:
        try:
            told = signing.loads(ticket, salt=f"{SALT}/{owner}", max_age=A_DAY)
        except signing.BadSignature:
            continue
        found.append(KeptFile(told["name"], told["type"], read(told["digest"]), ticket))
    return found


def _kept(file: "UploadedFile[Any]", owner: str) -> KeptFile:
    file.seek(0)
    content, name = file.read(), safe_name(file.name or "")
    media_type = file.content_type or UNKNOWN_TYPE
    told = {"digest": keep_bytes(content), "name": name, "type": media_type}
    return KeptFile(name, media_type, content, signing.dumps(told, salt=f"{SALT}/{owner}"))
