"""Addresses of the outbox and the mailboxes."""

from django.urls import path

from shouwen.web.outbox import boxes, messages

urlpatterns = [
    path("outbox", messages.listed, name="outbox"),
    path("outbox/retries", messages.retry_all, name="outbox-retry-all"),
    path("outbox/<int:message_id>", messages.page, name="outbox-message"),
    path("outbox/<int:message_id>/retries", messages.retry, name="outbox-retry"),
    path("outbox/<int:message_id>/withdrawal", messages.withdraw, name="outbox-withdraw"),
    path("outbox/mailboxes", boxes.listed, name="mailboxes"),
    path("outbox/mailboxes/new", boxes.new, name="mailbox-new"),
    path("outbox/mailboxes/<int:mailbox_id>", boxes.change, name="mailbox"),
    path("outbox/mailboxes/<int:mailbox_id>/trials", boxes.trial, name="mailbox-trial"),
]
