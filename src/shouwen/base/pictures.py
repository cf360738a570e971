"""Pictures are drawn anew: what is stored is only what was visible."""

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from shouwen.base.refusals import InvalidInput

PICTURE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
LONGEST_SIDE = 4000
MOST_PIXELS = 50_000_000


def reencode(content: bytes, *, name: str) -> tuple[bytes, str, int, int]:
    """The same picture upright and without metadata: its bytes, media type, width and height in pixels.

    Photographs become JPEG, everything else PNG; sides above 4,000 pixels are scaled down. Raises InvalidInput when
    the bytes are no picture or claim more than 50 million pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture: Image.Image = Image.open(
                io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP")
            )
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            is_photograph = picture.format == "JPEG"
            picture = ImageOps.exif_transpose(picture) or picture
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            sink = io.BytesIO()
            if is_photograph:
                picture.convert("RGB").save(sink, "JPEG", quality=85)
                media_type = "image/jpeg"
            else:
                picture.convert("RGBA" if _has_transparency(picture) else "RGB").save(sink, "PNG")
                media_type = "image/png"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise InvalidInput(
            {
                "files": _("%(name)s can't be read as a picture. Save it again as PNG or JPEG.")
                % {"name": name}
            }
        ) from error
    return sink.getvalue(), media_type, picture.width, picture.height


def _has_transparency(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
