"""Versions of the regulation: drafted, compared, activated; and the codes that everything else refers to."""
