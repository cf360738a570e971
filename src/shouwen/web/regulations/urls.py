"""Addresses of the regulation's pages."""

from django.urls import path

from shouwen.web.regulations import activating, drafting, exporting, reading, versions
from shouwen.web.regulations.editing import pages as editing

urlpatterns = [
    path("regulation", reading.in_force, name="regulation"),
    path("regulation/versions", versions.listed, name="regulation-versions"),
    path("regulation/versions/<int:number>", reading.version, name="regulation-version"),
    path("regulation/versions/<int:number>/changes", versions.changes, name="regulation-changes"),
    path("regulation/versions/<int:number>/document", exporting.document, name="regulation-document"),
    path("regulation/versions/<int:number>/text", drafting.rewrite, name="regulation-rewrite"),
    path("regulation/versions/<int:number>/activation", activating.activate, name="regulation-activate"),
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
    path("regulation/presets/<str:code>", exporting.preset, name="regulation-preset"),
    path("regulation/presets/<str:code>/drafts", drafting.adopt, name="regulation-adopt"),
    path("regulation/schema", exporting.schema, name="regulation-schema"),
]
