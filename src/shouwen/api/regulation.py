"""The regulation: what is in force, its versions, drafts, and what they change."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from shouwen.api import finding
from shouwen.api.door import Rule
from shouwen.api.kinds import Document, Given, Instant, Line, Shown
from shouwen.api.operations import acting, reading
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.regulations.commands import (
    activate_regulation,
    export_regulation,
    import_regulation,
    save_draft,
)
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import in_force, versions, what_changes
from shouwen.capabilities.regulations.refusals import NoRegulation
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
def get_regulation(request: HttpRequest) -> Any:
    """Read the regulation in force."""
    version = in_force(now())
    if version is None:
        raise NoRegulation(at=now())
    return _document(version)


@reading(router, "/regulation/versions", name="list_regulation_versions", answer=VersionList, rule=SEES)
def list_versions(request: HttpRequest) -> Any:
    """List all versions, newest first."""
    return VersionList.of(items=[_version(row) for row in versions()])


@reading(
    router, "/regulation/versions/{version}", name="get_regulation_version", answer=DocumentShown, rule=SEES
)
def get_version(request: HttpRequest, version: finding.PathVersion) -> Any:
    """Read one version."""
    return _document(_found(version))


@reading(
    router, "/regulation/versions/{version}/changes", name="regulation_changes", answer=ChangeList, rule=SEES
)
def list_changes(request: HttpRequest, version: finding.PathVersion) -> Any:
    """Ask what a version changes of the one in force."""
    return ChangeList.of(items=[_change(one) for one in what_changes(_found(version))])


@acting(router, "/regulation/versions", name="import_regulation", answer=VersionShown, rule=DRAFTS)
def import_version(request: HttpRequest, body: DraftGiven) -> Any:
    """Save a new draft.

    The document is checked as a whole; every fault is told with its line.
    """
    return _version(import_regulation(text=body.text, note=body.note, actor=request.actor, at=now()))  # type: ignore[attr-defined]


@acting(
    router,
    "/regulation/versions/{version}",
    name="save_regulation_draft",
    answer=VersionShown,
    rule=DRAFTS,
    method="PUT",
    status=200,
)
def save_version(request: HttpRequest, version: finding.PathVersion, body: DraftGiven) -> Any:
    """Replace the document of a draft; what was in force stays as it was."""
    saved = save_draft(version=_found(version), text=body.text, note=body.note, actor=request.actor, at=now())  # type: ignore[attr-defined]
    return _version(saved)


@acting(
    router,
    "/regulation/versions/{version}/activation",
    name="activate_regulation",
    answer=ActivationShown,
    rule=ACTIVATES,
)
def activate(request: HttpRequest, version: finding.PathVersion, body: ActivationGiven) -> Any:
    """Put a draft into force for everything registered from then on."""
    done = activate_regulation(
        version=_found(version), actor=request.actor, at=now(), active_from=body.active_from  # type: ignore[attr-defined]
    )  # fmt: skip
    return ActivationShown.of(version=_version(done.version), changes=[_change(one) for one in done.changes])


def _found(number: int) -> RegulationVersion:
    version = RegulationVersion.objects.filter(number=number).first()
    if version is None:
        raise NotVisible(version=number)
    return version


def _change(of: Change) -> ChangeShown:
    return ChangeShown.of(path=of.path, before=of.before, after=of.after)


def _version(row: RegulationVersion) -> VersionShown:
    return VersionShown.of(**_values(row))


def _document(row: RegulationVersion) -> DocumentShown:
    return DocumentShown.of(**_values(row), text=export_regulation(version_id=row.pk))


def _values(row: RegulationVersion) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in VersionShown.model_fields}
    return {**values, "state": str(row.state)}
