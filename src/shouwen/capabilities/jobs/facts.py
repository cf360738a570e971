"""What is told in the journal about long work."""

from typing import Final

JOB_ASKED: Final = "job.asked"
JOB_CANCEL_ASKED: Final = "job.cancel_asked"
JOB_SUCCEEDED: Final = "job.succeeded"
JOB_FAILED: Final = "job.failed"
JOB_CANCELLED: Final = "job.cancelled"
