"""What can be done about long work."""

from shouwen.capabilities.jobs.commands.asking import ask_for, cancel_job, repeat_job
from shouwen.capabilities.jobs.commands.forgetting import forget_old_jobs

__all__ = ["ask_for", "cancel_job", "forget_old_jobs", "repeat_job"]
