"""Grants are code, roles are rows: the catalogue of grants and the one gate of every command."""

from dataclasses import dataclass

from django.utils.functional import Promise

from shouwen.base.refusals import NotPermitted


@dataclass(frozen=True, slots=True)
class Grant:
    code: str
    title: str | Promise


class GrantCatalogue:
    """Every grant that code asks for, with the words a person reads when giving it."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}

    def declare(self, code: str, title: str | Promise) -> str:
        """Enter `code` once and return it; raises ValueError if it is declared twice with other words."""
        known = self._grants.get(code)
        if known is not None and known.title != title:
            raise ValueError(f"grant {code} is declared twice")
        self._grants[code] = Grant(code, title)
        return code

    def all(self) -> tuple[Grant, ...]:
        return tuple(sorted(self._grants.values(), key=lambda grant: grant.code))

    def codes(self) -> frozenset[str]:
        return frozenset(self._grants)


GRANTS = GrantCatalogue()


def require(allowed: bool, *, grant: str = "") -> None:
    """Pass if `allowed`; raise NotPermitted (naming the missing `grant`) otherwise."""
    if not allowed:
        raise NotPermitted(grant=grant)
