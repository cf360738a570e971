"""From a regulation back to YAML that reads well and loads to the same document."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from itertools import repeat
from typing import Any

import yaml
from pydantic import BaseModel
from yaml.emitter import Emitter
from yaml.representer import SafeRepresenter
from yaml.resolver import BaseResolver
from yaml.serializer import Serializer

from shouwen.domain.regulation.model import Regulation

LINE = 110
FLOW = 90


def dump(document: Regulation) -> str:
    """`document` as YAML: what is empty or off by default is left out, every other default is written."""
    return dump_plain(plain(document))


def dump_plain(content: Any) -> str:
    """Mappings, lists and texts as YAML, in the writing of the documents."""
    return yaml.dump(
        content,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=LINE,
        default_flow_style=False,
    )


def digest_of(document: Regulation) -> str:
    """SHA-256 of the content in its order: the same for the same rules, however they were laid out."""
    return hashlib.sha256(json.dumps(plain(document), ensure_ascii=False).encode()).hexdigest()


def plain(value: Any) -> Any:
    """Models as mappings, every scalar as text; what is empty by default is left out."""
    return _plain(value, None)


def _plain(value: Any, written: Any) -> Any:
    """`written` is `value` as the model around it writes it, if there is one: nothing need be written twice."""
    if isinstance(value, BaseModel):
        return _plain_model(value, written)
    if isinstance(value, dict):
        known: Iterable[Any] = (
            written.values() if isinstance(written, dict) and len(written) == len(value) else repeat(None)
        )
        return {str(key): _plain(held, one) for (key, held), one in zip(value.items(), known, strict=False)}
    if isinstance(value, (tuple, list)):
        known = written if isinstance(written, list) and len(written) == len(value) else repeat(None)
        return _single([_plain(held, one) for held, one in zip(value, known, strict=False)])
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _plain_model(model: BaseModel, written: Any) -> dict[str, Any]:
    fields = _fields_of(type(model))
    if not isinstance(written, dict) or any(key not in written for _name, key, _is_spare in fields):
        written = model.model_dump(mode="json", by_alias=True)
    found: dict[str, Any] = {}
    for name, key, is_spare in fields:
        held = getattr(model, name)
        if held is None or (is_spare and _empty(held)):
            continue
        simple = written[key]
        found[key] = plain(simple) if isinstance(simple, (str, int, float)) else _plain_list(held, simple)
    if "origin" in found:
        found["origin"] = found.pop("origin")  # last: the rule first, then where it comes from
    return found


@cache
def _fields_of(model: type[BaseModel]) -> tuple[tuple[str, str, bool], ...]:
    """Name and key of each field, and whether it is empty unless somebody fills it."""
    return tuple(
        (
            name,
            field.alias or name,
            not field.is_required() and _empty(field.get_default(call_default_factory=True)),
        )
        for name, field in model.model_fields.items()
    )


def _plain_list(held: Any, written: Any) -> Any:
    """Lists of things written as text (points) keep their writing."""
    if isinstance(held, tuple) and all(isinstance(item, str) for item in written):
        return _single(list(written))
    return _plain(held, written)


def _single(items: list[Any]) -> Any:
    """One word stands without brackets, as people write it."""
    return items[0] if len(items) == 1 and isinstance(items[0], str) else items


def _empty(value: Any) -> bool:
    return (
        value is None
        or value is False
        or value == ""
        or value == ()
        or value == {}
        or (isinstance(value, BaseModel) and not any(not _empty(held) for held in vars(value).values()))
    )


class _Dumper(Emitter, Serializer, SafeRepresenter, BaseResolver):
    """Text without quotes wherever YAML allows, short lists and mappings on one line."""

    def __init__(
        self,
        stream: Any,
        default_style: str | None = None,
        default_flow_style: bool = False,
        *,
        indent: int | None = None,
        width: int | None = None,
        allow_unicode: bool | None = None,
        line_break: str | None = None,
        sort_keys: bool = False,
        **_: Any,
    ) -> None:
        Emitter.__init__(
            self, stream, indent=indent, width=width, allow_unicode=allow_unicode, line_break=line_break
        )
        Serializer.__init__(self)
        SafeRepresenter.__init__(
            self, default_style=default_style, default_flow_style=default_flow_style, sort_keys=sort_keys
        )
        BaseResolver.__init__(self)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar(BaseResolver.DEFAULT_SCALAR_TAG, text, style="|" if "\n" in text else None)


def _mapping(dumper: _Dumper, held: dict[str, Any]) -> yaml.Node:
    return dumper.represent_mapping(BaseResolver.DEFAULT_MAPPING_TAG, held, flow_style=_short(held))


def _sequence(dumper: _Dumper, held: list[Any]) -> yaml.Node:
    return dumper.represent_sequence(BaseResolver.DEFAULT_SEQUENCE_TAG, held, flow_style=_short(held))


def _short(held: dict[str, Any] | list[Any]) -> bool:
    values = held.values() if isinstance(held, dict) else held
    return len(str(held)) <= FLOW and all(isinstance(value, str) and "\n" not in value for value in values)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)
