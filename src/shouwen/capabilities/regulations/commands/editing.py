"""Changing one part of a draft, so that two people who work on it lose nothing."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.capabilities.regulations.commands.drafting import checked, keep, locked_draft
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.permissions import DRAFT, can_draft
from shouwen.capabilities.regulations.queries import in_force, stored_document
from shouwen.capabilities.regulations.refusals import PartChanged
from shouwen.domain.regulation.dumping import dump_plain, plain
from shouwen.domain.regulation.editing import Conflict, Plain, merged, normal, part_of, with_part
from shouwen.domain.regulation.problems import Path


@transaction.atomic
def edit_part(
    *,
    version: RegulationVersion,
    path: Path,
    base: Plain,
    value: Plain,
    actor: Actor,
    at: datetime,
    along: Mapping[str, Plain] | None = None,
) -> RegulationVersion:
    """The draft says `value` at `path` (None: nothing any more); `base` is what its user saw there when he began.

    `along` are whole sections that follow from it, as the matrix from the scales it is made of.

    Raises NotPermitted, NotADraft, PartChanged (with both works put together, to be looked at and sent again), or
    DocumentRefused with every fault; then nothing is kept.
    """
    require(can_draft(actor), grant=DRAFT)
    version = locked_draft(version)
    content = plain(stored_document(version.document))
    theirs, base, mine = (normal(path, held) for held in (part_of(content, path), base, value))
    if theirs not in (base, mine):
        raise PartChanged(by=version.author_id, theirs=theirs, base=base, merge=merged(base, theirs, mine))
    if theirs == mine:
        return version
    text = dump_plain({**with_part(content, path, mine), **(along or {})})
    place = "/".join(map(str, path))
    return keep(version, text=text, document=checked(text), actor=actor, at=at, part=place)


@transaction.atomic
def catch_up(*, version: RegulationVersion, actor: Actor, at: datetime) -> tuple[Conflict, ...]:
    """The draft also says what the version in force changed since the draft went out from its base.

    Where both changed one place the draft's writing stands; these places are returned. Raises NotPermitted, NotADraft,
    or DocumentRefused if the two do not fit together; then nothing is kept.
    """
    require(can_draft(actor), grant=DRAFT)
    version = locked_draft(version)
    current = in_force(at)
    if current is None or version.base is None or current.pk == version.base_id:
        return ()
    held = [plain(stored_document(each.document)) for each in (version.base, current, version)]
    both = merged(held[0], held[1], held[2])
    version.base = current
    text = dump_plain(both.value)
    keep(version, text=text, document=checked(text), actor=actor, at=at, part="base")
    return both.conflicts
