"""How contacts come into the portal: a mailed link, then a session. Keys lie here as digests only."""

from django.db import models
from django.db.models.functions import Now

from shouwen.capabilities.customers.models.contacts import Contact


class ContactLink(models.Model):
    """A mailed link that signs `contact` in, once, within 15 minutes."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())


class ContactSession(models.Model):
    """One browser of one contact in the portal."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    opened_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)
