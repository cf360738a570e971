"""`shouwen regulation …`: import, export, compare and activate the regulation, and its JSON Schema for editors."""

import argparse
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from shouwen.cli.desk import opened, speaking
from shouwen.cli.entry import CommandFailed
from shouwen.cli.files import text_of

if TYPE_CHECKING:
    from shouwen.capabilities.regulations.models import RegulationVersion
    from shouwen.domain.regulation.comparing import Change


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("regulation", help="制度 · the regulation the desk works by")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="<verb>")
    listing = verbs.add_parser("list", help="列出各版本 · all versions")
    listing.set_defaults(run=run_list)
    check = verbs.add_parser("check", help="检查文件 · check a document without keeping it")
    check.add_argument("file", type=Path, help="YAML")
    check.set_defaults(run=run_check)
    bring = verbs.add_parser("import", help="导入为草稿 · keep a document as a draft")
    bring.add_argument(
        "source", help="YAML 文件或内置制度代码 · a YAML file, or the code of a shipped regulation"
    )
    bring.add_argument("--note", default="", help="修改说明 · what changed")
    bring.set_defaults(run=run_import)
    export = verbs.add_parser("export", help="导出 · write a version as YAML")
    export.add_argument(
        "version", nargs="?", type=int, help="版本号，缺省为生效版本 · version; default: in force"
    )
    export.add_argument("--preset", metavar="CODE", help="内置制度 · a shipped regulation instead")
    export.add_argument("-o", "--output", type=Path, help="文件 · file; default: standard output")
    export.set_defaults(run=run_export)
    diff = verbs.add_parser("diff", help="比较 · what a version changes of the one in force, or of another")
    diff.add_argument("version", type=int, help="版本号 · version")
    diff.add_argument("--against", type=int, metavar="VERSION", help="与哪一版比 · compare with this one")
    diff.set_defaults(run=run_diff)
    activate = verbs.add_parser(
        "activate", help="生效 · put a draft into force for everything registered from now"
    )
    activate.add_argument("version", type=int, help="版本号 · version")
    _for_open(activate)
    activate.set_defaults(run=run_activate)
    back = verbs.add_parser("roll-back", help="恢复旧版 · put what an earlier version said into force again")
    back.add_argument("version", type=int, help="版本号 · version")
    back.add_argument("--remark", required=True, help="原因 · why")
    _for_open(back)
    back.set_defaults(run=run_activate)
    preview = verbs.add_parser(
        "preview", help="预览未结事项的变化 · which promises of open matters a version would change"
    )
    preview.add_argument("version", type=int, help="版本号 · version")
    preview.add_argument("--limit", type=int, default=50, help="最多列出 · lines at most")
    preview.set_defaults(run=run_preview)
    schema = verbs.add_parser("schema", help="JSON Schema，供编辑器使用 · for editors")
    schema.set_defaults(run=run_schema)


def _for_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--for-open",
        action="store_true",
        help="未结事项也按它计时 · what is open counts by it too; see preview",
    )
    parser.add_argument(
        "--level",
        action="append",
        default=[],
        metavar="OLD=NEW",
        help="未结工单的旧级别改为新级别 · what a level that the version does not know becomes; see preview",
    )


def run_list(_: argparse.Namespace) -> int:
    with opened():
        from shouwen.capabilities.regulations.queries import versions

        for version in versions():
            since = version.active_from.isoformat(timespec="minutes") if version.active_from else "-"
            state, digest = version.get_state_display(), version.digest[:12]
            print(version.number, version.code, state, since, digest, version.note, sep="\t")
    return 0


def run_check(chosen: argparse.Namespace) -> int:
    with speaking():  # the capabilities declare what promises may be made about
        from shouwen.capabilities.regulations.reasons import fault_words
        from shouwen.domain.regulation.loading import load
        from shouwen.domain.regulation.problems import RegulationInvalid

        try:
            load(text_of(chosen.file), find=_shipped)
        except RegulationInvalid as invalid:
            for fault in invalid.problems:
                print(f"{chosen.file}: {fault_words(fault)}")
            return 1
    return 0


def run_import(chosen: argparse.Namespace) -> int:
    with opened():
        from shouwen.base.actors import SYSTEM
        from shouwen.base.time import now
        from shouwen.capabilities.regulations.commands import import_regulation
        from shouwen.capabilities.regulations.queries import preset_text
        from shouwen.capabilities.regulations.reasons import fault_words
        from shouwen.capabilities.regulations.refusals import DocumentRefused

        path = Path(chosen.source)
        text = text_of(path) if path.exists() else preset_text(chosen.source)
        try:
            version = import_regulation(text=text, actor=SYSTEM.through("cli"), at=now(), note=chosen.note)
        except DocumentRefused as refused:
            raise CommandFailed("\n".join(map(fault_words, refused.problems))) from refused
        print(version.number)
    return 0


