"""Addresses of the regulation's pages."""

from django.urls import path

from shouwen.web.regulations import activating, drafting, exporting, reading, versions

urlpatterns = [
    path("regulation", reading.in_force, name="regulation"),
    path("regulation/versions", versions.listed, name="regulation-versions"),
    path("regulation/versions/<int:number>", reading.version, name="regulation-version"),
    path("regulation/versions/<int:number>/changes", versions.changes, name="regulation-changes"),
    path("regulation/versions/<int:number>/document", exporting.document, name="regulation-document"),
    path("regulation/versions/<int:number>/text", drafting.rewrite, name="regulation-rewrite"),
    path("regulation/versions/<int:number>/activation", activating.activate, name="regulation-activate"),
    path("regulation/drafts", drafting.draft, name="regulation-draft"),
    path("regulation/presets/<str:code>", exporting.preset, name="regulation-preset"),
    path("regulation/presets/<str:code>/drafts", drafting.adopt, name="regulation-adopt"),
    path("regulation/schema", exporting.schema, name="regulation-schema"),
]
