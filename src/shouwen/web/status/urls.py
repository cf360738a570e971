"""Addresses of the system's state."""

from django.urls import path

from shouwen.web.status import jobs, overview

urlpatterns = [
    path("status", overview.show, name="status"),
    path("status/jobs", jobs.listed, name="status-jobs"),
    path("status/jobs/retry", jobs.retry_all, name="status-jobs-retry"),
    path("status/jobs/<int:job_id>/retry", jobs.retry, name="status-job-retry"),
]
