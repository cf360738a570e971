"""What can be done with persons; one verb family per file."""
