"""Tickets: registration, the way of a ticket through the desk, and its end."""
