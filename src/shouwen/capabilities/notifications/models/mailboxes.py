"""Mailboxes: the addresses of the desk, where their mail is read, and how it leaves."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from shouwen.base.models import Subject
from shouwen.capabilities.notifications.choices import Security

PORT = (MinValueValidator(1), MaxValueValidator(65535))


class Mailbox(models.Model):
    """One address of the desk. An empty host means: not read here, or not sent from here.

    `uidvalidity` and `last_uid` are the bookmark of reading. `trusted_server` is the name by which the receiving
    server signs its `Authentication-Results`; empty trusts nobody. `has_plus_addresses` says that mail to
    `desk+anything@…` arrives here too. Secrets are sealed; `subject` is the mailbox's history.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")
    address = models.EmailField(_("address"), max_length=254, unique=True)
    name = models.CharField(_("name shown to recipients"), max_length=100, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    imap_host = models.CharField(max_length=200, blank=True)
    imap_port = models.PositiveIntegerField(default=993, validators=PORT)
    imap_security = models.CharField(max_length=10, choices=Security, default=Security.TLS)
    imap_user = models.CharField(max_length=200, blank=True)
    imap_secret = models.BinaryField(default=bytes)
    folder = models.CharField(_("folder to read"), max_length=100, default="INBOX")
    done_folder = models.CharField(_("folder for mail after reading"), max_length=100, blank=True)

    smtp_host = models.CharField(max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField(default=465, validators=PORT)
    smtp_security = models.CharField(max_length=10, choices=Security, default=Security.TLS)
    smtp_user = models.CharField(max_length=200, blank=True)
    smtp_secret = models.BinaryField(default=bytes)

    trusted_server = models.CharField(max_length=200, blank=True)
    has_plus_addresses = models.BooleanField(default=False)

    uidvalidity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mailbox_address_is_lower", condition=models.Q(address=Lower("address"))
            ),
        ]

    def __str__(self) -> str:
        return self.address
