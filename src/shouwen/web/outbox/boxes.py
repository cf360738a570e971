"""Mailboxes: set up, changed, tried."""

from dataclasses import fields
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.notifications.choices import Security
from shouwen.capabilities.notifications.commands.mailboxes import MailboxSettings, save_mailbox
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.notifications.queries import mailboxes, reading_account, sending_account
from shouwen.gateways.mail.trying import try_reading, try_sending
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.acting import ActForm

KEEPS = gettext_lazy("Leave empty to keep the one that is stored.")


def secret_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        max_length=500,
        strip=False,
        help_text=KEEPS,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def port_field(initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=initial)


def security_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Protection"), choices=Security.choices, initial=Security.TLS)


def word_field(label: Any, *, help_text: Any = "", longest: int = 200) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=longest, help_text=help_text)


class MailboxForm(ActForm):
    """Everything about one mailbox; names are those of `MailboxSettings`."""

    address = forms.EmailField(label=gettext_lazy("Address"))
    name = word_field(gettext_lazy("Name shown to recipients"), longest=100)
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)
    imap_host = word_field(
        gettext_lazy("Server for reading (IMAP)"), help_text=gettext_lazy("Empty: not read here.")
    )
    imap_port = port_field(993)
    imap_security = security_field()
    imap_user = word_field(gettext_lazy("User"))
    imap_secret = secret_field()
    folder = word_field(gettext_lazy("Folder to read"), longest=100)
    done_folder = word_field(
        gettext_lazy("Folder for mail after reading"),
        longest=100,
        help_text=gettext_lazy("Empty: it stays where it is."),
    )
    smtp_host = word_field(
        gettext_lazy("Server for sending (SMTP)"), help_text=gettext_lazy("Empty: not sent from here.")
    )
    smtp_port = port_field(465)
    smtp_security = security_field()
    smtp_user = word_field(gettext_lazy("User"))
    smtp_secret = secret_field()
    trusted_server = word_field(
        gettext_lazy("Receiving server we trust"),
        help_text=gettext_lazy("The name it signs Authentication-Results with; empty trusts nobody."),
    )
    has_plus_addresses = forms.BooleanField(
        label=gettext_lazy("Mail to name+anything@ arrives here too"), required=False
    )

    def settings(self) -> MailboxSettings:
        values = {field.name: self.cleaned_data[field.name] for field in fields(MailboxSettings)}
        for secret in ("imap_secret", "smtp_secret"):
            values[secret] = values[secret] or None
        values["folder"] = values["folder"] or "INBOX"
        return MailboxSettings(**values)


@granted("mailboxes.manage")
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    found = list(mailboxes())
    facts = {
        "rows": [(mailbox, reading_account(mailbox), sending_account(mailbox)) for mailbox in found],
        "heads": [_("Address"), _("Read from"), _("Sent by"), _("Last read"), _("State")],
        "crumbs": [(_("Outbox"), reverse("web:outbox"))],
    }
    return render(request, "web/outbox/mailboxes.html", facts)


@granted("mailboxes.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    return _save(request, None, _("New mailbox"), {"folder": "INBOX", "is_active": True})


@granted("mailboxes.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: DeskRequest, mailbox_id: int) -> HttpResponseBase:
    mailbox = _find(mailbox_id)
    plain = {name: getattr(mailbox, name) for name in MailboxForm.base_fields if not name.endswith("_secret")}
    return _save(request, mailbox, mailbox.address, plain)


@granted("mailboxes.manage")
@require_POST
def trial(request: DeskRequest, mailbox_id: int) -> HttpResponse:
    """Sign in at both servers now and show what they say; nothing is read, sent or changed."""
    mailbox = _find(mailbox_id)
    reads, sends = reading_account(mailbox), sending_account(mailbox)
    facts = {
        "mailbox": mailbox,
        "reads": reads,
        "sends": sends,
        "reading_fault": try_reading(reads, folder=mailbox.folder) if reads else "",
        "sending_fault": try_sending(sends) if sends else "",
    }
    return render(request, "web/outbox/trial.html", {**facts, "crumbs": _crumbs()})


def _save(
    request: DeskRequest, mailbox: Mailbox | None, title: str, initial: dict[str, Any]
) -> HttpResponseBase:
    form = MailboxForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            saved = save_mailbox(settings=form.settings(), mailbox=mailbox, actor=request.actor, at=now())
            shell.flash(request, _("The mailbox is saved; now try it"))
            return shell.see_other(request, reverse("web:mailbox", args=[saved.pk]))
        except InvalidInput as refusal:
            form.tell(refusal)
    facts = {"form": form, "mailbox": mailbox, "title": title, "crumbs": _crumbs()}
    return render(request, "web/outbox/mailbox.html", facts, status=422 if request.POST else 200)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Outbox"), reverse("web:outbox")), (_("Mailboxes"), reverse("web:mailboxes"))]


def _find(mailbox_id: int) -> Mailbox:
    found = Mailbox.objects.filter(pk=mailbox_id).first()
    if found is None:
        raise NotVisible(mailbox=mailbox_id)
    return found
