"""Addresses of what waits for somebody; `key` names one line of his list."""

from django.urls import path

from shouwen.web.todo import pages, snoozing

urlpatterns = [
    path("todo", pages.page, name="todo"),
    path("todo/<str:key>/snooze", snoozing.put_off, name="todo-snooze"),
    path("todo/<str:key>/waking", snoozing.bring_back, name="todo-waking"),
]
