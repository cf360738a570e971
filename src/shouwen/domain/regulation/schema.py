"""The JSON Schema of a regulation document, for editors that complete and check while one types."""

from typing import Any

from shouwen.domain.regulation.model import Regulation


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the document; numbers and flags may be written as text, as the loader reads them."""
    schema = Regulation.model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Shouwen regulation"
    made: dict[str, Any] = _as_text(schema)
    return made


def _as_text(part: Any) -> Any:
    if isinstance(part, list):
        return [_as_text(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {key: _as_text(value) for key, value in part.items()}
    if made.get("type") == "integer":
        return {"anyOf": [made, {"type": "string", "pattern": r"^-?\d+$"}]}
    if made.get("type") == "boolean":
        return {"anyOf": [made, {"enum": ["yes", "no", "true", "false"]}]}
    if made.get("type") == "array" and made.get("items", {}).get("type") == "string":
        return {"anyOf": [made, {"type": "string"}]}
    return made
