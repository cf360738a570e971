"""Tickets on screen: the queue, one ticket, a new one, and everything that can be done to them."""
