"""Signs from the one sprite that the build makes of the icons in use."""

import re
from functools import cache

from django.templatetags.static import static
from django.utils.safestring import SafeString

from shouwen.ui.files import BUILT
from shouwen.ui.html import escaped

SPRITE = BUILT / "icons.svg"


@cache
def icon_names() -> frozenset[str]:
    """Every name in the built sprite; none before the first build, and then no name is doubted."""
    return (
        frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text())) if SPRITE.exists() else frozenset()
    )


@cache
def sprite_url() -> str:
    return static("built/icons.svg")


@cache
def _drawn(name: str, size: str) -> SafeString:
    if icon_names() and name not in icon_names():
        raise ValueError(f"no icon is named {name!r}: add it to ui/assets/icons.json")
    sized = f" is-{size}" if size else ""
    return SafeString(
        f'<svg class="icon{sized}" aria-hidden="true"><use href="{escaped(sprite_url())}#{name}"/></svg>'
    )


def icon(name: str, *, size: str = "", label: str = "") -> SafeString:
    """The sign `name` ("" | small | large): decoration, unless `label` says what it means to those who can't see it."""
    drawn = _drawn(name, size)
    return SafeString(f'{drawn}<span class="unseen">{escaped(label)}</span>') if label else drawn
