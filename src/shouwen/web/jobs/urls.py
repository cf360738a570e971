"""Addresses of the job centre."""

from django.urls import path

from shouwen.web.jobs import acts, pages

urlpatterns = [
    path("jobs", pages.listed, name="jobs"),
    path("jobs/count", pages.count, name="jobs-count"),
    path("jobs/<int:pk>", pages.show, name="job"),
    path("jobs/<int:pk>/file", pages.file, name="job-file"),
    path("jobs/<int:pk>/cancellation", acts.cancel, name="job-cancel"),
    path("jobs/<int:pk>/repeats", acts.repeat, name="job-repeat"),
]
