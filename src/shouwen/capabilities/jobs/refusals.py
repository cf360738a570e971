"""Why long work is not begun, ended or given out."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class TooMuchAtOnce(Refusal):
    code = "too_much_at_once"
    status = 429
    message = gettext_noop("%(count)s of your jobs are under way. Wait for one to end, or cancel one.")


class JobIsOver(Refusal):
    code = "job_is_over"
    message = gettext_noop("This job has ended already.")


class NothingKept(Refusal):
    code = "nothing_kept"
    status = 410
    message = gettext_noop("What this job made is kept for %(days)s days and is gone. Start it again.")


class WorkerLost(Refusal):
    code = "worker_lost"
    message = gettext_noop("The worker stopped %(tries)s times in the middle of it. Tell your administrator.")


class AskAnew(Refusal):
    code = "ask_anew"
    message = gettext_noop("This job can't be repeated as it is. Submit it again.")
