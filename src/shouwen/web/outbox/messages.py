"""Messages that wait, failed, left or stayed: their words and links, another try, withdrawal."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shouwen.base.actors import Actor
from shouwen.base.asked import whole
from shouwen.base.languages import reader_language
from shouwen.base.models import Message
from shouwen.base.models.outbox import MessageState
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.notifications.choices import MessageChannel, Setback
from shouwen.capabilities.notifications.commands.outbox import send_again, withdraw_message
from shouwen.capabilities.notifications.permissions import can_manage_messages
from shouwen.capabilities.notifications.queries import (
    outbox,
    outbox_counts,
    sending_account,
    sending_mailbox,
)
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.models import Ticket
from shouwen.ui.components import Fact, Tab, badge
from shouwen.ui.components.marks import Tone, as_label
from shouwen.ui.html import element, joined
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted

PAGE = 50
LINK = re.compile(r"(https?://[^\s<>\"'，。；、）】]+)")
STATES: dict[str, Tone] = {"waiting": "blue", "failed": "bad", "sent": "good", "withdrawn": ""}
KEYS = {"account.": "people.give_roles", "portal.sign_in": "customers.manage"}
"""Letters that open a door, by the beginning of their template, and the grant without which nobody reads them here."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message of the list."""

    message: Message
    mark: SafeString
    number: str
    error: str


@granted("messages.see")
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    state = request.GET.get("state", "waiting")
    state = state if state in STATES else "waiting"
    before = request.GET.get("before", "")
    found = outbox(actor=request.actor, state=state)
    found = found.filter(pk__lt=whole(before)) if whole(before) else found
    messages = list(found[: PAGE + 1])
    counts = outbox_counts()
    can_send = sending_account(sending_mailbox()) is not None
    facts = {
        "rows": _rows(request.actor, messages[:PAGE]),
        "tabs": [
            Tab(
                as_label(str(MessageState(code).label)),
                f"?state={code}",
                code == state,
                counts.get(code),
                code == "failed",
            )
            for code in STATES
        ],
        "state": state,
        "heads": [
            _("State"),
            _("To"),
            _("Subject line"),
            _("About"),
            (_("Tries"), "number"),
            _("Since"),
            _("Reason"),
        ],
        "next_url": f"?state={state}&before={messages[PAGE - 1].pk}" if len(messages) > PAGE else "",
        "can_send": can_send,
        "may_manage": can_manage_messages(request.actor),
        "may_keep_boxes": request.actor.may("mailboxes.manage"),
        "crumbs": [(_("Settings"), reverse("web:settings"))],
    }
    return render(request, "web/outbox/list.html", facts)


@granted("messages.see")
@require_safe
def page(request: DeskRequest, message_id: int) -> HttpResponse:
    """One message as its receiver gets it; letters that open a door only to those who could open it anyway."""
    message = _find(request, message_id)
    is_open = may_read(request.actor, message)
    (row,) = _rows(request.actor, [message])
    facts = {
        "message": message,
        "row": row,
        "title": message.subject_line or _("Message"),
        "body": with_links(message.body) if is_open else "",
        "is_open": is_open,
        "facts": [
            Fact(_("State"), row.mark),
            Fact(_("To"), message.address),
            Fact(_("By"), str(MessageChannel(message.channel).label)),
            Fact(_("Template"), _template_name(message.template)),
            Fact(_("Tries"), str(message.attempts)),
            Fact(_("Reason"), row.error),
            Fact(_("Message-ID"), message.message_id),
        ],
        "may_manage": can_manage_messages(request.actor),
        "is_waiting": message.state == MessageState.WAITING,
        "is_failed": message.state == MessageState.FAILED
        and message.last_error != Setback.UNKNOWN_PLACEHOLDER,
        "crumbs": [(_("Outbox"), reverse("web:outbox"))],
    }
    return render(request, "web/outbox/message.html", facts)


@granted("messages.manage")
@require_POST
def retry(request: DeskRequest, message_id: int) -> HttpResponseBase:
    message = _find(request, message_id)
    count = send_again(messages=[message], actor=request.actor, at=now())
    shell.flash(
        request, _("The message will be sent again") if count else _("This message can't be sent again")
    )
    return shell.see_other(request, reverse("web:outbox"))


@granted("messages.manage")
@require_POST
def retry_all(request: DeskRequest) -> HttpResponseBase:
    failed = list(outbox(actor=request.actor, state=MessageState.FAILED))
    count = send_again(messages=failed, actor=request.actor, at=now())
    words = ngettext("%(count)d message will be sent again", "%(count)d messages will be sent again", count)
    shell.flash(request, words % {"count": count})
    return shell.see_other(request, reverse("web:outbox"))


@granted("messages.manage")
@require_POST
def withdraw(request: DeskRequest, message_id: int) -> HttpResponseBase:
    withdraw_message(message=_find(request, message_id), actor=request.actor, at=now())
    shell.flash(request, _("The message will not be sent"))
    return shell.see_other(request, reverse("web:outbox"))


def may_read(actor: Actor, message: Message) -> bool:
    """Whether `actor` may read the words: a sign-in link in the wrong hands would open somebody else's door."""
    wanted = next((grant for beginning, grant in KEYS.items() if message.template.startswith(beginning)), "")
    return not wanted or actor.may(wanted)


def _template_name(template: str) -> str:
    """What the regulation in force calls the words of a message: a template, or with a `/2` a step of a ladder."""
    if not template:
        return _("written by a person")
    if template.startswith(tuple(KEYS)):
        return _("letter that opens a door")
    document, language = active_regulation().document, reader_language()
    kind, _dot, rest = template.rpartition(".")
    code, _slash, step = rest.partition("/")
    rule = document.ladders.get(code) if kind else document.templates.get(code)
    if rule is None:
        return template
    name = rule.name.in_language(language)
    return (
        _("%(ladder)s, step %(number)d") % {"ladder": name, "number": int(step)} if step.isdigit() else name
    )


def with_links(text: str) -> SafeString:
    """`text` with its addresses as links, also where a Chinese full stop stands right before or after one."""
    return joined(
        element("a", part, href=part, rel="noopener noreferrer") if number % 2 else part
        for number, part in enumerate(LINK.split(text))
    )


def _find(request: DeskRequest, message_id: int) -> Message:
    found = outbox(actor=request.actor).filter(pk=message_id).first()
    if found is None:
        raise NotVisible(message=message_id)
    return found


def _rows(actor: Actor, messages: list[Message]) -> list[Row]:
    about = {message.subject_id for message in messages if message.subject_id}
    numbers: dict[Any, str] = dict(
        Ticket.objects.visible_to(actor).filter(pk__in=about).values_list("pk", "number")
    )
    return [
        Row(
            message,
            badge(as_label(str(MessageState(message.state).label)), tone=STATES[message.state]),
            numbers.get(message.subject_id, ""),
            error_words(message.last_error),
        )
        for message in messages
    ]


def error_words(error: str) -> str:
    """Why it did not go out: our own reasons in words, a server's as it said them."""
    return str(Setback(error).label) if error in Setback.values else error
