"""What can be done with what comes in: received, registered, added to a ticket, routed away, dismissed."""
