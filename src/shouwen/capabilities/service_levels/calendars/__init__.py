"""Calendars as the desk counts by them: worked out of a document and the holiday tables, published, on a shelf."""
