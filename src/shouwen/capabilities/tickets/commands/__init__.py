"""What can be done to tickets; each command is one transaction and writes facts."""

from shouwen.capabilities.tickets.commands.calls import note_call
from shouwen.capabilities.tickets.commands.changing import changing
from shouwen.capabilities.tickets.commands.close import (
    UNCONFIRMED,
    can_close,
    cancel_ticket,
    close_ticket,
    is_closable,
    reopen_ticket,
    verify_ticket,
)
from shouwen.capabilities.tickets.commands.dispatch import (
    dispatch_ticket,
    refuse_dispatch,
    take_ticket,
    withdraw_dispatch,
)
from shouwen.capabilities.tickets.commands.evidence import (
    SILENCE,
    record_call_back_result,
    record_confirmation,
    record_silence,
)
from shouwen.capabilities.tickets.commands.finish import (
    complete_ticket,
    confirm_solution,
    propose_solution,
    record_workaround,
)
from shouwen.capabilities.tickets.commands.hand_over import accept_hand_over, hand_over, return_hand_over
from shouwen.capabilities.tickets.commands.holding import hold_ticket
from shouwen.capabilities.tickets.commands.judge import (
    accept_ticket,
    change_contract,
    grade_ticket,
    mark_major,
    override_check,
    route_away,
)
from shouwen.capabilities.tickets.commands.meetings import keep_meeting, open_meeting
from shouwen.capabilities.tickets.commands.owners import change_owner
from shouwen.capabilities.tickets.commands.particulars import change_particulars
from shouwen.capabilities.tickets.commands.promising import set_promise
from shouwen.capabilities.tickets.commands.register import NewTicket, register_ticket
from shouwen.capabilities.tickets.commands.services import count_services
from shouwen.capabilities.tickets.commands.splitting import split_ticket
from shouwen.capabilities.tickets.commands.standing_in import keep_owners_on_duty, name_stand_in
from shouwen.capabilities.tickets.commands.structure import (
    link_tickets,
    merge_tickets,
    set_parent,
    unlink_tickets,
    unmerge_tickets,
)
from shouwen.capabilities.tickets.commands.talk import record_customer_word, reply_to_customer, urge_ticket
from shouwen.capabilities.tickets.commands.undo import undo
from shouwen.capabilities.tickets.commands.work import (
    add_note,
    ask_in,
    attach_file,
    finish_task,
    give_estimate,
    record_contact,
    resume_ticket,
    suspend_ticket,
    update_progress,
    wake_suspended,
)

__all__ = [
    "SILENCE",
    "UNCONFIRMED",
    "NewTicket",
    "accept_hand_over",
    "accept_ticket",
    "add_note",
    "ask_in",
    "attach_file",
    "can_close",
    "cancel_ticket",
    "change_contract",
    "change_owner",
    "change_particulars",
    "changing",
    "close_ticket",
    "complete_ticket",
    "confirm_solution",
    "count_services",
    "dispatch_ticket",
    "finish_task",
    "give_estimate",
    "grade_ticket",
    "hand_over",
    "hold_ticket",
    "is_closable",
    "keep_meeting",
    "keep_owners_on_duty",
    "link_tickets",
    "mark_major",
    "merge_tickets",
    "name_stand_in",
    "note_call",
    "open_meeting",
    "override_check",
    "propose_solution",
    "record_call_back_result",
    "record_confirmation",
    "record_contact",
    "record_customer_word",
    "record_silence",
    "record_workaround",
    "refuse_dispatch",
    "register_ticket",
    "reopen_ticket",
    "reply_to_customer",
    "resume_ticket",
    "return_hand_over",
    "route_away",
    "set_parent",
    "set_promise",
    "split_ticket",
    "suspend_ticket",
    "take_ticket",
    "undo",
    "unlink_tickets",
    "unmerge_tickets",
    "update_progress",
    "urge_ticket",
    "verify_ticket",
    "wake_suspended",
    "withdraw_dispatch",
]
