"""What is sound in a misshapen document, so that its other faults can be told in the same answer."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from shouwen.domain.regulation.checks import PARTS
from shouwen.domain.regulation.model import SECTIONS, Regulation
from shouwen.domain.regulation.references import Fault


def faults_of_the_sound(content: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults between those parts of `content` that have their shape.

    Misshapen rules count as known to whoever names them; what looks at a misshapen section is not asked.
    """
    document, aside = _sound(content)
    for part in PARTS:
        try:
            for path, reason in part(document):
                if not any(reason.endswith(f"{code!r} is not known") for code in aside):
                    yield path, reason
        except AttributeError:  # it looked at a section that was put aside
            continue


def _sound(content: Mapping[str, Any]) -> tuple[Regulation, frozenset[str]]:
    """A document of the sound sections and rules alone, and the codes of the rules put aside."""
    sections: dict[str, Any] = {}
    aside: set[str] = set()
    for name in SECTIONS:
        if name not in content:
            continue
        kinds = get_args(Regulation.model_fields[name].annotation)
        if len(kinds) == 2 and isinstance(content[name], Mapping) and issubclass(kinds[1], BaseModel):
            held = {code: _valid(kinds[1], rule) for code, rule in content[name].items()}
            sections[name] = {code: rule for code, rule in held.items() if rule is not None}
            aside |= {str(code) for code, rule in held.items() if rule is None}
        elif (section := _valid(Regulation.model_fields[name].annotation, content[name])) is not None:
            sections[name] = section
    return Regulation.model_construct(**sections), frozenset(aside)


def _valid(kind: Any, written: Any) -> Any:
    """`written` as `kind`, without the places that are at fault if it can do without them; else None."""
    adapter = TypeAdapter(kind)
    try:
        return adapter.validate_python(written)
    except ValidationError as error:
        pruned = deepcopy(written)
        for fault in error.errors(include_url=False, include_context=False):
            if not fault["loc"]:
                return None  # the whole is of the wrong kind
            _prune(pruned, fault["loc"])
    try:
        return adapter.validate_python(pruned)
    except ValidationError:
        return None


def _prune(written: Any, place: tuple[int | str, ...]) -> None:
    """Take away what stands at `place`; names of alternatives in it are passed over, and list items stay."""
    *above, last = place
    for key in above:
        in_list = isinstance(written, list) and isinstance(key, int) and key < len(written)
        if in_list or (isinstance(written, dict) and key in written):
            written = written[key]
    if isinstance(written, dict):
        written.pop(last, None)
