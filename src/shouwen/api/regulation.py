"""The regulation: what is in force, its versions, drafts, and what they change."""

from datetime import datetime
from typing import Any, Literal

from ninja import Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.kinds import Code, Document, Given, Instant, Line, Shown
from shouwen.api.operations import acting, reading
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.regulations.commands import (
    export_regulation,
    import_regulation,
    save_draft,
)
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import in_force, versions, what_changes
from shouwen.capabilities.regulations.refusals import NoRegulation
from shouwen.capabilities.service_levels.commands.moving import put_into_force
from shouwen.domain.regulation.comparing import Change

router = Router(tags=["Regulation"])
SEES = Rule("regulations", grants=("regulations.see", "regulations.draft", "regulations.activate"))
DRAFTS = Rule("regulations", writes=True, grants=("regulations.draft",))
ACTIVATES = Rule("regulations", writes=True, grants=("regulations.activate",))


class VersionShown(Shown):
    """One version of the regulation."""

    number: int
    code: str
    state: Literal["draft", "active", "retired"]
    active_from: datetime | None
    active_to: datetime | None
    note: str
    digest: str
    saved_at: datetime


class VersionList(Shown):
    items: list[VersionShown]


class DocumentShown(VersionShown):
    text: str = Field(description="The document as YAML.")


class DraftGiven(Given):
    """A whole document; it may be based on a shipped preset."""

    text: Document
    note: Line = ""


class ActivationGiven(Given):
    active_from: Instant | None = Field(None, description="Left out: now.")
    remark: Line = Field("", description="Why; needed to go back to an earlier version.")
    for_open: bool = Field(False, description="Also for what is open, after the list of `/moves`.")
    levels: dict[Code, Code] = Field(
        {}, max_length=50,
        description="For what is open: each of `unknown_levels` of `/moves` to the level it becomes.",
    )  # fmt: skip


class ChangeShown(Shown):
    """One difference: without `before` it was added, without `after` it was taken away."""

    path: str
    before: Any
    after: Any


class ChangeList(Shown):
    items: list[ChangeShown]


class ActivationShown(Shown):
    version: VersionShown
    changes: list[ChangeShown]


@reading(router, "/regulation", name="get_regulation", answer=DocumentShown, rule=SEES)
def get_regulation(request: ApiRequest) -> Any:
    """Read the regulation in force."""
    version = in_force(now())
    if version is None:
        raise NoRegulation(at=now())
    return _document(version)


@reading(router, "/regulation/versions", name="list_regulation_versions", answer=VersionList, rule=SEES)
def list_versions(request: ApiRequest) -> Any:
    """List all versions, newest first."""
    return VersionList.of(items=[version_shown(row) for row in versions()])


@reading(
    router, "/regulation/versions/{version}", name="get_regulation_version", answer=DocumentShown, rule=SEES
)
def get_version(request: ApiRequest, version: finding.PathVersion) -> Any:
    """Read one version."""
    return _document(version_of(version))


@reading(
    router, "/regulation/versions/{version}/changes", name="regulation_changes", answer=ChangeList, rule=SEES
)
def list_changes(request: ApiRequest, version: finding.PathVersion) -> Any:
    """Ask what a version changes of the one in force."""
    return ChangeList.of(items=[change_shown(one) for one in what_changes(version_of(version))])


@acting(router, "/regulation/versions", name="import_regulation", answer=VersionShown, rule=DRAFTS)
def import_version(request: ApiRequest, body: DraftGiven) -> Any:
    """Save a new draft.

    The document is checked as a whole; every fault is told with its line.
    """
    return version_shown(import_regulation(text=body.text, note=body.note, actor=request.actor, at=now()))


@acting(
    router,
    "/regulation/versions/{version}",
    name="save_regulation_draft",
    answer=VersionShown,
    rule=DRAFTS,
    method="PUT",
    status=200,
)
def save_version(request: ApiRequest, version: finding.PathVersion, body: DraftGiven) -> Any:
    """Replace the document of a draft; what was in force stays as it was."""
    saved = save_draft(
        version=version_of(version), text=body.text, note=body.note, actor=request.actor, at=now()
    )
    return version_shown(saved)


@acting(
    router,
    "/regulation/versions/{version}/activation",
    name="activate_regulation",
    answer=ActivationShown,
    rule=ACTIVATES,
)
def activate(request: ApiRequest, version: finding.PathVersion, body: ActivationGiven) -> Any:
    """Put a draft into force, for what is new or also for what is open; or an earlier version once more.

    Going back needs the reason and makes a version of its own; nothing in the past is rewritten.
    """
    done = put_into_force(
        version=version_of(version), active_from=body.active_from, remark=body.remark, for_open=body.for_open,
        levels=body.levels, actor=request.actor, at=now(),
    ).activation  # fmt: skip
    return ActivationShown.of(
        version=version_shown(done.version), changes=[change_shown(one) for one in done.changes]
    )


def version_of(number: int) -> RegulationVersion:
    version = RegulationVersion.objects.filter(number=number).first()
    if version is None:
        raise NotVisible(version=number)
    return version


def change_shown(of: Change) -> ChangeShown:
    return ChangeShown.of(path=of.path, before=of.before, after=of.after)


def version_shown(row: RegulationVersion) -> VersionShown:
    return VersionShown.of(**_values(row))


def _document(row: RegulationVersion) -> DocumentShown:
    return DocumentShown.of(**_values(row), text=export_regulation(version_id=row.pk))


def _values(row: RegulationVersion) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in VersionShown.model_fields}
    return {**values, "state": str(row.state)}
