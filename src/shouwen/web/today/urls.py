"""Address of the first page."""

from django.urls import path

from shouwen.web.today import views

urlpatterns = [
    path("", views.page, name="today"),
    path("today/people", views.people, name="today-people"),
]
