"""Addresses of the set-up; they lead nowhere once the desk has an administrator."""

from django.urls import path

from shouwen.web.set_up import steps

urlpatterns = [
    path("set-up/", steps.door, name="set-up"),
    path("set-up/company", steps.company, name="set-up-company"),
    path("set-up/rules", steps.rules, name="set-up-rules"),
    path("set-up/mail", steps.mail, name="set-up-mail"),
    path("set-up/people", steps.people, name="set-up-people"),
]
