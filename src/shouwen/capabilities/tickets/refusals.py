"""Expected no's about tickets."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class VerbRefused(Refusal):
    code = "verb_does_not_apply"
    message = gettext_noop("%(number)s is %(state)s now; “%(verb)s” is not possible in this state.")


class NotClosable(Refusal):
    code = "closing_rule_not_met"
    message = gettext_noop("%(number)s can't be closed yet. Still missing: %(missing)s.")


class EngineerOffDuty(Refusal):
    code = "engineer_off_duty"
    message = gettext_noop("%(engineer)s is off duty now. Choose somebody on duty, or dispatch to the team.")


class EngineerUnavailable(Refusal):
    code = "engineer_unavailable"
    message = gettext_noop("%(engineer)s can't take tickets: the account is disabled.")


class NotNamed(Refusal):
    code = "not_named"
    status = 403
    message = gettext_noop("For %(number)s the regulation names: %(parties)s. Ask one of them.")


class LeaderAnswersFirst(Refusal):
    code = "leader_answers_first"
    message = gettext_noop(
        "For %(minutes)s minutes %(parties)s decide how %(number)s is dispatched. Until then, "
        "record what was decided or that nobody can be reached."
    )


class MeetingWaitedFor(Refusal):
    code = "meeting_waited_for"
    message = gettext_noop(
        "A coordination meeting about %(number)s has already been called. Record its outcome first."
    )


class RequestNotChecked(Refusal):
    code = "request_not_checked"
    message = gettext_noop(
        "%(number)s has not passed the check of customer and services. Override it with a reason, or route it."
    )


class TasksOpen(Refusal):
    code = "tasks_open"
    message = gettext_noop(
        "Helper tasks of %(number)s that are still open: %(count)s. Finish or withdraw them first."
    )


class SolutionNotConfirmed(Refusal):
    code = "solution_not_confirmed"
    message = gettext_noop("The customer has not confirmed the proposed solution of %(number)s yet.")


class ChargeNotAgreed(Refusal):
    code = "charge_not_agreed"
    message = gettext_noop(
        "%(number)s is served at a charge. Before work starts, record the fee agreed or why it is waived."
    )


class ChangeNotApproved(Refusal):
    code = "change_not_approved"
    message = gettext_noop(
        "%(number)s changes a function, which needs the project leader's approval. Before it goes on, record who "
        "approved what."
    )


class BackupNotAsked(Refusal):
    code = "backup_not_asked"
    message = gettext_noop("Ask the customer for a back-up first and record whether it was done or refused.")


class MergeRefused(Refusal):
    code = "merge_refused"
    message = gettext_noop(
        "%(number)s can't be merged here: a ticket can't absorb itself or one of another customer."
    )


class UndoTooLate(Refusal):
    code = "undo_too_late"
    message = gettext_noop("This can't be undone any more: something else has happened on %(number)s since.")


class UpdateTooThin(Refusal):
    code = "update_too_thin"
    status = 422
    message = gettext_noop(
        "A progress update says what was done, what was found and what is next, each in words of its own, and when; "
        "not the same as last time."
    )


class ReopenTooLate(Refusal):
    code = "reopen_too_late"
    message = gettext_noop(
        "%(number)s was closed too long ago to be reopened. Register a new ticket and link it."
    )


class NoWayThere(Refusal):
    """The workflow has no verb that leads from one state to the other."""

    code = "no_way_there"
    message = gettext_noop(
        "%(number)s is %(state)s now; from there no way leads to “%(to)s”. Possible: %(ways)s."
    )
