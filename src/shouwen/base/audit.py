"""Proof that the journal is whole: altered, shorter, longer and rewritten are told apart."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from shouwen.base.journal import FIRST_PREVIOUS, chain, digest_of
from shouwen.base.models import Fact, JournalBlock, JournalUnsealed

BATCH = 5000


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was found: ids of facts and numbers of blocks; everything empty means the journal is whole."""

    blocks: int
    facts: int
    altered: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    unlisted: list[int] = field(default_factory=list)
    broken_blocks: list[int] = field(default_factory=list)
    rewritten_heads: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not (
            self.altered or self.missing or self.unlisted or self.broken_blocks or self.rewritten_heads
        )


def verify(*, heads: Path | None = None) -> AuditReport:
    """Recompute every digest and the whole chain; compare with the heads exported to the folder `heads`, if given.

    Altered: a fact's content differs from its digest, also of one that waits to be sealed. Missing: a block lists a
    fact that is gone (shorter). Unlisted: a fact in no block and not waiting for one (longer). Rewritten: the chain
    holds together but is not the one whose head was exported.
    """
    altered: list[int] = []
    missing: list[int] = []
    broken: list[int] = []
    listed: set[int] = set()
    digests_by_no: dict[int, str] = {}
    previous, expected_no = FIRST_PREVIOUS, 1
    for block in JournalBlock.objects.order_by("no").iterator(BATCH):
        facts = Fact.objects.in_bulk(block.fact_ids)
        missing += [pk for pk in block.fact_ids if pk not in facts]
        altered += [pk for pk, fact in facts.items() if digest_of(fact) != bytes(fact.digest)]
        listed.update(block.fact_ids)
        digests = [bytes(facts[pk].digest) for pk in block.fact_ids if pk in facts]
        stands = (
            block.no == expected_no
            and bytes(block.previous) == previous
            and chain(previous, digests) == bytes(block.digest)
        )
        if not stands:
            broken.append(block.no)
        previous, expected_no = bytes(block.digest), block.no + 1
        digests_by_no[block.no] = bytes(block.digest).hex()
    waiting = set(JournalUnsealed.objects.values_list("fact_id", flat=True))
    unsealed = Fact.objects.filter(pk__in=JournalUnsealed.objects.values("fact_id")).iterator(BATCH)
    altered += [fact.pk for fact in unsealed if digest_of(fact) != bytes(fact.digest)]
    everything = set(Fact.objects.values_list("pk", flat=True))
    return AuditReport(
        blocks=len(digests_by_no),
        facts=len(everything),
        altered=sorted(set(altered)),
        missing=sorted(missing),
        unlisted=sorted(everything - listed - waiting),
        broken_blocks=broken,
        rewritten_heads=_rewritten(heads, digests_by_no) if heads else [],
    )


def export_head(folder: Path, *, at: datetime) -> Path | None:
    """Write the newest block's number and digest to `folder/head-YYYY-MM-DD.json`; None while there is no block."""
    last = JournalBlock.objects.order_by("-no").first()
    if last is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"head-{at:%Y-%m-%d}.json"
    target.write_text(json.dumps({"no": last.no, "digest": bytes(last.digest).hex(), "at": at.isoformat()}))
    return target


def _rewritten(heads: Path, digests_by_no: dict[int, str]) -> list[str]:
    exported = {path.name: json.loads(path.read_text()) for path in sorted(heads.glob("head-*.json"))}
    return [name for name, head in exported.items() if digests_by_no.get(head["no"]) != head["digest"]]
