"""Addresses of the workplace."""

from django.urls import path

from shouwen.web.workplace import drafts, habits, macros, phrases

urlpatterns = [
    path("drafts", drafts.drafts, name="drafts"),
    path("drafts/kept", drafts.kept, name="drafts-kept"),
    path("drafts/numbers", drafts.numbers, name="draft-numbers"),
    path("drafts/forgotten", drafts.forget, name="drafts-forgotten"),
    path("me/keys", habits.keys, name="me-keys"),
    path("tours/<str:role>", habits.tour_taken, name="tour-taken"),
    path("macros", macros.macros, name="macros"),
    path("macros/new", macros.macro, name="macro-new"),
    path("macros/<int:pk>", macros.macro, name="macro"),
    path("macros/<int:pk>/removal", macros.drop, name="macro-removal"),
    path("phrases", phrases.phrases, name="phrases"),
    path("phrases/new", phrases.phrase, name="phrase-new"),
    path("phrases/<int:pk>", phrases.phrase, name="phrase"),
    path("phrases/<int:pk>/removal", phrases.drop, name="phrase-removal"),
    path("phrases/<int:pk>/used", phrases.used, name="phrase-used"),
]
