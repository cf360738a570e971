"""`shouwen audit verify`: prove that the journal is whole, or say how it is not."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from shouwen.cli.desk import opened

SHOWN = 20  # ids printed of each kind of damage


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("audit", help="审计 · prove the journal")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="<verb>")
    verify = verbs.add_parser("verify", help="校验日志链 · recompute every digest and the whole chain")
    verify.add_argument(
        "--heads", type=Path, help="已导出的链头目录 · folder of exported heads; default: the data folder's"
    )
    verify.add_argument("--json", action="store_true", help="输出 JSON · as JSON")
    verify.set_defaults(run=run_verify)


def run_verify(chosen: argparse.Namespace) -> int:
    """0 when the journal is whole, else 1; altered, shorter, longer and rewritten are told apart."""
    with opened():
        from django.conf import settings
        from django.utils.translation import gettext as _

        from shouwen.base import audit

        report = audit.verify(heads=chosen.heads or settings.DATA_FOLDER / "heads")
        if chosen.json:
            print(json.dumps({"whole": report.is_whole, **asdict(report)}, ensure_ascii=False, indent=1))
            return 0 if report.is_whole else 1
        damage: dict[str, Sequence[int] | Sequence[str]] = {
            _("Altered: facts whose content is not what was sealed"): report.altered,
            _("Shorter: facts that a block lists and that are gone"): report.missing,
            _("Longer: facts that no block lists"): report.unlisted,
            _("Blocks that do not follow the one before"): report.broken_blocks,
            _("Rewritten: exported heads that the chain does not contain"): report.rewritten_heads,
        }
        print(_("%(facts)s facts in %(blocks)s blocks") % {"facts": report.facts, "blocks": report.blocks})
        for sentence, found in damage.items():
            if found:
                more = " …" if len(found) > SHOWN else ""
                print(f"✕ {sentence}: {len(found)} ({', '.join(map(str, found[:SHOWN]))}{more})")
        print(_("The journal is intact.") if report.is_whole else _("The journal is not intact."))
        return 0 if report.is_whole else 1
