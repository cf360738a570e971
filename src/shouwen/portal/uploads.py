"""Files that came with a form of the portal."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouwen.base.files import LARGEST, FileTooLarge, safe_name
from shouwen.base.refusals import InvalidInput

MOST = 10


def files_given(request: HttpRequest) -> list[UploadedFile]:
    """The files, none empty. Raises InvalidInput for more than ten and FileTooLarge above 25 MB each."""
    given = [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile) and file.size]
    if len(given) > MOST:
        raise InvalidInput({"files": _("Add at most %(most)s files.") % {"most": MOST}})
    for file in given:
        if (file.size or 0) > LARGEST:
            raise FileTooLarge(name=safe_name(file.name or ""), megabytes=LARGEST // 1024**2)
    return given
