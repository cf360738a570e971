"""Addresses of the portal. What can be done at a ticket is the same by both doors."""

from django.urls import path

from shouwen.portal import doors, home, reports, tickets
from shouwen.portal.access import of_a_ticket

app_name = "portal"
AT_A_TICKET = (
    ("", tickets.show, "ticket"),
    ("registered", tickets.registered, "ticket-registered"),
    ("words", tickets.add_word, "ticket-word"),
    ("urgings", tickets.hurry, "ticket-hurry"),
    ("agreement", tickets.agree, "ticket-agree"),
    ("solved", tickets.solved, "ticket-solved"),
    ("not-solved", tickets.not_solved, "ticket-not-solved"),
    ("files/<slug:file>", tickets.file, "ticket-file"),
    ("promises/<int:pk>", tickets.promise, "ticket-promise"),
)
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", doors.sign_in, name="sign-in"),
    path("sign-in/<slug:raw>", doors.sign_in_link, name="sign-in-link"),
    path("sign-out", doors.sign_out, name="sign-out"),
    path("language", doors.choose_language, name="language"),
    path("about/", doors.about, name="about"),
    path("reports/<slug:klass>", reports.report, name="report"),
    path("requests/<slug:token>", reports.request_page, name="request"),
    path("tickets/", home.history, name="history"),
    *(path(f"tickets/<slug:token>/{act}", of_a_ticket(view), name=name) for act, view, name in AT_A_TICKET),
]
