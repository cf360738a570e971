"""Files are kept by content outside any web root: bytes first, safely on disk, then the row."""

import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Self, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shouwen.base.actors import Actor
from shouwen.base.models import Attachment, Blob
from shouwen.base.pictures import PICTURE_TYPES, reencode
from shouwen.base.refusals import InvalidInput, Refusal

LARGEST = 25 * 1024 * 1024
CHUNK = 256 * 1024
UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\<>:\"|?*\u202a-\u202e\u2066-\u2069]")


UNKNOWN_TYPE: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Upload:
    """What came in as a file, as its sender named it; nothing of it is believed."""

    stream: BinaryIO
    name: str
    media_type: str = UNKNOWN_TYPE

    @classmethod
    def of_form(cls, file: "UploadedFile[Any]") -> Self:
        """A file of a posted form."""
        return cls(cast(BinaryIO, file), file.name or "file", file.content_type or UNKNOWN_TYPE)


class FileTooLarge(Refusal):
    code = "file_too_large"
    status = 413
    message = gettext_noop("%(name)s is larger than %(megabytes)s MB. Make it smaller or split it.")


def keep(
    stream: BinaryIO,
    *,
    name: str,
    media_type: str,
    subject_id: int,
    actor: Actor,
    visibility: str = "customer",
    largest: int = LARGEST,
) -> Attachment:
    """The bytes of `stream` lie on disk under their digest, and an attachment of the subject names them.

    Pictures are re-encoded without their metadata; anything else is kept as it is and only ever downloaded. Raises
    FileTooLarge above `largest` bytes and InvalidInput for an empty file or a picture that can't be read.
    """
    clean_name = safe_name(name)
    content = _read(stream, clean_name, largest)
    width = height = None
    if media_type in PICTURE_TYPES:
        content, media_type, width, height = reencode(content, name=clean_name)
    digest = keep_bytes(content)
    return Attachment.objects.create(
        subject_id=subject_id,
        blob_id=digest,
        name=clean_name,
        media_type=media_type[:100] or UNKNOWN_TYPE,
        visibility=visibility,
        actor_kind=actor.kind,
        actor_id=actor.id,
        width=width,
        height=height,
    )


def keep_bytes(content: bytes) -> str:
    """`content` is on disk and has its Blob row; returns the digest. Safe to repeat."""
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    if not target.exists():
        _write(target, io.BytesIO(content))
    Blob.objects.bulk_create([Blob(digest=digest, size=len(content))], ignore_conflicts=True)
    return digest


def keep_file(source: Path) -> str:
    """The bytes of the file `source`, of any size, are kept as `keep_bytes` keeps them; returns the digest."""
    with source.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    target = path_of(digest)
    if not target.exists():
        with source.open("rb") as stream:
            _write(target, stream)
    Blob.objects.bulk_create([Blob(digest=digest, size=source.stat().st_size)], ignore_conflicts=True)
    return digest


def path_of(digest: str) -> Path:
    """Where the bytes with this SHA-256 (hex) lie, in two levels of folders."""
    return Path(settings.FILES_FOLDER) / digest[:2] / digest[2:4] / digest


def read(digest: str) -> bytes:
    return path_of(digest).read_bytes()


def chunks(digest: str) -> Iterator[bytes]:
    """The bytes of a blob, piece by piece."""
    with path_of(digest).open("rb") as source:
        while piece := source.read(CHUNK):
            yield piece


def safe_name(name: str) -> str:
    """`name` without paths, control or direction marks, at most 200 characters; never empty."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = UNSAFE_IN_NAMES.sub("_", base).strip(" .")
    return clean[-200:] or "file"


def orphans() -> tuple[list[Path], list[str]]:
    """Files on disk without a row, and digests of rows without a file: both empty when all is well (I6)."""
    known = set(Blob.objects.values_list("digest", flat=True))
    root = Path(settings.FILES_FOLDER)
    on_disk = {path.name: path for path in root.glob("??/??/*") if path.is_file() and len(path.name) == 64}
    return [path for name, path in on_disk.items() if name not in known], sorted(known - on_disk.keys())


def _read(stream: BinaryIO, name: str, largest: int) -> bytes:
    content = stream.read(largest + 1)
    if len(content) > largest:
        raise FileTooLarge(name=name, megabytes=largest // (1024 * 1024))
    if not content:
        raise InvalidInput({"files": _("%(name)s is empty.") % {"name": name}})
    return content


def _write(target: Path, content: BinaryIO) -> None:
    """Write, fsync, rename: after this returns, a power cut can't take the file away."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as sink:
            shutil.copyfileobj(content, sink, CHUNK)
            sink.flush()
            os.fsync(sink.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
