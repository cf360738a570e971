"""Who acts: a person, a customer's contact, a token, the desk itself or nobody."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Self

ActorKind = Literal["person", "contact", "system", "nobody"]
Via = Literal["web", "api", "portal", "mail", "cli", "worker", "demo", "phone", "none"]


NO_TEAM: Final = 0
"""Stands in grants for what is with no team yet: the desk's own, which roles given for its first line are given for."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One who issues commands, with everything that permission questions need, so that asking costs no statement.

    `id` is the pk of a Person (`kind` person) or a Contact (`kind` contact) and None otherwise. `grants` already has
    the scopes of a token taken into account. `customer_id` is set for contacts only.
    """

    kind: ActorKind
    id: int | None = None
    name: str = ""
    grants: frozenset[str] = frozenset()
    team_ids: frozenset[int] = frozenset()
    customer_id: int | None = None
    via: Via = "none"
    token_id: int | None = None
    language: str = ""
    extras: dict[str, object] = field(default_factory=dict, compare=False, hash=False)

    @property
    def is_staff(self) -> bool:
        return self.kind == "person"

    @property
    def is_human(self) -> bool:
        """Whether a person stands behind the act; only people meet promises that ask for people."""
        return self.kind in ("person", "contact")

    def may(self, grant: str) -> bool:
        """Whether `grant` is held; the desk itself holds all."""
        return self.kind == "system" or grant in self.grants

    def may_any(self, grants: Iterable[str]) -> bool:
        return any(self.may(grant) for grant in grants)

    def may_for_team(self, grant: str, team_id: int | None) -> bool:
        """Whether `grant` is held everywhere, or through a role given for this team or one above it.

        With no team it is the first line's.
        """
        return self.may(grant) or f"{grant}@{team_id or NO_TEAM}" in self.grants

    def teams_where(self, grant: str) -> frozenset[int]:
        """The teams for which roles given for a team grant it, those below them too, NO_TEAM beside a first line.

        It may be held everywhere too.
        """
        marks = (held.partition("@") for held in self.grants)
        return frozenset(int(team) for name, _at, team in marks if team and name == grant)

    def may_somewhere(self, grant: str) -> bool:
        """Whether `grant` is held at all, everywhere or for some team: what offers a page, never what allows an act."""
        return self.may(grant) or bool(self.teams_where(grant))

    def through(self, via: Via) -> Self:
        """The same actor, coming through another door."""
        return replace(self, via=via)

    def is_person(self, person_id: int | None) -> bool:
        return self.kind == "person" and self.id is not None and self.id == person_id


SYSTEM = Actor(kind="system", name="system", via="worker")
NOBODY = Actor(kind="nobody")
