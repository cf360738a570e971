"""What lists that narrow as one types are narrowed by; no statement."""

from functools import lru_cache

from shouwen.capabilities.customers.queries.finding import lookup_of


@lru_cache(maxsize=2048)
def found_by(name: str) -> str:
    """What a name can be found by: itself, its pinyin and its initials, in lower case."""
    return lookup_of(name)
