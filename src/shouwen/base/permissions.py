"""Grants are code, roles are rows: the catalogue of grants and the one gate of every command."""

from dataclasses import dataclass

from django.utils.functional import Promise

from shouwen.base.refusals import NotPermitted


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may grant. `for_teams` says that it counts where a role is given for a team: what it lets one do is
    done to something that belongs to a team, a ticket or a colleague."""

    code: str
    title: str | Promise
    for_teams: bool = False


class GrantCatalogue:
    """Every grant that code asks for, with the words a person reads when giving it."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}

    def declare(self, code: str, title: str | Promise, *, for_teams: bool = False) -> str:
        """Enter `code` once and return it; raises ValueError if it is declared twice with other words."""
        known = self._grants.get(code)
        if known is not None and known.title != title:
            raise ValueError(f"grant {code} is declared twice")
        self._grants[code] = Grant(code, title, for_teams)
        return code

    def all(self) -> tuple[Grant, ...]:
        return tuple(sorted(self._grants.values(), key=lambda grant: grant.code))

    def counts(self, held: str) -> bool:
        """Whether `held` counts where it is held: a mark of a team ("audit.see@7") only on what is done for teams."""
        code, at, _team = held.partition("@")
        return not at or (code in self._grants and self._grants[code].for_teams)

    def codes(self) -> frozenset[str]:
        return frozenset(self._grants)


GRANTS = GrantCatalogue()


def require(allowed: bool, *, grant: str = "") -> None:
    """Pass if `allowed`; raise NotPermitted (naming the missing `grant`) otherwise."""
    if not allowed:
        raise NotPermitted(grant=grant)
