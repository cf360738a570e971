"""Search over tickets, customers and contacts."""
