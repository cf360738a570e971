"""Addresses of the system's state."""

from django.urls import path

from shouwen.web.status import backups, jobs, overview

urlpatterns = [
    path("status", overview.show, name="status"),
    path("status/backups", backups.make, name="status-backups"),
    path("status/backups/<str:name>", backups.fetch, name="status-backup"),
    path("status/jobs", jobs.listed, name="status-jobs"),
    path("status/jobs/retry", jobs.retry_all, name="status-jobs-retry"),
    path("status/jobs/<int:job_id>/retry", jobs.retry, name="status-job-retry"),
]
