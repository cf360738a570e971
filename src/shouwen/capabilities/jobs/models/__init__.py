"""The tables of long work."""

from shouwen.capabilities.jobs.models.jobs import Job, JobQuerySet

__all__ = ["Job", "JobQuerySet"]
