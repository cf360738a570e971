"""Addresses of tickets. A verb is a place one posts to: /t/<number>/<act>."""

from django.urls import path

from shouwen.web import files
from shouwen.web.tickets import (
    acting,
    answers,
    bulk,
    clocks,
    new,
    page,
    panels,
    presence,
    preview,
    queue,
    story,
)

urlpatterns = [
    path("tickets", queue.queue, name="tickets"),
    path("tickets/counts", queue.view_counts, name="ticket-counts"),
    path("tickets/filters", queue.filters, name="ticket-filters"),
    path("tickets/undo", bulk.take_back, name="ticket-bulk-undo"),
    path("tickets/bulk/<slug:slug>", bulk.bulk, name="ticket-bulk"),
    path("t/new", new.new, name="ticket-new"),
    path("t/new/callers", preview.callers, name="ticket-new-callers"),
    path("t/new/check", preview.check, name="ticket-new-check"),
    path("t/<str:number>", page.page, name="ticket"),
    path("t/<str:number>/head", page.head, name="ticket-head"),
    path("t/<str:number>/peek", page.peek, name="ticket-peek"),
    path("t/<str:number>/story", story.story, name="ticket-story"),
    path("t/<str:number>/news", story.news, name="ticket-news"),
    path("t/<str:number>/presence", presence.presence, name="ticket-presence"),
    path("t/<str:number>/leaving", presence.leaving, name="ticket-leaving"),
    path("t/<str:number>/answers", answers.answer, name="ticket-answers"),
    path("t/<str:number>/clocks", clocks.panel, name="ticket-clocks"),
    path("t/<str:number>/clocks/<int:pk>", clocks.explain, name="ticket-clock"),
    path("t/<str:number>/people", panels.people, name="ticket-people"),
    path("t/<str:number>/call-backs", panels.call_backs, name="ticket-call-backs"),
    path("t/<str:number>/files", panels.files, name="ticket-files"),
    path("t/<str:number>/attachments", panels.add_files, name="ticket-attachments"),
    path("t/<str:number>/messages", panels.messages, name="ticket-messages"),
    path("t/<str:number>/related", panels.related, name="ticket-related"),
    path("t/<str:number>/journal", panels.journal, name="ticket-journal"),
    path("t/<str:number>/undo/<int:seq>", acting.take_back, name="ticket-undo"),
    path("t/<str:number>/<slug:slug>", acting.act, name="ticket-act"),
    path("files/<str:token>", files.show, name="file"),
]
