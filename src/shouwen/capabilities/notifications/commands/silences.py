"""Keeping quiet where a machine would answer."""

from shouwen.capabilities.notifications.models import SilencedAddress


def silence_address(*, address: str, reason: str) -> None:
    """No automatic message goes to `address` any more; safe to repeat."""
    if address:
        SilencedAddress.objects.bulk_create(
            [SilencedAddress(address=address.lower(), reason=reason)], ignore_conflicts=True
        )


def unsilence_address(*, address: str) -> None:
    """A person has written from `address`: automatic messages may go there again."""
    SilencedAddress.objects.filter(address=address.lower()).delete()
