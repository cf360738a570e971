"""Addresses of the regulation's pages."""

from django.urls import path

from shouwen.web.regulations import activating, drafting, exporting, reading, reviewing, versions
from shouwen.web.regulations.editing import pages as editing
from shouwen.web.regulations.holidays import pages as holidays

urlpatterns = [
    path("regulation", reading.in_force, name="regulation"),
    path("regulation/versions", versions.listed, name="regulation-versions"),
    path("regulation/versions/<int:number>", reading.version, name="regulation-version"),
    path("regulation/versions/<int:number>/changes", versions.changes, name="regulation-changes"),
    path("regulation/versions/<int:number>/document", exporting.document, name="regulation-document"),
    path("regulation/versions/<int:number>/text", drafting.rewrite, name="regulation-rewrite"),
    path("regulation/versions/<int:number>/activation", activating.activate, name="regulation-activate"),
    path("regulation/versions/<int:number>/moves", activating.moves, name="regulation-moves"),
    path("regulation/versions/<int:number>/withdrawal", activating.withdraw, name="regulation-withdraw"),
    path("regulation/versions/<int:number>/reviews", reviewing.review, name="regulation-review"),
    path("regulation/versions/<int:number>/catching-up", reviewing.follow, name="regulation-follow"),
    path("regulation/versions/<int:number>/drafts", editing.begin, name="regulation-begin"),
    path("regulation/versions/<int:number>/edit/<str:section>", editing.edit, name="regulation-edit-section"),
    path("regulation/versions/<int:number>/add/<str:section>", editing.edit, name="regulation-add"),
    path(
        "regulation/versions/<int:number>/edit/<str:section>/<str:code>", editing.edit, name="regulation-edit"
    ),
    path(
        "regulation/versions/<int:number>/preview/<str:section>",
        editing.preview,
        name="regulation-preview-section",
    ),
    path(
        "regulation/versions/<int:number>/preview/<str:section>/<str:code>",
        editing.preview,
        name="regulation-preview",
    ),
    path("regulation/drafts", drafting.draft, name="regulation-draft"),
    path("regulation/holidays", holidays.table, name="holidays"),
    path("regulation/holidays/recounts", holidays.recounts, name="holidays-recounts"),
    path("regulation/presets/<str:code>", exporting.preset, name="regulation-preset"),
    path("regulation/presets/<str:code>/drafts", drafting.adopt, name="regulation-adopt"),
    path("regulation/schema", exporting.schema, name="regulation-schema"),
    path("schemas/regulation.json", exporting.published_schema, name="regulation-published-schema"),
]