def run_export(chosen: argparse.Namespace) -> int:
    with opened():
        from shouwen.capabilities.regulations.commands import export_regulation
        from shouwen.capabilities.regulations.queries import active_regulation, preset
        from shouwen.domain.regulation.dumping import dump

        if chosen.preset:
            text = dump(preset(chosen.preset))
        else:
            version_id = _version(chosen.version).pk if chosen.version else active_regulation().id
            text = export_regulation(version_id=version_id)
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


def run_diff(chosen: argparse.Namespace) -> int:
    with opened():
        from shouwen.capabilities.regulations.queries import what_changes

        against = _version(chosen.against) if chosen.against else None
        for change in what_changes(_version(chosen.version), against=against):
            print(_line(change))
    return 0


def run_activate(chosen: argparse.Namespace) -> int:
    with opened():
        from shouwen.base.actors import SYSTEM
        from shouwen.base.time import now
        from shouwen.capabilities.regulations.choices import VersionState
        from shouwen.capabilities.service_levels.commands import put_into_force

        version, remark = _version(chosen.version), getattr(chosen, "remark", "")
        if remark and version.state != VersionState.RETIRED:
            raise CommandFailed(f"{chosen.version}: 不是旧版 · not an earlier version")
        if chosen.level and not chosen.for_open:
            raise CommandFailed("--level 需与 --for-open 同用 · --level goes with --for-open")
        done = put_into_force(
            version=version, actor=SYSTEM.through("cli"), at=now(), for_open=chosen.for_open, remark=remark,
            levels=_levels(chosen.level),
        )  # fmt: skip
        for change in done.activation.changes:
            print(_line(change))
    return 0


def _levels(told: list[str]) -> dict[str, str]:
    """What `--level` says each level becomes. Raises CommandFailed for anything but OLD=NEW."""
    pairs = [one.partition("=") for one in told]
    if unclear := [one for one, (old, _mark, new) in zip(told, pairs, strict=True) if not (old and new)]:
        raise CommandFailed(f"--level {' '.join(unclear)}: 应写作 OLD=NEW · has to read OLD=NEW")
    return {old: new for old, _mark, new in pairs}


def run_preview(chosen: argparse.Namespace) -> int:
    """A line for each promise that would change, for each one named who is nobody, and the totals."""
    with opened():
        from shouwen.base.time import now
        from shouwen.capabilities.regulations.queries import stored_document
        from shouwen.capabilities.service_levels.queries.moving import preview_move
        from shouwen.capabilities.tickets.models import Ticket
        from shouwen.web.regulations.reach import closing_warnings, level_warnings, nobody_lines

        version = _version(chosen.version)
        found = preview_move(version=version, at=now(), limit=chosen.limit)
        ids = {shift.subject_id for shift in found.shifts}
        numbers = dict(Ticket.objects.filter(pk__in=ids).values_list("pk", "number"))
        for shift in found.shifts:
            due = (
                each.isoformat(timespec="minutes") if each else "-"
                for each in (shift.due_before, shift.due_after)
            )
            print(numbers.get(shift.subject_id, shift.subject_id), shift.promise, shift.what, *due, sep="\t")
        document = stored_document(version.document)
        for line in (*nobody_lines(document), *closing_warnings(document), *level_warnings(document)):
            print("!", line)
        totals = ", ".join(f"{what} {count}" for what, count in found.totals.items())
        print(
            f"未结 {found.open}，有变化 {found.touched} · open {found.open}, touched {found.touched}: {totals}"
        )
    return 0


def run_schema(_: argparse.Namespace) -> int:
    from shouwen.domain.regulation.schema import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    return 0


def _shipped(code: str) -> str:
    """The shipped document a file may be based on. Raises KeyError."""
    place = files("shouwen.presets").joinpath(f"{Path(code).name}.yaml")
    if not place.is_file():
        raise KeyError(code)
    return place.read_text(encoding="utf-8")


def _version(number: int) -> "RegulationVersion":
    from shouwen.capabilities.regulations.models import RegulationVersion

    version = RegulationVersion.objects.filter(number=number).first()
    if version is None:
        raise CommandFailed(f"{number}: 没有此版本 · no such version")
    return version


def _line(change: "Change") -> str:
    """One change on one line: + added, - taken away, ~ changed."""
    before, after = (json.dumps(value, ensure_ascii=False) for value in (change.before, change.after))
    if change.before is None:
        return f"+ {change.path}: {after}"
    if change.after is None:
        return f"- {change.path}: {before}"
    return f"~ {change.path}: {before} -> {after}"
